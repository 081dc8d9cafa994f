package io.probestream.streams.engine;

import static io.probestream.streams.engine.EngineHarness.counters;
import static io.probestream.streams.engine.EngineHarness.line;
import static io.probestream.streams.engine.EngineHarness.ret;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.BreakdownValue;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.streams.parse.LineBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The status says what calls are told apart by. */
class ToldApartTest {
  private static final List<ProbeDefinition> PROBES =
      ProbeDefinition.parseAll(
          """
          p:ps/w vfs_write count=$arg3:u64 name=+0($arg1):ustring sp=$stack n=$arg2
          r10:ps/w_ret vfs_write ret=$retval:s64 sp=$stack
          """);

  private static EngineHarness harness(String... by) {
    EngineHarness h = new EngineHarness();
    h.probes = PROBES;
    h.by = List.of(by);
    return h.open();
  }

  private static String entry(int pid, long us, int count, String name) {
    return line(
        pid,
        us,
        "w: (vfs_write+0x0/0x3f0) count=" + count + " name=" + name + " sp=0xffffd29140013d28 n=1");
  }

  private static List<String> shown(LatencyWindow window, String by) {
    return window.breakdown().stream()
        .filter(b -> b.by().equals(by))
        .flatMap(b -> b.values().stream())
        .map(v -> v.value() + (v.task() == null ? "" : " " + v.task()) + " " + v.count())
        .toList();
  }

  private static List<String> violations(EngineHarness h) {
    return Laws.violations(List.of(), h.latencies, List.of(), List.of());
  }

  private static List<String> values(String by, String... lines) {
    EngineHarness h = harness(by);
    h.lines(lines).watermark(3_000_000_000L);
    assertThat(violations(h)).isEmpty();
    return shown(h.latencies.get(0), by);
  }

  @Test
  void by_task_and_by_an_argument_of_the_entry() {
    EngineHarness h = harness("task", "count");
    h.lines(
        entry(7, 1_000_000, 10, "\"a\""),
        ret(7, 1_000_100),
        entry(7, 1_000_200, 20, "\"a\""),
        ret(7, 1_000_203),
        entry(8, 1_000_300, 20, "\"a\""),
        ret(8, 1_000_500));
    h.watermark(3_000_000_000L);
    LatencyWindow window = h.latencies.get(0);
    assertThat(shown(window, "task")).containsExactly("7 task 2", "8 task 1");
    assertThat(shown(window, "count")).containsExactly("20 2", "10 1");
    assertThat(window.breakdown()).extracting(Breakdown::other).containsOnlyNulls();
    BreakdownValue twenty = window.breakdown().get(0).values().get(0);
    assertThat(twenty.sumNs()).isEqualTo(203_000);
    assertThat(twenty.minNs()).isEqualTo(3_000);
    assertThat(twenty.maxNs()).isEqualTo(200_000);
    assertThat(violations(h)).isEmpty();
  }

  @Test
  void a_string_is_its_text_and_what_looks_like_the_next_argument_is_part_of_it() {
    String evil = "\"x\" sp=0xffff\nname=\"\"";
    assertThat(
            values(
                "name",
                entry(7, 1_000_000, 1, "\"/etc/pass wd\""),
                ret(7, 1_000_100),
                entry(7, 1_000_200, 1, evil),
                ret(7, 1_000_300),
                entry(7, 1_000_400, 1, "(fault)"),
                ret(7, 1_000_500)))
        .containsExactlyInAnyOrder("/etc/pass wd 1", "x\" sp=0xffff\\x0aname=\" 1", "(fault) 1");
  }

  @Test
  void an_argument_behind_a_string_is_found_and_a_long_value_is_cut() {
    assertThat(values("n", entry(7, 1_000_000, 1, "\" n=7\""), ret(7, 1_000_100)))
        .containsExactly("1 1");
    assertThat(
            values(
                "name", entry(7, 1_000_000, 1, "\"" + "y".repeat(200) + "\""), ret(7, 1_000_100)))
        .containsExactly("y".repeat(128) + " 1");
  }

  @Test
  void lines_that_were_parsed_ahead_give_the_same() {
    EngineHarness h = harness("count");
    EngineHarness recorder = new EngineHarness(null);
    recorder.seq = h.seq;
    RawRecord record =
        recorder.lines(entry(7, 1_000_000, 10, "\"a\""), ret(7, 1_000_100)).records.get(0);
    h.seq = recorder.seq;
    h.line = recorder.line;
    h.engine.accept(record.parsedBy(h.engine.parserAhead(), new LineBatch()), h);
    h.watermark(3_000_000_000L);
    assertThat(shown(h.latencies.get(0), "count")).containsExactly("10 1");
  }

  @Test
  void what_nobody_asks_for_or_no_probe_has_is_not_there() {
    for (EngineHarness h : List.of(harness(), harness("nothing"))) {
      h.lines(entry(7, 1_000_000, 10, "\"a\""), ret(7, 1_000_100)).watermark(3_000_000_000L);
      assertThat(h.latencies.get(0).breakdown()).isNull();
    }
  }

  @Test
  void calls_of_a_window_in_which_it_was_not_asked_for_yet_are_others() {
    EngineHarness h = harness();
    h.lines(entry(7, 1_000_000, 10, "\"a\""), ret(7, 1_000_100));
    h.by = List.of("task");
    h.status(counters(1_000_150_000, 1, 0, 0, 2), false);
    h.lines(entry(7, 1_000_200, 10, "\"a\""), ret(7, 1_000_300)).watermark(3_000_000_000L);
    Breakdown breakdown = h.latencies.get(0).breakdown().get(0);
    assertThat(shown(h.latencies.get(0), "task")).containsExactly("7 task 1");
    assertThat(breakdown.other().count()).isEqualTo(1);
    assertThat(violations(h)).isEmpty();
  }
}
