package io.probestream.streams.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.ErrnoCount;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.schemas.window.SlowCall;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class WindowMergeTest {
  /** One call of one host. */
  record Call(String host, long durationNs, long endNs, int pid, int errno) {}

  @Property(tries = 300)
  void merged_hosts_equal_one_window_of_all_calls(
      @ForAll("calls") List<Call> calls, @ForAll long seed) {
    LatencyMerge merge = new LatencyMerge("f", 0, 1_000);
    List<LatencyWindow> windows = new ArrayList<>(perHost(calls).values());
    Collections.shuffle(windows, new Random(seed));
    windows.forEach(merge::add);

    LatencyWindow all = window(null, calls, windows.size(), true, windows.size());
    assertThat(merge.window(true)).isEqualTo(all);
  }

  @Property(tries = 300)
  void merging_is_associative_and_commutative_to_the_last_byte(
      @ForAll("calls") List<Call> calls, @ForAll long seed) throws IOException {
    List<LatencyWindow> windows = new ArrayList<>(perHost(calls).values());
    LatencyMerge one = new LatencyMerge("f", 0, 1_000);
    windows.forEach(one::add);

    Random random = new Random(seed);
    List<LatencyMerge> parts = new ArrayList<>();
    for (LatencyWindow window : windows) {
      LatencyMerge part = new LatencyMerge("f", 0, 1_000);
      part.add(window);
      parts.add(part);
    }
    while (parts.size() > 1) {
      LatencyMerge right = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).add(right);
    }
    assertThat(bytes(parts.get(0))).isEqualTo(bytes(one));
    assertThat(parts.get(0).window(false)).isEqualTo(one.window(false));
  }

  @Property(tries = 100)
  void a_merge_survives_its_serialization(@ForAll("calls") List<Call> calls) throws IOException {
    LatencyMerge merge = new LatencyMerge("f", 0, 1_000);
    perHost(calls).values().forEach(merge::add);
    assertThat(LatencyMerge.read(in(bytes(merge))).window(true)).isEqualTo(merge.window(true));
  }

  @Property(tries = 200)
  void rates_and_causes_add_up_in_any_order(
      @ForAll("rates") List<RateWindow> rates, @ForAll long seed) throws IOException {
    List<RateWindow> shuffled = new ArrayList<>(rates);
    Collections.shuffle(shuffled, new Random(seed));
    RateMerge one = new RateMerge("p", 0, 1_000);
    RateMerge left = new RateMerge("p", 0, 1_000);
    RateMerge right = new RateMerge("p", 0, 1_000);
    rates.forEach(one::add);
    for (int i = 0; i < shuffled.size(); i++) {
      (i % 2 == 0 ? left : right).add(shuffled.get(i));
    }
    right.add(left);
    assertThat(right.window(true)).isEqualTo(one.window(true));
    assertThat(RateMerge.read(in(bytes(right))).window(true)).isEqualTo(one.window(true));
    assertThat(one.window(true).count())
        .isEqualTo(rates.stream().mapToLong(RateWindow::count).sum());
    assertThat(one.window(true).hosts())
        .isEqualTo((int) rates.stream().map(RateWindow::host).distinct().count());
  }

  @Test
  void hits_stay_unknown_only_if_no_host_knows_them() {
    RateMerge merge = new RateMerge("p", 0, 1_000);
    merge.add(rate("a", 5, null));
    assertThat(merge.window(false).hits()).isNull();
    merge.add(rate("b", 5, 7L));
    assertThat(merge.window(false).hits()).isEqualTo(7);
  }

  @Test
  void missed_windows_add_their_causes_and_leave_sessions_to_the_hosts() throws IOException {
    Causes causes = new Causes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
    MissedMerge merge = new MissedMerge("-", 0, 1_000);
    merge.add(missed("a", causes));
    merge.add(missed("b", causes));
    MissedWindow window = MissedMerge.read(in(bytes(merge))).window(true);
    assertThat(window.causes()).isEqualTo(causes.plus(causes));
    assertThat(window.hosts()).isEqualTo(2);
    assertThat(window.host()).isNull();
    assertThat(window.session()).isNull();
  }

  @Test
  void nanoseconds_displace_ticks_in_either_order() {
    LatencyWindow ns = window("a", List.of(new Call("a", 5, 1, 1, 0)), 0, false, null);
    LatencyWindow ticks = ticks(window("b", List.of(new Call("b", 9, 1, 1, 0)), 0, false, null));
    LatencyMerge one = new LatencyMerge("f", 0, 1_000);
    one.add(ns);
    one.add(ticks);
    LatencyMerge other = new LatencyMerge("f", 0, 1_000);
    other.add(ticks);
    other.add(ns);
    assertThat(one.window(true)).isEqualTo(other.window(true));
    assertThat(one.window(true).unit()).isEqualTo(Status.NS);
    assertThat(one.window(true).hosts()).isEqualTo(1);
  }

  @Test
  void a_window_with_losses_alone_has_no_minimum() {
    LatencyMerge merge = new LatencyMerge("f", 0, 1_000);
    merge.add(window("a", List.of(), 2, false, null));
    assertThat(merge.window(true).minNs()).isZero();
    merge.add(window("b", List.of(new Call("b", 5, 1, 1, 0)), 0, false, null));
    assertThat(merge.window(true).minNs()).isEqualTo(5);
    assertThat(merge.window(true).completenessPpm()).isEqualTo(333_333);
  }

  @Provide
  Arbitrary<List<Call>> calls() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c", "d"),
            Arbitraries.longs().between(0, 20_000_000_000L),
            Arbitraries.longs().between(1, 3),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of(0, 0, 2, 11))
        .as(Call::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<RateWindow>> rates() {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c"),
            Arbitraries.longs().between(0, 1_000_000),
            Arbitraries.longs().between(0, 1_000_000).injectNull(0.3))
        .as(WindowMergeTest::rate)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static Map<String, LatencyWindow> perHost(List<Call> calls) {
    Map<String, List<Call>> byHost = new TreeMap<>();
    calls.forEach(call -> byHost.computeIfAbsent(call.host(), h -> new ArrayList<>()).add(call));
    Map<String, LatencyWindow> windows = new TreeMap<>();
    byHost.forEach((host, own) -> windows.put(host, window(host, own, 1, false, null)));
    return windows;
  }

  private static LatencyWindow window(
      String host, List<Call> calls, long returnMissed, boolean fleet, Integer hosts) {
    Histogram histogram = Histograms.empty(2);
    long sumNs = 0;
    long minNs = Long.MAX_VALUE;
    long maxNs = 0;
    TreeMap<Integer, Long> errnos = new TreeMap<>();
    List<SlowCall> slow = new ArrayList<>();
    for (Call call : calls) {
      histogram.recordValue(call.durationNs());
      sumNs += call.durationNs();
      minNs = Math.min(minNs, call.durationNs());
      maxNs = Math.max(maxNs, call.durationNs());
      if (call.errno() != 0) {
        errnos.merge(call.errno(), 1L, Long::sum);
      }
      slow.add(
          new SlowCall(
              call.host(), call.durationNs(), call.endNs(), call.pid(), "t", 0, -1, -1, -1));
    }
    long errors = errnos.values().stream().mapToLong(Long::longValue).sum();
    CallCounts counts = new CallCounts(sumNs, minNs, maxNs, errors, 0, 0, 0, returnMissed, 0);
    LatencyWindow window =
        LatencyMath.window(
            host,
            "f",
            0,
            1_000,
            Status.NS,
            histogram,
            counts,
            LatencyMath.errnos(errnos),
            LatencyMath.slowest(slow),
            inFlight(calls, fleet),
            false,
            hosts,
            fleet ? Boolean.TRUE : null);
    return calls.stream().allMatch(call -> call.host().equals("d"))
        ? window
        : window.with(toldApart(calls, fleet).result(Breakdown.VALUES, histogram, counts));
  }

  /** By task, whose name is that of two ids; host d is not asked. */
  private static Breakdowns toldApart(List<Call> calls, boolean fleet) {
    Breakdowns breakdowns = new Breakdowns();
    DurationCounts buckets = new DurationCounts(2);
    for (Call call : calls) {
      if (!call.host().equals("d")) {
        String name = "task" + call.pid() / 2;
        breakdowns.call(
            Pair.TASK,
            fleet ? name : Integer.toString(call.pid()),
            fleet ? null : name,
            call.durationNs(),
            buckets.bucket(call.durationNs()),
            call.errno());
      }
    }
    return breakdowns;
  }

  /** As many in flight as there are calls, one tainted on each host. */
  private static InFlight inFlight(List<Call> calls, boolean fleet) {
    Map<String, Long> hosts =
        calls.stream().collect(Collectors.groupingBy(Call::host, Collectors.counting()));
    long oldestNs = calls.stream().mapToLong(Call::durationNs).max().orElse(0);
    long max = hosts.values().stream().mapToLong(Long::longValue).max().orElse(0);
    Long sumOfMax = fleet ? Long.valueOf(calls.size()) : null;
    return new InFlight(calls.size(), hosts.size(), max, sumOfMax, oldestNs, oldestNs / 2);
  }

  private static LatencyWindow ticks(LatencyWindow w) {
    return LatencyMath.window(
        w.host(),
        w.function(),
        w.startMs(),
        w.endMs(),
        Status.TICKS,
        Histograms.decodeBase64(w.histogram()),
        new CallCounts(w.sumNs(), w.minNs(), w.maxNs(), 0, 0, 0, 0, 0, 0),
        List.of(new ErrnoCount(2, 1)),
        w.slowest(),
        null,
        true,
        null,
        null);
  }

  private static RateWindow rate(String host, long count, Long hits) {
    long lost = count / 3;
    return new RateWindow(
        host,
        "p",
        0,
        1_000,
        count,
        hits,
        lost / 2,
        lost,
        count / 7,
        LatencyMath.completenessPpm(count, lost + count / 7),
        count % 2 == 0,
        null,
        null);
  }

  private static MissedWindow missed(String host, Causes causes) {
    return new MissedWindow(host, "-", 0, 1_000, "s", causes, null, null, true, null, null);
  }

  private static byte[] bytes(WindowMerge merge) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    merge.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
