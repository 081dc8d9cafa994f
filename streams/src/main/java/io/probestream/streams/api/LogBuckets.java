package io.probestream.streams.api;

import static io.probestream.schemas.Checks.check;

import io.probestream.schemas.Histograms;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Latencies in buckets that grow with the value: each doubling is cut into equal parts, and values
 * below the number of parts have a bucket each. Bounds are integers, and no bucket of the stored
 * histograms lies across one: they have at least 128 parts a doubling.
 *
 * @param perOctave parts of a doubling, a power of 2 up to 16
 */
public record LogBuckets(int perOctave) {
  public LogBuckets {
    check(
        perOctave >= 1 && perOctave <= 16 && Integer.bitCount(perOctave) == 1,
        "perOctave is '" + perOctave + "'; expected 1, 2, 4, 8 or 16");
  }

  static LogBuckets of(Params params) {
    try {
      return new LogBuckets(params.integer("perOctave", 1, 16, 4));
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(e.getMessage());
    }
  }

  /** The bucket of a value that is not negative. */
  public int index(long value) {
    if (value < perOctave) {
      return (int) value;
    }
    int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    int part = (int) ((value - (1L << octave)) >> (octave - firstOctave()));
    return perOctave * (1 + octave - firstOctave()) + part;
  }

  /** The lowest value of a bucket. */
  public long low(int index) {
    if (index < perOctave) {
      return index;
    }
    int above = index / perOctave - 1;
    return (long) (perOctave + index % perOctave) << above;
  }

  /** That of the first values that are cut into parts. */
  private int firstOctave() {
    return Integer.numberOfTrailingZeros(perOctave);
  }

  /** Counts by bucket, in order; empty ones are absent. */
  public TreeMap<Integer, Long> counts(String histogramBase64) {
    Histogram histogram = Histograms.decodeBase64(histogramBase64);
    TreeMap<Integer, Long> counts = new TreeMap<>();
    for (var value : histogram.recordedValues()) {
      long low = histogram.lowestEquivalentValue(value.getValueIteratedTo());
      counts.merge(index(low), value.getCountAtValueIteratedTo(), Long::sum);
    }
    return counts;
  }
}
