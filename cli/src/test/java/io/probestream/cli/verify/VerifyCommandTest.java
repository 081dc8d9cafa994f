package io.probestream.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Cli;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.topology.StreamConfig.TopicSettings;
import io.probestream.streams.topology.TopicSetup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sets of results that are the same, or differ in one thing. */
class VerifyCommandTest {
  private static final long T = 1_795_417_200_000L;
  private static final int WINDOWS = 200;

  @TempDir private static Path dir;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void writeTheFirstSet() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(dir.resolve("kafka")));
    write("a.", 2, UnaryOperator.identity());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** A record before it is sent. */
  private record Made(String topic, String key, long timestampMs, String header, Object value) {
    Made with(long newTimestampMs, String newHeader, Object newValue) {
      return new Made(topic, key, newTimestampMs, newHeader, newValue);
    }
  }

  private static List<Made> results() {
    List<Made> all = new ArrayList<>();
    for (int i = 0; i < WINDOWS; i++) {
      for (String host : List.of("h1", "h2", "h3")) {
        all.add(new Made("rates", host + "/w", closedMs(i), null, rate(host, i, 10L + i)));
      }
      all.add(new Made("fleet.rates", "w", closedMs(i), null, fleet(i, 10L + i, false)));
      all.add(new Made("fleet.rates", "w", closedMs(i), null, fleet(i, 30L + i, true)));
    }
    all.add(new Made("missed", "h1/-", T, null, MissedWindow.silence("h1", T, T + 1_000, "s")));
    return all;
  }

  private static long closedMs(int window) {
    return T + window * 1_000L + 1_100;
  }

  private static RateWindow rate(String host, int i, long count) {
    long startMs = T + i * 1_000L;
    return new RateWindow(
        host, "w", startMs, startMs + 1_000, count, null, 0, 0, 0, 1_000_000, false, null, null);
  }

  private static RateWindow fleet(int i, long count, boolean isFinal) {
    long startMs = T + i * 1_000L;
    return new RateWindow(
        null, "w", startMs, startMs + 1_000, count, null, 0, 0, 0, 1_000_000, false, 3, isFinal);
  }

  private static void write(String prefix, int partitions, UnaryOperator<List<Made>> change)
      throws Exception {
    Topics topics = new Topics(prefix);
    Map<String, Object> p = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(p)) {
      // Waits for the leaders: a producer that comes before them may wait for minutes.
      new TopicSetup(admin, topics, new TopicSettings(partitions, (short) 1, -1, -1))
          .createMissing();
    }
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(p, new StringSerializer(), new ByteArraySerializer())) {
      List<Future<?>> sent = new ArrayList<>();
      for (Made m : change.apply(results())) {
        ProducerRecord<String, byte[]> record =
            new ProducerRecord<>(prefix + m.topic, null, m.timestampMs, m.key, Json.bytes(m.value));
        if (m.header != null) {
          record.headers().add(new RecordHeader(m.header, new byte[] {'1'}));
        }
        sent.add(producer.send(record));
      }
      for (Future<?> one : sent) {
        one.get();
      }
    }
  }

  private static Cli verify(String... args) {
    List<String> all = new ArrayList<>(List.of("verify", "a."));
    all.addAll(List.of(args));
    all.addAll(List.of("--bootstrap-servers", broker.bootstrapServers()));
    return Cli.run(all.toArray(String[]::new));
  }

  private static UnaryOperator<List<Made>> changing(int index, UnaryOperator<Made> change) {
    return all -> {
      all.set(index, change.apply(all.get(index)));
      return all;
    };
  }

  private static int indexOf(String topic, String key, int window) {
    List<Made> all = results();
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).topic.equals(topic)
          && all.get(i).key.equals(key)
          && all.get(i).timestampMs == closedMs(window)) {
        return i;
      }
    }
    throw new AssertionError(topic);
  }

  @Test
  void theSameRecordsInOtherPartitionsAreTheSame() throws Exception {
    write("copy.", 5, all -> all);
    Cli run = verify("copy.");
    assertThat(run.out()).contains("rates").contains("600 compared").endsWith("the same\n");
    assertThat(run.status()).isZero();
  }

  @Test
  void theOrderBetweenKeysDoesNotCount() throws Exception {
    write(
        "keys.",
        1,
        all -> {
          List<Made> sorted = new ArrayList<>(all);
          sorted.sort((x, y) -> y.key.compareTo(x.key));
          return sorted;
        });
    assertThat(verify("keys.").status()).isZero();
  }

  @Test
  void aFlippedValueIsShownWithItsWindowAndField() throws Exception {
    int at = indexOf("rates", "h2/w", 130);
    write("flip.", 2, changing(at, m -> m.with(m.timestampMs, null, rate("h2", 130, 99))));
    Cli run = verify("flip.", "--format", "json");
    assertThat(run.status()).isEqualTo(1);
    JsonNode difference = Json.mapper().readTree(run.out()).get("difference");
    assertThat(difference.get("topic").asText()).isEqualTo("rates");
    assertThat(difference.get("key").asText()).isEqualTo("h2/w");
    assertThat(difference.get("startMs").asLong()).isEqualTo(T + 130_000);
    assertThat(difference.get("field").asText()).isEqualTo("count");
    assertThat(difference.get("a").asText()).isEqualTo("140");
    assertThat(difference.get("b").asText()).isEqualTo("99");
    assertThat(verify("flip.").out())
        .contains("first difference: rates h2/w", "count", "A  140", "B  99", "different");

    // Outside of the time that is compared it does not matter.
    assertThat(verify("flip.", "--to", Long.toString(T + 130_000)).status()).isZero();
    assertThat(verify("flip.", "--from", Long.toString(T + 131_000)).status()).isZero();
  }

  @Test
  void aMissingRecordIsShownAsNothing() throws Exception {
    int at = indexOf("rates", "h3/w", 64);
    write(
        "less.",
        2,
        all -> {
          all.remove(at);
          return all;
        });
    Cli run = verify("less.");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("rates h3/w", "(" + (T + 64_000) + ")", "B  nothing");
  }

  @Test
  void recordsOfAKeyInAnotherOrderDiffer() throws Exception {
    int first = indexOf("rates", "h1/w", 7);
    int second = indexOf("rates", "h1/w", 8);
    write(
        "swap.",
        2,
        all -> {
          Collections.swap(all, first, second);
          return all;
        });
    Cli run = verify("swap.");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("rates h1/w", "(" + (T + 7_000) + ")");
  }

  @Test
  void timestampsAndHeadersCount() throws Exception {
    int at = indexOf("rates", "h1/w", 3);
    write("time.", 2, changing(at, m -> m.with(T + 77, null, m.value)));
    assertThat(verify("time.").out()).contains("timestamp of the record");
    write("head.", 2, changing(at, m -> m.with(m.timestampMs, "x", m.value)));
    assertThat(verify("head.").out()).contains("header x");
    assertThat(verify("head.", "--other-raw-topic").status()).isZero();
  }

  @Test
  void ofAFleetWindowTheLastRecordCounts() throws Exception {
    int at = indexOf("fleet.rates", "w", 11);
    write("early.", 2, changing(at, m -> m.with(m.timestampMs, null, fleet(11, 1, false))));
    assertThat(verify("early.").status()).isZero();
    write("last.", 2, changing(at + 1, m -> m.with(m.timestampMs, null, fleet(11, 1, true))));
    assertThat(verify("last.").out()).contains("fleet.rates w", "count", "A  41", "B  1");
  }

  @Test
  void aRecordThatBreaksALawIsNoSameResult() throws Exception {
    int at = indexOf("rates", "h1/w", 5);
    RateWindow wrong =
        new RateWindow("h1", "w", T + 5_000, T + 6_000, 15, null, 0, 5, 0, 1, false, null, null);
    write("law.", 2, changing(at, m -> m.with(m.timestampMs, null, wrong)));
    Cli run = Cli.run("verify", "law.", "law.", "--bootstrap-servers", broker.bootstrapServers());
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("break a law").contains("completeness");
  }

  @Test
  void wrongUsageAndMissingTopicsAreSentences() {
    assertThat(verify().status()).isEqualTo(2);
    assertThat(verify("b.", "--capture", "x.txt").status()).isEqualTo(2);
    assertThat(verify("b?").status()).isEqualTo(2);
    Cli missing = verify("nobody.");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).contains("no topic nobody.missed");
    Cli nothing = verify("a.", "--to", Long.toString(T));
    assertThat(nothing.status()).isEqualTo(1);
    assertThat(nothing.err()).contains("nothing to compare");
  }
}
