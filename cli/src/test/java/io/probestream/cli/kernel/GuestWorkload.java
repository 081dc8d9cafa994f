package io.probestream.cli.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs in a guest: threads with awkward names that make directories, open files and write to them a
 * known number of times. Prints {@code tid mkdirs opens writes name} for each thread.
 */
final class GuestWorkload {
  /** At most 15 bytes, as the kernel keeps no more; the last one imitates a trace line. */
  static final List<String> NAMES =
      List.of("plain", "two words", "] [001] d..1 1.", "-7 [000] 1.5: x");

  private static final int WRITES_PER_OPEN = 3;

  private GuestWorkload() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Path.of(args[0]));
    int rounds = Integer.parseInt(args[1]);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      Path own = directory.resolve(Integer.toString(i));
      threads.add(new Thread(() -> work(own, rounds), NAMES.get(i)));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void work(Path own, int rounds) {
    byte[] content = "content".getBytes(UTF_8);
    try {
      Files.createDirectory(own);
      for (int round = 0; round < rounds; round++) {
        Files.createDirectory(own.resolve("d" + round));
        try (FileOutputStream out = new FileOutputStream(own.resolve("f" + round).toString())) {
          for (int write = 0; write < WRITES_PER_OPEN; write++) {
            out.write(content);
          }
        }
      }
      Path tid = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
      String line =
          "%s %d %d %d %s"
              .formatted(
                  tid,
                  rounds + 1,
                  rounds,
                  rounds * WRITES_PER_OPEN,
                  Thread.currentThread().getName());
      // One thread at a time, and a write of its own for the line.
      synchronized (System.out) {
        System.out.println(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
