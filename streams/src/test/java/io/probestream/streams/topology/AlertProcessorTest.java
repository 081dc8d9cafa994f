package io.probestream.streams.topology;

import static io.probestream.streams.topology.TopologyHarness.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RejectHeaders;
import io.probestream.streams.alert.RuleFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of the log over the windows of hosts and of the fleet. */
class AlertProcessorTest {
  private static final long T = 1_700_000_000_000L;

  /** Calls of the tests take 70 µs or 5 ms. */
  private static final String SLOW =
      """
      rules:
        - name: Slow
          watch: latency
          quantile: 50%
          window: 2s
          every: 1s
          above: 1ms
      completeness: {enabled: false}
      """;

  private static final String SILENT =
      """
      rules:
        - {name: Slow, watch: latency, quantile: 50%, window: 2s, every: 1s, above: 1ms}
        - {name: Silent, watch: silence, window: 1s, above: 20s}
      completeness: {enabled: false}
      """;

  private static final String FLEET =
      """
      rules:
        - {name: Fleet, watch: rate, scope: fleet, match: {probe: w}, window: 1s, above: 1/s}
      completeness: {enabled: false}
      """;

  @TempDir private Path stateDir;
  private TopologyHarness topology;
  private final RawHost host = new RawHost("a");

  @BeforeEach
  void open() {
    topology = new TopologyHarness(stateDir);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  private static TestRecord<String, byte[]> rules(String text, long fromMs, long recordMs) {
    AlertRules rules = new AlertRules(hash(text), fromMs, text);
    return new TestRecord<>(null, Json.bytes(rules), RawMeta.rules().toHeaders(), recordMs);
  }

  private static String hash(String text) {
    return RuleFile.parse("test", text).hash();
  }

  /** One call in each second from one to another, and the watermark behind it. */
  private void calls(RawHost of, int fromSecond, int toSecond, long durationUs) {
    for (int s = fromSecond; s < toSecond; s++) {
      topology.send(of.call(T + s * 1_000L + 500, durationUs, T + (s + 1) * 1_000L));
    }
  }

  private List<Alert> alerts() {
    return topology.read(TOPICS.alerts(), Alert.class);
  }

  @Test
  void without_rules_nothing_is_judged_and_nothing_is_kept() {
    topology.send(host.open(T));
    calls(host, 0, 5, 5_000);
    topology.send(RawHost.tick(T + 60_000));
    assertThat(topology.read(TOPICS.alerts())).isEmpty();
    assertThat(topology.changes("alerts")).isEmpty();
    assertThat(topology.changes("fleet-alerts")).isEmpty();
  }

  @Test
  void a_rule_of_the_log_judges_the_windows_from_its_start_on() {
    topology.send(rules(SLOW, T + 5_000, T - 1_000)).send(host.open(T));
    calls(host, 0, 5, 5_000);
    assertThat(alerts()).isEmpty();
    calls(host, 5, 8, 5_000);

    List<TestRecord<String, byte[]>> records = topology.read(TOPICS.alerts());
    assertThat(records).hasSize(1);
    Alert alert = Json.read(records.get(0).value(), Alert.class);
    assertThat(records.get(0).key()).isEqualTo(alert.fingerprint());
    assertThat(records.get(0).timestamp()).isEqualTo(alert.endMs());
    assertThat(alert.state()).isEqualTo(Alert.FIRING);
    assertThat(alert.endMs()).isGreaterThan(T + 5_000);
    assertThat(alert.ruleSet()).isEqualTo(hash(SLOW));
    assertThat(alert.ruleSetFromMs()).isEqualTo(T + 5_000);
    assertThat(alert.labels()).containsEntry("host", "a").containsEntry("function", "vfs_write");
    calls(host, 8, 12, 70);
    assertThat(alerts()).extracting(Alert::state).containsExactly(Alert.RESOLVED);
  }

  @Test
  void rules_that_are_told_again_change_nothing_and_others_end_the_alerts_of_before() {
    topology.send(rules(SLOW, T, T - 1_000)).send(host.open(T));
    calls(host, 0, 5, 5_000);
    topology.send(rules(SLOW, T, T + 5_000)).send(rules(SLOW, T + 3_000, T + 5_000));
    calls(host, 5, 8, 5_000);
    assertThat(alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.ruleSetFromMs()).isEqualTo(T));
    String other = SLOW.replace("Slow", "Other");
    topology.send(rules(other, T + 10_000, T + 8_000));
    calls(host, 8, 10, 5_000);
    assertThat(alerts()).isEmpty();
    calls(host, 10, 13, 5_000);
    assertThat(alerts())
        .extracting(a -> a.rule() + ' ' + a.state() + ' ' + a.ruleSetFromMs())
        .contains("Slow resolved " + (T + 10_000), "Other firing " + (T + 10_000));
  }

