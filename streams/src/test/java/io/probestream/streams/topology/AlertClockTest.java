package io.probestream.streams.topology;

import static io.probestream.streams.topology.TopologyHarness.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.streams.alert.RuleFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that jump, of a host and of the application: no alert begins or ends by it. */
class AlertClockTest {
  private static final long T = 1_700_000_000_000L;
  private static final long HOUR = 3_600;
  private static final long DAY = 24 * HOUR;

  private static final String RULES =
      """
      completeness: {enabled: false}
      rules:
        - {name: Fires, watch: latency, quantile: 50%, window: 2s, every: 1s, above: 1ms}
        - {name: Pends, watch: latency, quantile: 50%, window: 2s, every: 1s, above: 1ms, for: 60s}
        - {name: Keeps, watch: latency, quantile: 50%, window: 2s, every: 1s, above: 4ms, keepFiringFor: 60s}
        - {name: Idle, watch: rate, match: {probe: w}, window: 4s, every: 1s, below: 0.5/s, for: 2s}
        - {name: Silent, watch: silence, window: 1s, above: 20s}
      """;

  @TempDir private Path stateDir;
  private TopologyHarness topology;
  private final RawHost host = new RawHost("a");
  private final Map<String, String> states = new HashMap<>();

  @BeforeEach
  void open() {
    topology = new TopologyHarness(stateDir);
    AlertRules rules = new AlertRules(RuleFile.parse("test", RULES).hash(), T - 2_000, RULES);
    topology.send(
        new TestRecord<>(null, Json.bytes(rules), RawMeta.rules().toHeaders(), T - 10_000));
  }

  @AfterEach
  void close() {
    topology.close();
  }

  /**
   * One call in each second of the host's clock, after a tick of the application's.
   *
   * @param ahead how far the application's clock is ahead of it, in s
   */
  private void calls(long from, long to, long durationUs, long ahead) {
    for (long s = from; s < to; s++) {
      topology.send(RawHost.tick(ms(s + ahead)));
      topology.send(host.call(ms(s) + 500, durationUs, ms(s + 1)));
    }
  }

  private static long ms(long second) {
    return T + 1_000 * second;
  }

  /** Each change since the last call: the second at which it was judged, rule and state. */
  private List<String> changes() {
    List<String> changes = new ArrayList<>();
    for (TestRecord<String, byte[]> record : topology.read(TOPICS.alerts())) {
      Alert alert = record.value() == null ? null : Json.read(record.value(), Alert.class);
      String state =
          alert == null ? "gone" : alert.rule() + ' ' + alert.state() + (alert.firing() ? "!" : "");
      if (!state.equals(states.put(record.key(), state))) {
        changes.add(alert == null ? state : (alert.endMs() - T) / 1_000 + " " + state);
      }
    }
    return changes;
  }

  /**
   * One alert fires, one is pending for ten seconds, and one was over its threshold till lately.
   */
  private void live() {
    topology.send(host.open(T));
    calls(0, 5, 5_000, 0);
    calls(5, 10, 2_000, 0);
    assertThat(changes()).containsExactly("1 Fires firing!", "1 Pends pending", "1 Keeps firing!");
  }

  private void session(long second) {
    topology.send(host.close(ms(10)));
    host.session("s2", "w");
    topology.send(host.open(ms(second)));
  }

  @Test
  void a_hosts_clock_set_forward_by_a_day_adds_nothing_to_any_alerts_time() {
    live();
    session(DAY + 10);
    calls(DAY + 10, DAY + 80, 2_000, -DAY);
    assertThat(changes())
        .as("of the minute of each clock 9 s and 4 s were over; the first window is not whole")
        .containsExactly(DAY + 62 + " Pends firing!", DAY + 67 + " Keeps resolved");
  }

  @Test
  void a_hosts_clock_set_back_by_an_hour_makes_all_unknown_until_it_has_caught_up() {
    live();
    session(10 - HOUR);
    calls(10 - HOUR, 330, 2_000, HOUR);
    assertThat(changes())
        .containsExactly(
            "11 Fires unknown!", "11 Pends unknown", "11 Keeps unknown!", "11 Idle unknown");
    calls(330, 500, 2_000, HOUR);
    List<String> after = changes();
    // One window in eleven seconds was closed meanwhile, so that it takes an hour and a tenth.
    assertThat(after.stream().map(c -> c.replaceFirst("^[0-9]+ ", "")))
        .containsExactlyInAnyOrder(
            "Fires firing!",
            "Pends pending",
            "Keeps firing!",
            "gone",
            "Pends firing!",
            "Keeps resolved");
    assertThat(after).allMatch(c -> c.equals("gone") || c.matches("(3[3-9]|4[0-9]).*"));
  }

  @Test
  void the_applications_clock_set_forward_by_a_day_makes_no_host_silent() {
    live();
    calls(10, 70, 2_000, DAY);
    assertThat(changes()).containsExactly("61 Pends firing!", "66 Keeps resolved");
  }
}
