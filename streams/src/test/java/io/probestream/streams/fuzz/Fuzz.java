package io.probestream.streams.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Damage for byte arrays, in place and without allocating, and how many inputs are wanted. The same
 * seed gives the same damage.
 */
public final class Fuzz {
  /** What the fields of a line and of a record have as borders. */
  private static final byte[][] PIECES =
      pieces(
          "\n",
          "\n\n",
          " ",
          "\"",
          "'",
          "{",
          "}",
          ")",
          "#",
          "-",
          ": (",
          " <- ",
          "0x",
          "[000] ",
          "(  123) ",
          " sp=0x",
          " ret=-22",
          "\" sp=0x1\n",
          "CPU:1 [LOST 7 EVENTS]\n",
          "CPU:99999 [LOST 99999999999999999999 EVENTS]\n",
          "9223372036854775807",
          "-9223372036854775808",
          "18446744073709551616",
          "4294967295",
          "null",
          "[]",
          "{}",
          "true",
          "1e999",
          "\\u0000",
          "\0",
          "\u00ff\u00fe");

  private Fuzz() {}

  /** {@code -Dfuzz.inputs=N}; 10 million in CI. */
  public static long inputs() {
    return Long.getLong("fuzz.inputs", 10_000_000L);
  }

  /** {@code -Dfuzz.seed=S}, else a new one; printed, so that a failure can be had again. */
  public static long seed(String test, long inputs) {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println(test + ": " + inputs + " inputs, -Dfuzz.seed=" + seed);
    return seed;
  }

  /** One to four faults that keep the length. */
  public static void damage(byte[] b, SplittableRandom random) {
    for (int n = 1 + random.nextInt(4); n > 0 && b.length > 0; n--) {
      damageOnce(b, random);
    }
  }

  private static void damageOnce(byte[] b, SplittableRandom random) {
    int at = random.nextInt(b.length);
    switch (random.nextInt(6)) {
      case 0 -> b[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> b[at] = (byte) random.nextInt(256);
      case 2 -> { // some bytes are missing, others come twice at the end
        int n = Math.min(b.length - at, 1 + random.nextInt(40));
        System.arraycopy(b, at + n, b, at, b.length - at - n);
      }
      case 3 -> { // some bytes come twice, others are missing at the end
        int n = Math.min(b.length - at, 1 + random.nextInt(40));
        System.arraycopy(b, at, b, at + n, b.length - at - n);
      }
      case 4 -> { // what stands elsewhere
        int n = Math.min(b.length - at, 1 + random.nextInt(120));
        System.arraycopy(b, random.nextInt(b.length - n + 1), b, at, n);
      }
      default -> {
        byte[] piece = PIECES[random.nextInt(PIECES.length)];
        System.arraycopy(piece, 0, b, at, Math.min(piece.length, b.length - at));
      }
    }
  }

  /** A Java literal of {@code b}, to become a test. */
  public static String literal(byte[] b) {
    StringBuilder text = new StringBuilder("\"");
    for (byte each : b) {
      int c = each & 0xff;
      switch (c) {
        case '\n' -> text.append("\\n");
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        default -> {
          if (c >= 0x20 && c < 0x7f) {
            text.append((char) c);
          } else {
            text.append(String.format("\\u%04x", c));
          }
        }
      }
    }
    return text.append("\".getBytes(ISO_8859_1)").toString();
  }

  private static byte[][] pieces(String... texts) {
    return Arrays.stream(texts)
        .map(t -> t.getBytes(StandardCharsets.ISO_8859_1))
        .toArray(byte[][]::new);
  }
}
