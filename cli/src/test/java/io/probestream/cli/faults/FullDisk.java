package io.probestream.cli.faults;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A broker whose disk, a small tmpfs of the test's own, is full, until somebody makes room and
 * starts it again.
 */
final class FullDisk implements Scenario {
  private static final int TIMES = 2;
  private static final int CALLS_PER_S = 1_000;
  private static final int CHUNK_BYTES = 4_096;
  private static final String SIZE = "size=160m";

  /** By then a broker without space has given up, or nobody can tell whether it will. */
  private static final Duration GIVES_UP_WITHIN = Duration.ofSeconds(15);

  @Override
  public void run(Path dir, Random random, Tally tally) throws Exception {
    Uprobes uprobes = Uprobes.orSkip();
    Path disk = Files.createDirectory(dir.resolve("disk"));
    assumeTrue(
        command("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", disk.toString()) == 0,
        "no tmpfs can be mounted here: needs root");
    Thread hook = new Thread(() -> unmount(disk), "fault-disk");
    Runtime.getRuntime().addShutdownHook(hook);
    try (Site site = Site.open(dir, disk.resolve("broker"), random, tally, 0);
        LiveHosts hosts = LiveHosts.start(site, uprobes)) {
      site.startStreams("a", true, false);
      hosts.rate(CALLS_PER_S);
      for (int i = 0; i < TIMES; i++) {
        site.awaitProgress();
        site.pause(0, 2_000);
        fill(site, disk.resolve("filler"));
        site.revive();
      }
      site.awaitProgress();
      LiveRound.finish(site, hosts);
    } finally {
      Runtime.getRuntime().removeShutdownHook(hook);
      unmount(disk);
    }
  }

  /** Lazily: files that a process has open until it is gone do not keep the place. */
  private static void unmount(Path disk) {
    try {
      command("umount", "-l", disk.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unmount " + disk, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void fill(Site site, Path filler) throws IOException, InterruptedException {
    site.inject("broker's disk full");
    writeUntilFull(filler);
    try {
      await().atMost(GIVES_UP_WITHIN).until(() -> !site.broker.isAlive());
    } catch (ConditionTimeoutException e) {
      site.inject("broker killed on a full disk"); // what its operator does
      site.broker.kill();
    }
    Files.delete(filler);
    site.broker.restart();
  }

  @SuppressWarnings("UnusedException") // the end of the space is what it waits for
  private static void writeUntilFull(Path file) throws IOException {
    byte[] chunk = "full".repeat(CHUNK_BYTES / 4).getBytes(StandardCharsets.US_ASCII);
    OutputStream out = Files.newOutputStream(file);
    try (out) {
      while (true) {
        out.write(chunk);
      }
    } catch (IOException e) {
      if (!Files.exists(file)) {
        throw e;
      }
    }
  }

  private static int command(String... words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(words)).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return -1;
    }
    return process.exitValue();
  }
}
