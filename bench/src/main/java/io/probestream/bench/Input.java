package io.probestream.bench;

import io.probestream.cli.Main;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * A capture of any size: copies of a packaged one, each later than the one before and with tasks of
 * its own, so that every copy has the same calls and no call crosses from one to the next.
 *
 * @param file the text, with its probes' definitions beside it
 * @param lines in it
 * @param copies of the packaged capture
 */
record Input(Path file, long lines, int copies) {
  private static final String CAPTURE = "/captures/x86_64-6.1/complete";
  private static final int PID_STEP = 500;
  private static final int SECONDS_STEP = 5;

  /** Where the task name ends and the pid begins, in each record. */
  private static final int DASH = 16;

  /** Writes at least {@code bytes} bytes into {@code dir}. */
  static Input write(Path dir, String name, long bytes) throws IOException {
    byte[] capture;
    try (InputStream in = new GZIPInputStream(resource(CAPTURE + ".txt.gz"))) {
      capture = in.readAllBytes();
    }
    int copies = Math.toIntExact(Math.max(1, (bytes + capture.length - 1) / capture.length));
    Path file = dir.resolve(name + ".txt");
    long lines = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (int copy = 0; copy < copies; copy++) {
        lines += copy(capture, copy, out);
      }
    }
    Path beside = Files.createDirectory(dir.resolve(name + ".d"));
    try (InputStream in = resource(CAPTURE + ".d/kprobe_events")) {
      Files.copy(in, beside.resolve("kprobe_events"));
    }
    return new Input(file, lines, copies);
  }

  private static InputStream resource(String name) {
    return Main.class.getResourceAsStream(name);
  }

  private static long copy(byte[] all, int copy, OutputStream out) throws IOException {
    long lines = 0;
    for (int from = 0, end; from < all.length; from = end) {
      end = from;
      while (all[end++] != '\n') {}
      if (all[from] == ' ' && end - from > DASH && all[from + DASH] == '-') {
        shift(all, from, end, copy, out);
      } else {
        out.write(all, from, end - from);
      }
      lines++;
    }
    return lines;
  }

  /** {@code name-PID [CPU] FLAGS SECONDS.MICROS: event...}. */
  private static void shift(byte[] all, int from, int end, int copy, OutputStream out)
      throws IOException {
    int pidEnd = from + DASH + 1;
    long pid = 0;
    while (all[pidEnd] >= '0' && all[pidEnd] <= '9') {
      pid = pid * 10 + all[pidEnd++] - '0';
    }
    int bracket = pidEnd;
    while (all[bracket] != '[') {
      bracket++;
    }
    int point = bracket;
    while (all[point] != '.' || !isDigit(all[point - 1]) || !isDigit(all[point + 1])) {
      point++;
    }
    int seconds = point;
    while (isDigit(all[seconds - 1])) {
      seconds--;
    }
    long time =
        Long.parseLong(new String(all, seconds, point - seconds, StandardCharsets.US_ASCII));
    int flagsEnd = seconds;
    while (all[flagsEnd - 1] == ' ') {
      flagsEnd--;
    }
    out.write(all, from, DASH + 1);
    // Task 0 is the idle task of every CPU, and stays it.
    ascii(out, String.format("%-7d ", pid == 0 ? 0 : pid + (long) copy * PID_STEP));
    out.write(all, bracket, flagsEnd - bracket);
    ascii(out, String.format(" %5d", time + (long) copy * SECONDS_STEP));
    out.write(all, point, end - point);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }
}
