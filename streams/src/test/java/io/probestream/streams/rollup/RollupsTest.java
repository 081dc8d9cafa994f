package io.probestream.streams.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of windows, in whatever pieces, is the windows. */
class RollupsTest {
  private static final long BEGIN_MS = 1_795_420_357_000L;
  private static final Levels LEVELS =
      Levels.of(1_000, List.of(900_000L, 7_200_000L, 86_400_000L, 604_800_000L));

  private final HeapStore store = new HeapStore();
  private Rollups rollups = new Rollups(LEVELS, store);

  private RollupReader reader() {
    return new RollupReader(LEVELS, store);
  }

  private Object read(Series series, long fromMs, long toMs, long longestMs) {
    WindowSpan<?> span = series.span();
    OwnerState owner = reader().owners().get(series.owner());
    List<Long> starts = new ArrayList<>();
    reader()
        .read(
            series,
            owner,
            fromMs,
            toMs,
            longestMs,
            (startMs, lengthMs, packed) -> {
              starts.add(startMs);
              span.addPacked(startMs, startMs + lengthMs, packed);
            });
    assertThat(starts).doesNotHaveDuplicates().isSorted();
    return starts.isEmpty() ? null : span.result();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void any_stretch_in_any_pieces_is_the_sum_of_its_windows(long seed) {
    MadeWindows made = new MadeWindows(seed);
    Random random = new Random(seed);
    List<RateWindow> rates = new ArrayList<>();
    List<LatencyWindow> latencies = new ArrayList<>();
    List<MissedWindow> misses = new ArrayList<>();
    for (long s = 0; s < 850; s++) {
      long startMs = BEGIN_MS + s * 1_000;
      if (random.nextInt(20) == 0) {
        rollups = new Rollups(LEVELS, store); // the task begins anew
      }
      if (random.nextInt(4) > 0) {
        rates.add(made.rate("h", "w", startMs));
        rollups.add(rates.get(rates.size() - 1), startMs + 1_200);
      }
      if (random.nextInt(4) > 0) {
        latencies.add(made.latency("h", "vfs_write", startMs));
        rollups.add(latencies.get(latencies.size() - 1), startMs + 1_200);
      }
      if (random.nextInt(9) == 0) {
        misses.add(made.missed("h", "-", startMs));
        rollups.add(misses.get(misses.size() - 1), startMs + 1_200);
      }
    }
    for (int i = 0; i < 200; i++) {
      long fromMs = BEGIN_MS + random.nextInt(850) * 1_000L;
      long toMs = fromMs + (1 + random.nextInt(850)) * 1_000L;
      long longestMs = List.of(1_000L, 10_000L, 30_000L, 60_000L, 600_000L).get(random.nextInt(5));
      String at = "seed " + seed + ", from " + fromMs + " to " + toMs + " by " + longestMs;

      RateSpan rate = new RateSpan("h", "w");
      Stream<RateWindow> in = rates.stream().filter(w -> in(w.startMs(), fromMs, toMs));
      assertThat(sameTimes(read(new Series(WindowType.RATE, "h", "w"), fromMs, toMs, longestMs)))
          .as(at)
          .isEqualTo(sum(rate, in.toList()));
      LatencySpan latency = new LatencySpan("h", "vfs_write");
      assertThat(
              sameTimes(
                  read(new Series(WindowType.LATENCY, "h", "vfs_write"), fromMs, toMs, longestMs)))
          .as(at)
          .isEqualTo(
              sum(latency, latencies.stream().filter(w -> in(w.startMs(), fromMs, toMs)).toList()));
      MissedSpan missed = new MissedSpan("h", "-");
      assertThat(sameTimes(read(new Series(WindowType.MISSED, "h", "-"), fromMs, toMs, longestMs)))
          .as(at)
          .isEqualTo(
              sum(missed, misses.stream().filter(w -> in(w.startMs(), fromMs, toMs)).toList()));
    }
  }

  private static boolean in(long ms, long fromMs, long toMs) {
    return ms >= fromMs && ms < toMs;
  }

  private static <W> Object sum(WindowSpan<W> span, List<W> windows) {
    windows.forEach(span::add);
    return windows.isEmpty() ? null : sameTimes(span.result());
  }

  /** A roll-up begins and ends at its own bounds: only they may differ. */
  private static Object sameTimes(Object window) {
    if (window == null) {
      return null;
    }
    String text = window.toString();
    return text.replaceAll("(startMs|endMs)=[0-9]+", "$1=0");
  }

  @Test
  void a_late_window_is_in_what_was_rolled_up_before_it_came() {
    MadeWindows made = new MadeWindows(4);
    List<RateWindow> windows = new ArrayList<>();
    for (long s = 0; s < 1_300; s++) {
      windows.add(made.rate("h", "w", BEGIN_MS + s * 1_000));
    }
    // The oldest are late by more than the time for which windows of 1 s are kept.
    List<RateWindow> late = new ArrayList<>();
    for (int s : new int[] {1_250, 900, 601, 400, 15, 14}) {
      late.add(windows.remove(s));
    }
    windows.forEach(w -> rollups.add(w, w.endMs()));
    Collections.reverse(late);
    late.forEach(w -> rollups.add(w, BEGIN_MS + 1_300_000));
    windows.addAll(late);
    RateWindow all =
        (RateWindow)
            read(
                new Series(WindowType.RATE, "h", "w"),
                Levels.floor(BEGIN_MS, 600_000),
                BEGIN_MS + 1_300_000,
                600_000);
    assertThat(all.count()).isEqualTo(windows.stream().mapToLong(RateWindow::count).sum());
  }

  @Test
  void the_fleets_upsert_replaces_what_it_corrects() {
    MadeWindows made = new MadeWindows(5);
    RateSpan expected = new RateSpan(null, "w");
    for (long s = 0; s < 100; s++) {
      RateWindow first = made.rate(null, "w", BEGIN_MS + s * 1_000);
      rollups.add(first, first.endMs());
      if (s % 10 == 3) {
        RateWindow again = made.rate(null, "w", BEGIN_MS + (s - 3) * 1_000);
        rollups.add(again, first.endMs());
      }
    }
    store.scan(
        RollupKey.window(1_000, new Series(WindowType.RATE, Series.FLEET, "w"), 0),
        RollupKey.window(1_000, new Series(WindowType.RATE, Series.FLEET, "w"), Long.MAX_VALUE),
        (key, packed) -> expected.addPacked(0, 1, packed));
    RateWindow read =
        (RateWindow)
            read(
                new Series(WindowType.RATE, Series.FLEET, "w"),
                BEGIN_MS,
                BEGIN_MS + 100_000,
                600_000);
    assertThat(read.count()).isEqualTo(expected.result().count());
  }

  @Test
  void windows_end_after_their_time_and_one_hosts_clock_ends_no_others() {
    MadeWindows made = new MadeWindows(6);
    for (long s = 0; s < 10_000; s++) {
      RateWindow w = made.rate("h", "w", BEGIN_MS + s * 1_000);
      rollups.add(w, w.endMs());
      if (s < 100) {
        // Thirty years behind, and soon gone.
        rollups.add(made.rate("old", "w", s * 1_000), w.endMs());
      }
      rollups.time(w.endMs());
    }
    long newestMs = BEGIN_MS + 9_999_000;
    assertThat(starts(1_000, "h").get(0)).isBetween(newestMs - 971_000, newestMs - 900_000);
    assertThat(starts(10_000, "h").get(0)).isBetween(newestMs - 7_661_000, newestMs - 7_200_000);
    assertThat(starts(1_000, "old")).isEmpty();
    assertThat(starts(60_000, "old")).containsExactly(0L, 60_000L);
  }

  @Test
  void what_a_gone_host_leaves_ends_too() {
    MadeWindows made = new MadeWindows(7);
    rollups.add("s", "h", BEGIN_MS, new byte[] {'{', '}'}, BEGIN_MS);
    rollups.add(made.rate("h", "w", BEGIN_MS), BEGIN_MS);
    rollups.add(silence(1, "s"), BEGIN_MS);
    long eightDaysMs = 8 * 86_400_000L;
    for (long ms = 0; ms < eightDaysMs; ms += 60_000) {
      rollups.time(BEGIN_MS + ms);
    }
    assertThat(store.size()).isZero();
  }

  private List<Long> starts(int lengthMs, String host) {
    List<Long> starts = new ArrayList<>();
    Series series = new Series(WindowType.RATE, host, "w");
    store.scan(
        RollupKey.window(lengthMs, series, 0),
        RollupKey.window(lengthMs, series, Long.MAX_VALUE),
        (key, packed) -> starts.add(RollupKey.startMs(key)));
    return starts;
  }

  @Test
  void a_host_is_silent_until_it_has_a_window_behind_its_silence() {
    MadeWindows made = new MadeWindows(8);
    rollups.add(made.rate("h", "w", BEGIN_MS), BEGIN_MS);
    rollups.add(MissedWindow.silence("h", BEGIN_MS + 1_000, BEGIN_MS + 2_000, "s"), BEGIN_MS);
    assertThat(reader().owners().get("h").silentFromMs()).isEqualTo(BEGIN_MS + 1_000);
    rollups.add(made.rate("h", "w", BEGIN_MS + 5_000), BEGIN_MS);
    assertThat(reader().owners().get("h").silentFromMs()).isNegative();
  }

  @Test
  void a_stretch_of_which_nothing_is_known_ends_with_a_window_or_where_the_next_session_began() {
    MadeWindows made = new MadeWindows(9);
    status("s1", BEGIN_MS);
    rollups.add(made.rate("h", "w", BEGIN_MS), BEGIN_MS);
    rollups.add(silence(1, "s1"), BEGIN_MS);
    assertThat(silences()).containsExactly(new Silence(at(1), -1, false));
    rollups = new Rollups(LEVELS, store); // the task begins anew
    rollups.add(made.rate("h", "w", at(5)), at(5));
    // What was only late leaves nothing unknown.
    rollups.add(silence(6, "s1"), at(17));
    rollups.add(made.rate("h", "w", at(6)), at(18));
    rollups.add(silence(7, "s1"), at(28));
    status("s1", BEGIN_MS);
    assertThat(silences()).containsExactly(new Silence(at(1), at(5), false));

    // A collector that ends, another one, and one that is killed and settled by the next.
    rollups.add(end("s1", 20), at(22));
    assertThat(silences().get(1)).isEqualTo(new Silence(at(21), -1, true));
    status("s2", at(25));
    rollups.add(silence(30, "s2"), at(41));
    status("s3", at(50));
    rollups.add(end("s2", 30), at(52));
    rollups.add(made.rate("h", "w", at(51)), at(53));
    // One that ends while the next one has begun.
    status("s4", at(60));
    rollups.add(end("s3", 60), at(63));
    assertThat(silences())
        .containsExactly(
            new Silence(at(1), at(5), false),
            new Silence(at(21), at(25), true),
            new Silence(at(30), at(50), false));

    long weeks = BEGIN_MS + 14 * 86_400_000L;
    rollups.add(made.rate("h", "w", weeks), weeks);
    assertThat(silences()).isEmpty();
  }

  private static long at(long seconds) {
    return BEGIN_MS + seconds * 1_000;
  }

  private void status(String session, long startMs) {
    rollups.add(session, "h", startMs, new byte[] {'{', '}'}, startMs);
  }

  private static MissedWindow silence(long second, String session) {
    return MissedWindow.silence("h", at(second), at(second + 1), session);
  }

  private static MissedWindow end(String session, long second) {
    return new MissedWindow(
        "h", "-", at(second), at(second + 1), session, Causes.NONE, null, null, true, null, null);
  }

  private List<Silence> silences() {
    return reader().silences("h");
  }

  @Test
  void names_may_hold_anything() {
    Series odd = new Series(WindowType.LATENCY, "h", "/usr/bin/a\0b:ü\n");
    assertThat(RollupKey.series(RollupKey.known(odd))).isEqualTo(odd);
  }
}
