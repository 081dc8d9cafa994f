package io.probestream.cli.kernel;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The guest's whole file system: busybox, network modules, a Java runtime at {@code /opt/jre}, a
 * class path and other files where they stand on this machine, and the job that {@code /init} runs
 * before it powers off.
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
   * @param job a shell script; it finds the class path in {@code $CLASSPATH}
   */
  void write(Path file, GuestContent content, String job) throws IOException, InterruptedException {
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
      String classPath = classPath(archive, content.classPath());
      for (Path each : content.files()) {
        archive.copy(inGuest(each), each);
      }
      archive.file("init", resource("init"));
      archive.file("report.sh", resource("report.sh"));
      archive.file(
          "job",
          ("#!/bin/sh\nexport CLASSPATH=" + classPath + "\n. /report.sh\n" + job)
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

  /** The same paths as here: a shared class archive holds only for them. */
  private static String classPath(CpioArchive archive, List<Path> classPath) throws IOException {
    for (Path entry : classPath) {
      if (Files.isDirectory(entry)) {
        archive.tree(inGuest(entry), entry);
      } else {
        archive.copy(inGuest(entry), entry);
      }
    }
    return GuestContent.joined(classPath);
  }

  private static String inGuest(Path path) {
    return path.toAbsolutePath().toString().substring(1);
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
