package io.probestream.cli.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * Makes guests: finds the host's tools, the newest kernel package and a Java runtime once, builds
 * an initramfs for each job. What is downloaded or linked stays in {@code target/kernel} for the
 * next run.
 */
final class GuestFactory {
  private static final Path CACHE = Path.of("target", "kernel").toAbsolutePath();

  private final HostTools tools;
  private final KernelPackage kernel;
  private final GuestRuntime runtime;

  private GuestFactory(HostTools tools, KernelPackage kernel, GuestRuntime runtime) {
    this.tools = tools;
    this.kernel = kernel;
    this.runtime = runtime;
  }

  /**
   * A factory, or else the calling test is skipped with the list of what to install. Under {@code
   * CI=true} it fails instead: there the packages are installed, and a skip would hide a fault.
   */
  static GuestFactory orSkip() throws IOException, InterruptedException {
    List<String> missing = new ArrayList<>();
    HostTools tools = HostTools.locate(missing);
    Optional<String> newest = Optional.empty();
    if (missing.isEmpty()) {
      // For another kernel than the newest: -Dprobestream.kernel.series=6.1.
      String series = System.getProperty("probestream.kernel.series", "");
      newest = KernelPackage.newest(series);
      if (newest.isEmpty()) {
        missing.add(
            "a linux-image-%s…-cloud-amd64-unsigned package in the lists (apt-get update)"
                .formatted(series));
      }
    }
    if (!missing.isEmpty()) {
      throw skip("this machine lacks " + String.join(", ", missing));
    }
    KernelPackage kernel;
    try {
      kernel = KernelPackage.fetch(newest.orElseThrow(), CACHE);
    } catch (IOException e) {
      throw skip("its package cannot be had: " + e.getMessage());
    }
    System.err.println("Kernel of the guest: " + kernel.release());
    return new GuestFactory(tools, kernel, GuestRuntime.link(tools, CACHE));
  }

  private static RuntimeException skip(String why) {
    String reason = "No kernel to boot: " + why;
    if ("true".equals(System.getenv("CI"))) {
      throw new AssertionError(reason);
    }
    // Maven's console shows how many tests were skipped, but not why.
    System.err.println(reason);
    return new TestAbortedException(reason);
  }

  GuestRuntime runtime() {
    return runtime;
  }

  /** Starts a guest that runs {@code job} and then powers off. */
  QemuVm start(Path work, GuestContent content, String job)
      throws IOException, InterruptedException {
    Path initramfs = Files.createDirectories(work).resolve("initramfs.cpio");
    new Initramfs(tools, kernel, runtime).write(initramfs, content, job);
    return QemuVm.start(tools, kernel, initramfs, content.memoryMib(), work);
  }
}
