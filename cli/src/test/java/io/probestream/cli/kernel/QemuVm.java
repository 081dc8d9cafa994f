package io.probestream.cli.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running guest. Its console is {@code console.log} in the work directory; what the job reports
 * comes over a second serial port into {@code report.txt}, apart from kernel messages. It reaches
 * this machine's loopback as {@value #HOST_ADDRESS} and nothing else.
 */
final class QemuVm implements AutoCloseable {
  static final String HOST_ADDRESS = "10.0.2.2";
  private static final int CPUS = 2;

  private final Process process;
  private final Path console;
  private final Path report;

  private QemuVm(Process process, Path console, Path report) {
    this.process = process;
    this.console = console;
    this.report = report;
  }

  static QemuVm start(
      HostTools tools, KernelPackage kernel, Path initramfs, int memoryMib, Path work)
      throws IOException {
    Path console = work.resolve("console.log");
    Path report = work.resolve("report.txt");
    Process process =
        new ProcessBuilder(
                tools.qemu().toString(),
                // One thread for all CPUs. With thread=multi, patching code that another CPU is
                // running is not safe in QEMU 7.2: enabling kprobes on vfs_write under load crashed
                // 9 of 10 guests (6.1 and 6.12), none of 10 with thread=single.
                "-accel",
                "tcg,thread=single",
                "-machine",
                "q35",
                "-cpu",
                "max",
                "-smp",
                Integer.toString(CPUS),
                "-m",
                Integer.toString(memoryMib),
                "-nodefaults",
                "-no-user-config",
                "-display",
                "none",
                "-monitor",
                "none",
                "-no-reboot",
                "-kernel",
                kernel.image().toString(),
                "-initrd",
                initramfs.toString(),
                "-append",
                "console=ttyS0 quiet loglevel=4 panic=-1",
                "-serial",
                "file:" + console,
                "-serial",
                "file:" + report,
                "-netdev",
                "user,id=net0",
                "-device",
                "virtio-net-pci,netdev=net0,romfile=")
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("qemu.log").toFile())
            .start();
    // A guest must not outlive a test that is itself terminated.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new QemuVm(process, console, report);
  }

  /**
   * Waits until the guest has powered off and hands back its report.
   *
   * @throws IOException with the end of the console when it takes too long, or crashed on the way
   */
  GuestReport awaitPowerOff(Duration timeout) throws IOException, InterruptedException {
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(
          "the guest still runs after %d s:\n%s".formatted(timeout.toSeconds(), consoleEnd()));
    }
    GuestReport parsed = GuestReport.parse(Files.readAllLines(report, ISO_8859_1));
    if (process.exitValue() != 0 || !parsed.finished()) {
      throw new IOException(
          "the guest ended before its job did (qemu status %d):\n%s"
              .formatted(process.exitValue(), consoleEnd()));
    }
    return parsed;
  }

  /** Whether the guest has printed {@code marker} on its console so far. */
  boolean consoleShows(String marker) throws IOException {
    return Files.exists(console) && Files.readString(console, ISO_8859_1).contains(marker);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  private String consoleEnd() throws IOException {
    List<String> lines =
        Files.exists(console) ? Files.readAllLines(console, ISO_8859_1) : List.of();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    // SIGKILL cannot be refused; waiting keeps the work directory from being used any longer.
    process.onExit().join();
  }
}
