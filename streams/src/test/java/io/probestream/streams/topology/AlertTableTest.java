package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlertTableTest {
  private static final TopicPartition PARTITION = new TopicPartition("alerts", 0);

  private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
  private AlertTable table;

  @AfterEach
  void close() {
    table.close();
  }

  private void prepare(MockConsumer<String, byte[]> made, long end) {
    Node node = new Node(0, "localhost", 1);
    made.updatePartitions(
        "alerts",
        List.of(new PartitionInfo("alerts", 0, node, new Node[] {node}, new Node[] {node})));
    made.updateBeginningOffsets(Map.of(PARTITION, 0L));
    made.updateEndOffsets(Map.of(PARTITION, end));
  }

  private static void add(
      MockConsumer<String, byte[]> to, long offset, String fingerprint, String state) {
    byte[] value = state == null ? null : Json.bytes(alert(fingerprint, state));
    to.schedulePollTask(
        () -> to.addRecord(new ConsumerRecord<>("alerts", 0, offset, fingerprint, value)));
  }

  private static Alert alert(String fingerprint, String state) {
    boolean firing = state.equals(Alert.FIRING);
    return new Alert(
        fingerprint,
        "Slow",
        "warning",
        Map.of(),
        Map.of(),
        "0123456789abcdef",
        0,
        state,
        firing,
        1L,
        firing ? (Long) 1L : null,
        null,
        null,
        0,
        1,
        Alert.NS,
        null,
        null,
        null,
        null,
        0,
        null,
        "#/alerts");
  }

  @Test
  void it_holds_the_last_record_of_each_alert_and_none_before_it_has_read_what_there_was() {
    prepare(consumer, 3);
    table = new AlertTable("alerts", () -> consumer);
    assertThat(table.all()).isNull();
    add(consumer, 0, "00000000000000a1", Alert.PENDING);
    add(consumer, 1, "00000000000000a2", Alert.PENDING);
    add(consumer, 2, "00000000000000a1", Alert.FIRING);
    table.start();
    await().until(() -> table.all() != null);
    assertThat(table.all())
        .extracting(a -> a.fingerprint().substring(14) + a.state())
        .containsExactlyInAnyOrder("a1firing", "a2pending");
    add(consumer, 3, "00000000000000a2", null);
    await().until(() -> table.all().size() == 1);

    GaugeSnapshot gauge = (GaugeSnapshot) AlertMetrics.snapshots(table.all(), 7).get(1);
    assertThat(gauge.getDataPoints())
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.getLabels().get("rule")).isEqualTo("Slow");
              assertThat(p.getLabels().get("severity")).isEqualTo("warning");
              assertThat(p.getLabels().get("state")).isEqualTo(Alert.FIRING);
              assertThat(p.getValue()).isEqualTo(1);
            });
  }

  @Test
  void a_failure_makes_it_read_everything_again_and_a_foreign_record_is_passed_over() {
    MockConsumer<String, byte[]> second = new MockConsumer<>("earliest");
    prepare(consumer, 1);
    prepare(second, 2);
    List<MockConsumer<String, byte[]>> consumers = new ArrayList<>(List.of(consumer, second));
    consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("gone")));
    second.schedulePollTask(
        () ->
            second.addRecord(
                new ConsumerRecord<>(
                    "alerts", 0, 0, "x", "{}".getBytes(StandardCharsets.US_ASCII))));
    add(second, 1, "00000000000000a1", Alert.FIRING);
    table = new AlertTable("alerts", () -> consumers.remove(0));
    table.start();
    await().until(() -> table.all() != null);
    assertThat(table.all()).extracting(Alert::state).containsExactly(Alert.FIRING);
  }
}
