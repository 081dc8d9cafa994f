package io.probestream.schemas;

import java.nio.ByteBuffer;
import java.util.Base64;
import org.HdrHistogram.Histogram;

/**
 * The histogram of the topics: HdrHistogram, 2 significant digits, auto-resizing, V2 encoding
 * uncompressed (the topic compresses, and the bytes are reproducible), base64.
 *
 * <p>Two digits store a value within 1 %. Values are nanoseconds, or ticks where the clock counts
 * no time.
 */
public final class Histograms {
  public static final int DEFAULT_DIGITS = 2;

  /** After cookie, payload length, index offset, digits (4 bytes each) and lowest value (8). */
  private static final int HIGHEST_TRACKABLE_AT = 24;

  private Histograms() {}

  /** An empty auto-resizing histogram; not thread-safe. */
  public static Histogram empty(int significantDigits) {
    return new Histogram(significantDigits);
  }

  /**
   * The V2 encoding, a function of the counts alone: the header's highest trackable value is what
   * the largest count needs. HdrHistogram writes what the array happens to have grown to, which
   * differs after a merge, and after decoding.
   */
  public static byte[] encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    byte[] bytes = new byte[histogram.encodeIntoByteBuffer(buffer)];
    long highest = histogram.highestEquivalentValue(histogram.getMaxValue());
    buffer.putLong(HIGHEST_TRACKABLE_AT, Math.max(2, highest));
    buffer.flip();
    buffer.get(bytes);
    return bytes;
  }

  public static String encodeBase64(Histogram histogram) {
    return Base64.getEncoder().encodeToString(encode(histogram));
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if the bytes are not a V2 histogram
   */
  public static Histogram decode(byte[] bytes) {
    try {
      Histogram histogram = Histogram.decodeFromByteBuffer(ByteBuffer.wrap(bytes), 0);
      histogram.setAutoResize(true);
      return histogram;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("not an HdrHistogram in V2 encoding", e);
    }
  }

  public static Histogram decodeBase64(String text) {
    return decode(Base64.getDecoder().decode(text));
  }

  /**
   * The value at a quantile given in millionths (990,000 is p99), clamped to what was measured.
   * Returns 0 for an empty histogram. Ranks are integers: the doubles of HdrHistogram round.
   */
  public static long quantile(Histogram histogram, int quantilePpm, long min, long max) {
    long count = histogram.getTotalCount();
    if (count == 0) {
      return 0;
    }
    return Math.min(max, Math.max(min, valueAtRank(histogram, rank(count, quantilePpm))));
  }

  /** The 1-based rank of a quantile among {@code count} values. */
  public static long rank(long count, int quantilePpm) {
    // In two parts, for count times quantile may not fit.
    long rest = (count % 1_000_000 * quantilePpm + 999_999) / 1_000_000;
    return Math.max(1, count / 1_000_000 * quantilePpm + rest);
  }

  /**
   * The recorded value of the {@code rank}-th smallest, 1-based; the rank is capped to the count.
   */
  public static long valueAtRank(Histogram histogram, long rank) {
    long wanted = Math.min(rank, histogram.getTotalCount());
    long seen = 0;
    for (var value : histogram.recordedValues()) {
      seen += value.getCountAtValueIteratedTo();
      if (seen >= wanted) {
        return value.getValueIteratedTo();
      }
    }
    return histogram.getMaxValue();
  }
}
