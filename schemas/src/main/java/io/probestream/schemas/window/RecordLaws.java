package io.probestream.schemas.window;

import io.probestream.schemas.Histograms;
import java.math.BigInteger;
import java.util.List;
import org.HdrHistogram.Histogram;

/** The laws within one record. */
final class RecordLaws {
  private static final long PPM = 1_000_000;

  private RecordLaws() {}

  static void check(RateWindow w, String name, List<String> found) {
    expect(
        w.completenessPpm() == ppm(w.count(), w.lostMax() + w.kernelMissed()),
        name + ": completeness is not count / (count + lostMax + kernelMissed)",
        found);
  }

  static void check(LatencyWindow w, String name, List<String> found) {
    long missing = w.returnMissed() + w.discarded() + w.callsLostMax();
    expect(
        w.completenessPpm() == ppm(w.count(), missing),
        name + ": completeness is not count / (count + returnMissed + discarded + callsLostMax)",
        found);
    expect(
        (missing == 0) == (w.bounds() == null),
        name + ": bounds are there exactly where calls are missing; missing are " + missing,
        found);
    expect(
        w.minNs() <= w.p50Ns()
            && w.p50Ns() <= w.p90Ns()
            && w.p90Ns() <= w.p99Ns()
            && w.p99Ns() <= w.p999Ns()
            && w.p999Ns() <= w.maxNs(),
        name + ": quantiles are out of order",
        found);
    InFlight f = w.inFlight();
    if (f != null) {
      expect(
          f.atEnd() <= (f.sumOfMax() == null ? f.max() : f.sumOfMax())
              && (f.atEnd() == 0) == (f.oldestNs() == 0)
              && (f.tainted() == 0) == (f.oldestTaintedNs() == 0),
          name + ": calls in flight contradict each other: " + f,
          found);
    }
    if (w.breakdown() != null) {
      w.breakdown().forEach(each -> check(each, w, name, found));
    }
    QuantileBounds b = w.bounds();
    if (b != null && w.count() > 0) {
      expect(
          within(b.p50LowNs(), w.p50Ns(), b.p50HighNs())
              && within(b.p90LowNs(), w.p90Ns(), b.p90HighNs())
              && within(b.p99LowNs(), w.p99Ns(), b.p99HighNs())
              && within(b.p999LowNs(), w.p999Ns(), b.p999HighNs()),
          name + ": a quantile lies outside its bounds",
          found);
    }
  }

  private static void check(Breakdown b, LatencyWindow w, String name, List<String> found) {
    long count = b.other() == null ? 0 : b.other().count();
    long sumNs = b.other() == null ? 0 : b.other().sumNs();
    long errors = b.other() == null ? 0 : b.other().errors();
    Histogram whole = Histograms.decodeBase64(w.histogram());
    Histogram parts = Histograms.empty(whole.getNumberOfSignificantValueDigits());
    if (b.other() != null) {
      parts.add(Histograms.decodeBase64(b.other().histogram()));
    }
    for (BreakdownValue value : b.values()) {
      count += value.count();
      sumNs += value.sumNs();
      errors += value.errors();
      parts.add(Histograms.decodeBase64(value.histogram()));
    }
    expect(
        count == w.count()
            && sumNs == w.sumNs()
            && errors == w.errors()
            && Histograms.encodeBase64(parts).equals(Histograms.encodeBase64(whole)),
        name + ": its calls by " + b.by() + " do not add up to it",
        found);
  }

  static void check(MissedWindow w, String name, List<String> found) {
    if (w.lineLaw() != null && !w.lineLaw().closes()) {
      found.add(
          name
              + ": the law of lines does not close: "
              + w.lineLaw().unexplained()
              + " unexplained, "
              + w.lineLaw().forged()
              + " forged in "
              + w.lineLaw());
    }
    if (w.totals() != null && !w.totals().closes()) {
      found.add(name + ": the law of hits does not hold in " + w.totals());
    }
  }

  private static boolean within(long low, long value, Long high) {
    return low <= value && (high == null || value <= high);
  }

  /** Rounded down, with more than 64 bits in between. */
  private static long ppm(long have, long missing) {
    if (missing == 0) {
      return PPM;
    }
    return BigInteger.valueOf(have)
        .multiply(BigInteger.valueOf(PPM))
        .divide(BigInteger.valueOf(have).add(BigInteger.valueOf(missing)))
        .longValueExact();
  }

  private static void expect(boolean holds, String sentence, List<String> found) {
    if (!holds) {
      found.add(sentence);
    }
  }
}
