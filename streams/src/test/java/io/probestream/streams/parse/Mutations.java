package io.probestream.streams.parse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Stretches of captures, damaged. The same seed gives the same damage. */
final class Mutations {
  private static final byte[][] PIECES =
      pieces(
          "\n",
          "\0",
          " ",
          "-",
          "\"",
          "'",
          "{",
          "}",
          "#",
          ")",
          " <- ",
          "(fault)",
          "[000] ",
          "(  123) ",
          "\" sp=0x1\n",
          " sp=ffff8800",
          "0x",
          "x-7 [001] 5: ",
          "           a\nb\nc-12      [000] .....     1.000002: ",
          "          a\n\n\n\n\n-12      [000] .....     1.000002: ",
          "CPU:1 [LOST 7 EVENTS]\n",
          "CPU:2 [LOST EVENTS]\n",
          "CPU:3 [9 EVENTS DROPPED]\n",
          "            bash-1       [000] .....     1.000001: vfs_write_ret: (a+0x1/0x2 <- vfs_write)"
              + " ret=666 sp=0x0\n",
          "            init-1     [002] .....    11.004789: tracing_mark_write: hello\n");

  private Mutations() {}

  /** Some whole lines of {@code capture}, with one to eight faults. */
  static byte[] stretch(byte[] capture, int maxLines, Random random) {
    int from = lineStart(capture, random.nextInt(capture.length));
    int to = from;
    for (int n = 1 + random.nextInt(maxLines); n > 0 && to < capture.length; n--) {
      to = lineEnd(capture, to);
    }
    byte[] bytes = Arrays.copyOfRange(capture, from, to);
    for (int n = 1 + random.nextInt(8); n > 0; n--) {
      bytes = mutate(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutate(byte[] b, Random random) {
    if (b.length == 0) {
      return b;
    }
    int at = random.nextInt(b.length);
    int to = Math.min(b.length, at + 1 + random.nextInt(random.nextBoolean() ? 4 : 200));
    return switch (random.nextInt(8)) {
      case 0 -> splice(b, at, at + 1, new byte[] {(byte) (b[at] ^ (1 << random.nextInt(8)))});
      case 1 -> splice(b, at, at + 1, new byte[] {(byte) random.nextInt(256)});
      case 2 -> splice(b, at, to, new byte[0]);
      case 3 -> splice(b, at, at, Arrays.copyOfRange(b, at, to));
      case 4 -> Arrays.copyOf(b, at);
      case 5 -> {
        int other = random.nextInt(b.length);
        int end = Math.min(b.length, other + 1 + random.nextInt(300));
        yield splice(b, at, at, Arrays.copyOfRange(b, other, end));
      }
      case 6 -> splice(b, lineStart(b, at), lineStart(b, at), piece(random));
      default -> splice(b, at, at, piece(random));
    };
  }

  private static byte[] piece(Random random) {
    return PIECES[random.nextInt(PIECES.length)];
  }

  /** {@code b} with [from, to) replaced. */
  private static byte[] splice(byte[] b, int from, int to, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(b.length + by.length);
    out.write(b, 0, from);
    out.writeBytes(by);
    out.write(b, to, b.length - to);
    return out.toByteArray();
  }

  /** Ends of lines at random, ascending; each is where a chunk may end. */
  static int[] cuts(byte[] capture, int oneIn, Random random) {
    int[] cuts = new int[capture.length];
    int n = 0;
    for (int end = lineEnd(capture, 0); end < capture.length; end = lineEnd(capture, end)) {
      if (random.nextInt(oneIn) == 0) {
        cuts[n++] = end;
      }
    }
    return Arrays.copyOf(cuts, n);
  }

  private static int lineStart(byte[] b, int at) {
    int i = at;
    while (i > 0 && b[i - 1] != '\n') {
      i--;
    }
    return i;
  }

  private static int lineEnd(byte[] b, int at) {
    int i = at;
    while (i < b.length && b[i] != '\n') {
      i++;
    }
    return Math.min(b.length, i + 1);
  }

  private static byte[][] pieces(String... texts) {
    return Arrays.stream(texts)
        .map(t -> t.getBytes(StandardCharsets.ISO_8859_1))
        .toArray(byte[][]::new);
  }
}
