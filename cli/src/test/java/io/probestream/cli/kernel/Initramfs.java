package io.probestream.cli.kernel;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The guest's whole file system: busybox, network modules, a Java runtime at {@code /opt/jre}, a
 * class path at {@code /opt/app}, and the job that {@code /init} runs before it powers off.
 */
final class Initramfs {
  private static final List<String> MODULES = List.of("virtio_pci", "virtio_net");

  private final HostTools tools;
  private final KernelPackage kernel;
  private final GuestRuntime runtime;

  Initramfs(HostTools tools, KernelPackage kernel, GuestRuntime runtime) {
    this.tools = tools;
    this.kernel = kernel;
    this.runtime = runtime;
  }

  /**
   * Writes the archive.
   *
   * @param classPath jars and class directories of this machine, in order
   * @param job a shell script; it finds the class path in {@code $CLASSPATH}
   */
  void write(Path file, List<Path> classPath, String job) throws IOException, InterruptedException {
    try (CpioArchive archive =
        new CpioArchive(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
      for (String directory : List.of("bin", "dev", "proc", "sys", "tmp", "lib/modules")) {
        archive.directory(directory);
      }
      // The kernel opens it for init before anything is mounted.
      archive.characterDevice("dev/console", 5, 1);
      busybox(archive);
      modules(archive);
      archive.tree("opt/jre", runtime.home());
      for (Path library : runtime.libraries()) {
        archive.file(library.toString().substring(1), Files.readAllBytes(library));
      }
      String guestClassPath = classPath(archive, classPath);
      archive.file("init", resource("init"));
      archive.file("report.sh", resource("report.sh"));
      archive.file(
          "job",
          ("#!/bin/sh\nexport CLASSPATH=" + guestClassPath + "\n. /report.sh\n" + job)
              .getBytes(StandardCharsets.UTF_8));
    }
  }

  private void busybox(CpioArchive archive) throws IOException, InterruptedException {
    archive.file("bin/busybox", Files.readAllBytes(tools.busybox()));
    List<String> applets =
        Command.lines(
            Path.of("/"), Duration.ofSeconds(10), List.of(tools.busybox().toString(), "--list"));
    for (String applet : applets) {
      if (!applet.equals("busybox")) {
        archive.symlink("bin/" + applet, "busybox");
      }
    }
  }

  private void modules(CpioArchive archive) throws IOException, InterruptedException {
    Map<String, byte[]> modules = KernelModules.inLoadOrder(kernel, tools.busybox(), MODULES);
    for (Map.Entry<String, byte[]> module : modules.entrySet()) {
      archive.file("lib/modules/" + module.getKey() + ".ko", module.getValue());
    }
    archive.file(
        "lib/modules/order",
        String.join("\n", modules.keySet()).concat("\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String classPath(CpioArchive archive, List<Path> classPath) throws IOException {
    List<String> guest = new ArrayList<>();
    for (Path entry : classPath) {
      // Numbered, because class directories of several modules share one name.
      String path = "opt/app/%03d-%s".formatted(guest.size(), entry.getFileName());
      if (Files.isDirectory(entry)) {
        archive.tree(path, entry);
      } else {
        archive.file(path, Files.readAllBytes(entry));
      }
      guest.add("/" + path);
    }
    return String.join(":", guest);
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream in = Initramfs.class.getResourceAsStream("/kernel/" + name)) {
      if (in == null) {
        throw new IOException("no test resource kernel/" + name);
      }
      return in.readAllBytes();
    }
  }
}