  @Test
  void broken_rules_are_rejected_with_their_place_and_the_ones_of_before_stay() {
    topology.send(rules(SLOW, T, T - 1_000)).send(host.open(T));
    AlertRules broken =
        new AlertRules("0123456789abcdef", T + 2_000, "rules:\n  - name: X\n    wotch: rate\n");
    topology.send(
        new TestRecord<>(null, Json.bytes(broken), RawMeta.rules().toHeaders(), T + 1_000));
    assertThat(topology.read(TOPICS.rejects()))
        .singleElement()
        .satisfies(
            r ->
                assertThat(
                        new String(
                            r.headers().lastHeader(RejectHeaders.REASON).value(),
                            StandardCharsets.UTF_8))
                    .contains("wotch"));
    calls(host, 0, 6, 5_000);
    assertThat(alerts()).extracting(Alert::ruleSet).contains(hash(SLOW));
  }

  @Test
  void ticks_of_the_log_decide_that_a_host_is_silent_and_its_rules_are_unknown() {
    topology.send(rules(SILENT, T, T - 1_000)).send(host.open(T)).send(RawHost.tick(T));
    calls(host, 0, 5, 5_000);
    assertThat(alerts()).extracting(Alert::state).containsExactly(Alert.FIRING);
    for (int s = 5; s < 40; s++) {
      topology.send(RawHost.tick(T + s * 1_000L));
    }
    List<Alert> alerts = alerts();
    assertThat(alerts)
        .filteredOn(a -> a.rule().equals("Slow"))
        .last()
        .satisfies(
            alert -> {
              assertThat(alert.state()).isEqualTo(Alert.UNKNOWN);
              assertThat(alert.firing()).isTrue();
            });
    assertThat(alerts)
        .filteredOn(a -> a.rule().equals("Silent"))
        .last()
        .satisfies(alert -> assertThat(alert.state()).isEqualTo(Alert.FIRING));
    calls(host, 41, 50, 70);
    assertThat(alerts())
        .extracting(a -> a.rule() + ' ' + a.state())
        .contains("Slow resolved", "Silent resolved");
  }

  @Test
  void a_host_that_is_forgotten_leaves_no_alert_and_no_state() {
    topology.send(rules(SILENT, T, T - 1_000)).send(host.open(T)).send(RawHost.tick(T));
    calls(host, 0, 5, 5_000);
    for (int s = 5; s < 4_000; s += 5) {
      topology.send(RawHost.tick(T + s * 1_000L));
    }
    List<TestRecord<String, byte[]>> records = topology.read(TOPICS.alerts());
    List<String> left = new ArrayList<>();
    records.forEach(
        r -> {
          left.remove(r.key());
          if (r.value() != null) {
            left.add(r.key());
          }
        });
    assertThat(records).isNotEmpty();
    assertThat(left).isEmpty();
  }

  @Test
  void rules_of_the_fleet_judge_its_final_windows_only() {
    RawHost other = new RawHost("b");
    topology.send(rules(FLEET, T, T - 1_000)).send(host.open(T)).send(other.open(T));
    calls(host, 0, 5, 70);
    topology.driver.advanceWallClockTime(java.time.Duration.ofSeconds(2));
    assertThat(alerts()).isEmpty();
    calls(other, 0, 4, 70);
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.state()).isEqualTo(Alert.FIRING);
              assertThat(alert.endMs()).isEqualTo(T + 1_000);
              assertThat(alert.value()).isEqualTo(2_000);
            });
  }
}
