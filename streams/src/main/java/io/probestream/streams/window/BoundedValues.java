package io.probestream.streams.window;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.BreakdownOther;
import io.probestream.schemas.window.BreakdownValue;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.HdrHistogram.Histogram;

/**
 * Calls by one task or value each, of at most {@link #MOST} of them: those that come first in an
 * order of their hashes. So whatever is added in whatever order leaves the same ones, each with all
 * of its calls. The rest is what is left of the window. Not thread-safe.
 */
final class BoundedValues {
  static final int MOST = 1_024;

  private static final Comparator<Map.Entry<String, ValueCalls>> MOST_CALLS_FIRST =
      Comparator.comparing(
              Map.Entry<String, ValueCalls>::getValue,
              Comparator.comparingLong(ValueCalls::count)
                  .thenComparingLong(ValueCalls::sum)
                  .reversed())
          .thenComparing(Map.Entry::getKey);

  private static final Comparator<String> LAST_FIRST =
      Comparator.comparingInt(BoundedValues::mixed)
          .thenComparing(Comparator.<String>naturalOrder())
          .reversed();

  private final Map<String, ValueCalls> values = new HashMap<>();

  /** All values by their order, the last one first; empty until there are as many as may be. */
  private final PriorityQueue<String> order = new PriorityQueue<>(LAST_FIRST);

  /** The calls of a value; null for one that is not told apart. */
  ValueCalls of(String value) {
    ValueCalls known = values.get(value);
    return known != null ? known : add(value);
  }

  private ValueCalls add(String value) {
    if (values.size() == MOST) {
      if (order.isEmpty()) {
        order.addAll(values.keySet());
      }
      if (LAST_FIRST.compare(value, order.peek()) < 0) {
        return null;
      }
      values.remove(order.poll());
      order.add(value);
    }
    ValueCalls added = new ValueCalls();
    values.put(value, added);
    return added;
  }

  private static int mixed(String value) {
    int h = value.hashCode() * 0x9E3779B9;
    h = (h ^ (h >>> 15)) * 0x85EBCA6B;
    return h ^ (h >>> 13);
  }

  /** In the order of the values. */
  void forEach(BiConsumer<String, ValueCalls> visitor) {
    new TreeMap<>(values).forEach(visitor);
  }

  int size() {
    return values.size();
  }

  /**
   * The values with the most calls, and what is left of the window.
   *
   * @param most how many values at most
   * @param whole durations of all of the window's calls
   */
  Breakdown result(String by, int most, Histogram whole, CallCounts counts) {
    int digits = whole.getNumberOfSignificantValueDigits();
    List<BreakdownValue> shown = new ArrayList<>();
    long sum = counts.sumNs();
    long errors = counts.errors();
    Histogram taken = Histograms.empty(digits);
    for (Map.Entry<String, ValueCalls> each :
        values.entrySet().stream().sorted(MOST_CALLS_FIRST).limit(most).toList()) {
      ValueCalls calls = each.getValue();
      shown.add(calls.result(each.getKey(), digits));
      sum -= calls.sum();
      errors -= calls.errors();
      calls.durations().forEach(taken::recordValueWithCount);
    }
    Histogram rest = LatencyMath.difference(whole, taken);
    long count = rest.getTotalCount();
    return new Breakdown(
        by,
        shown,
        count == 0 ? null : new BreakdownOther(count, sum, errors, Histograms.encodeBase64(rest)));
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(values.size());
    for (Map.Entry<String, ValueCalls> each : new TreeMap<>(values).entrySet()) {
      StateText.write(each.getKey(), out);
      each.getValue().write(out);
    }
  }

  void read(DataInput in) throws IOException {
    for (int n = in.readInt(); n > 0; n--) {
      of(StateText.read(in)).read(in);
    }
  }
}
