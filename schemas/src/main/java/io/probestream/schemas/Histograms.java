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

  private Histograms() {}

  /** An empty auto-resizing histogram; not thread-safe. */
  public static Histogram empty(int significantDigits) {
    return new Histogram(significantDigits);
  }

  public static byte[] encode(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    byte[] bytes = new byte[histogram.encodeIntoByteBuffer(buffer)];
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
    return Math.max(1, (Math.multiplyExact(count, (long) quantilePpm) + 999_999) / 1_000_000);
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
