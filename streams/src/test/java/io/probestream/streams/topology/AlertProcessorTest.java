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
import java.util.Map;
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

  /** One call a second of each host, in turns, so that none is ahead. */
  private void together(int fromSecond, int toSecond, RawHost... hosts) {
    for (int s = fromSecond; s < toSecond; s++) {
      for (RawHost each : hosts) {
        calls(each, s, s + 1, 70);
      }
      topology.send(RawHost.tick(T + (s + 1) * 1_000L));
    }
  }

  private Alert lastOf(String rule) {
    return alerts().stream().filter(a -> a.rule().equals(rule)).reduce((a, b) -> b).orElseThrow();
  }

  @Test
  void a_rule_of_the_fleet_is_unknown_while_a_host_is_silent_that_could_turn_it() {
    String fleet =
        """
        rules:
          - {name: Two, watch: rate, scope: fleet, match: {probe: w}, window: 1s, above: 1/s}
          - {name: Any, watch: rate, scope: fleet, match: {probe: w}, window: 1s, above: 0.5/s}
        completeness: {window: 1s, for: 0s, keepFiringFor: 0s}
        """;
    RawHost other = new RawHost("b");
    topology.send(rules(fleet, T, T - 1_000)).send(host.open(T)).send(other.open(T));
    together(0, 5, host, other);
    assertThat(lastOf("Two").state()).isEqualTo(Alert.FIRING);
    together(5, 40, host);
    List<Alert> alerts = alerts();
    assertThat(alerts)
        .filteredOn(a -> a.rule().equals("Two"))
        .last()
        .satisfies(
            alert -> {
              assertThat(alert.state()).isEqualTo(Alert.UNKNOWN);
              assertThat(alert.firing()).isTrue();
              assertThat(alert.lower()).isEqualTo(1_000);
              assertThat(alert.upper()).isNull();
              assertThat(alert.reason()).startsWith("Nothing was heard of host b:");
              // From the window on in which its last line was.
              assertThat(alert.unknownSinceMs()).isEqualTo(T + 6_000);
            });
    assertThat(alerts)
        .as("what is known decides")
        .filteredOn(a -> a.rule().equals("Any"))
        .extracting(Alert::state)
        .doesNotContain(Alert.UNKNOWN);
    assertThat(alerts)
        .filteredOn(a -> a.rule().equals("Incomplete") && a.labels().containsKey("fleet"))
        .last()
        .satisfies(
            alert -> {
              assertThat(alert.state()).isEqualTo(Alert.FIRING);
              assertThat(alert.annotations().get("summary"))
                  .isEqualTo(
                      "The fleet: nothing was heard of host b, without which Two, Any are unknown"
                          + " where it could turn.");
            });
    together(40, 50, host, other);
    assertThat(alerts())
        .filteredOn(a -> a.rule().equals("Two") || a.labels().containsKey("fleet"))
        .extracting(a -> a.rule() + ' ' + a.state())
        .contains("Two firing", "Incomplete resolved");
  }

  @Test
  void a_host_that_is_forgotten_belongs_to_the_fleet_no_longer() {
    RawHost other = new RawHost("b");
    topology.send(rules(FLEET, T, T - 1_000)).send(host.open(T)).send(other.open(T));
    together(0, 3, host, other);
    for (int s = 3; s < 3_630; s += 5) {
      calls(host, s, s + 1, 70);
      topology.send(RawHost.tick(T + (s + 1) * 1_000L));
      if (s == 3_003) {
        assertThat(lastOf("Fleet").state()).isEqualTo(Alert.UNKNOWN);
      }
    }
    together(3_633, 3_640, host);
    assertThat(lastOf("Fleet").state()).isEqualTo(Alert.RESOLVED);
  }

  @Test
  void a_rule_by_label_adds_up_the_hosts_that_carry_it_as_they_were_labelled_then() {
    String pools =
        """
        rules:
          - {name: Pool, watch: rate, scope: fleet, match: {probe: w}, groupBy: [label.pool], window: 1s, above: 1/s}
          - {name: Calls, watch: latency, scope: fleet, groupBy: [function, label.pool], quantile: 100%, window: 1s, above: 10us}
        completeness: {enabled: false}
        """;
    RawHost[] hosts = {host, new RawHost("b"), new RawHost("c"), new RawHost("d")};
    hosts[0].labelled(Map.of("pool", "x", "rack", "1"));
    hosts[1].labelled(Map.of("pool", "x", "rack", "2"));
    hosts[2].labelled(Map.of("pool", "y"));
    topology.send(rules(pools, T, T - 1_000));
    for (RawHost each : hosts) {
      topology.send(each.open(T));
    }
    together(0, 5, hosts);
    List<Alert> alerts = alerts();
    assertThat(alerts)
        .filteredOn(a -> a.rule().equals("Pool"))
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.labels()).containsEntry("pool", "x").doesNotContainKey("host");
              assertThat(alert.state()).isEqualTo(Alert.FIRING);
              assertThat(alert.value()).isEqualTo(2_000);
            });
    assertThat(alerts)
        .filteredOn(a -> a.rule().equals("Calls"))
        .extracting(a -> a.labels().get("pool") + ' ' + a.labels().get("function"))
        .containsExactlyInAnyOrder("x vfs_write", "y vfs_write");
    // Its collector starts again with another label.
    hosts[1].session("later", "w");
    hosts[1].labelled(Map.of("pool", "y"));
    topology.send(hosts[1].open(T + 5_000));
    together(5, 10, hosts);
    assertThat(alerts())
        .filteredOn(a -> a.rule().equals("Pool"))
        .extracting(a -> a.labels().get("pool") + ' ' + a.state())
        .containsExactlyInAnyOrder("y firing", "x resolved");
  }
}
