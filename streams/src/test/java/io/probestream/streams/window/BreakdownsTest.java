package io.probestream.streams.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.BreakdownValue;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls told apart: bounded, in any order the same, and never more or less than the window. */
class BreakdownsTest {
  private final DurationCounts buckets = new DurationCounts(2);

  private record Call(String value, long ns, int errno) {}

  private static List<Call> calls(Random random, int values) {
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < 6 * values; i++) {
      // Some values have most of the calls.
      int value = (int) (values * Math.pow(random.nextDouble(), 3));
      long ns = (long) Math.exp(random.nextDouble() * 20);
      calls.add(new Call("v" + value, ns, random.nextInt(10) == 0 ? 2 : 0));
    }
    return calls;
  }

  private void add(Call call, Breakdowns to) {
    to.call("fd", call.value(), null, call.ns(), buckets.bucket(call.ns()), call.errno());
  }

  private LatencyWindow window(List<Call> calls, Breakdowns breakdowns) {
    CallStats stats = new CallStats(2);
    calls.forEach(call -> stats.call(call.ns(), call.errno()));
    LatencyWindow window = stats.toWindow("h", "f", 0, 1_000, 0, false);
    CallCounts counts =
        new CallCounts(
            window.sumNs(), window.minNs(), window.maxNs(), window.errors(), 0, 0, 0, 0, 0);
    assertThat(window.unit()).isEqualTo(Status.NS);
    return window.with(breakdowns.result(Breakdown.VALUES, stats.histogram(), counts));
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 21, 900, 1_500, 20_000})
  void values_and_others_add_up_to_the_window_and_the_order_changes_nothing(int values) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Call> calls = calls(random, values);
    Breakdowns one = new Breakdowns();
    calls.forEach(call -> add(call, one));
    LatencyWindow window = window(calls, one);
    Breakdown breakdown = window.breakdown().get(0);
    assertThat(Laws.violations(List.of(), List.of(window), List.of(), List.of()))
        .as("seed " + seed)
        .isEmpty();
    assertThat(breakdown.values().size()).isBetween(1, Breakdown.VALUES);
    assertThat(one.size()).isBetween(1, BoundedValues.MOST);

    // Each value that is told apart has all of its calls.
    Map<String, Long> counts = new HashMap<>();
    calls.forEach(call -> counts.merge(call.value(), 1L, Long::sum));
    one.forEach(
        (by, value, kept) ->
            assertThat(kept.count()).as("seed " + seed).isEqualTo(counts.get(value)));

    // In another order, and in parts that are merged.
    Collections.shuffle(calls, random);
    Breakdowns left = new Breakdowns();
    Breakdowns right = new Breakdowns();
    calls.forEach(call -> add(call, random.nextInt(3) == 0 ? left : right));
    right.add(left);
    assertThat(window(calls, right).breakdown()).as("seed " + seed).isEqualTo(window.breakdown());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void a_value_that_was_folded_in_some_windows_lacks_at_most_what_others_have(long seed) {
    Random random = new Random(seed);
    Breakdowns merged = new Breakdowns();
    List<Call> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      List<Call> calls = calls(random, 40);
      Breakdowns breakdowns = new Breakdowns();
      calls.forEach(call -> add(call, breakdowns));
      merged.add(window(calls, breakdowns).breakdown(), i, false);
      all.addAll(calls);
    }
    LatencyWindow window = window(all, merged);
    assertThat(Laws.violations(List.of(), List.of(window), List.of(), List.of())).isEmpty();
    Map<String, Long> counts = new HashMap<>();
    all.forEach(call -> counts.merge(call.value(), 1L, Long::sum));
    for (BreakdownValue value : window.breakdown().get(0).values()) {
      assertThat(counts.get(value.value()))
          .isBetween(value.count(), value.count() + window.breakdown().get(0).other().count());
      assertThat(Histograms.decodeBase64(value.histogram()).getTotalCount())
          .isEqualTo(value.count());
    }
  }
}
