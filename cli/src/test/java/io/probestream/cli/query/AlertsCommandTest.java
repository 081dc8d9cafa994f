package io.probestream.cli.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.Cli;
import io.probestream.cli.alertsend.MadeAlert;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code query alerts}, from the topic and from the API. */
class AlertsCommandTest {
  private static final long NOW = 1_795_420_360_000L;
  private static final Alert FIRING = new MadeAlert("Slow", "web-1", NOW).firing();
  private static final Alert UNKNOWN = new MadeAlert("Slow", "web-2", NOW).unknown(NOW + 5_000);
  private static final Alert PENDING = new MadeAlert("Busy", "web-2", NOW).pending();

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;
  private static StreamsService streams;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
    Map<String, String> settings =
        Map.of(
            "kafka.bootstrapServers",
            broker.bootstrapServers(),
            "stateDir",
            directory.resolve("state").toString(),
            "topics.partitions",
            "2",
            "api.port",
            "0");
    streams =
        new StreamsService(
            StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), ""))),
            sentence -> {});
    streams.start();
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      MadeAlert over = new MadeAlert("Slow", "gone", NOW);
      String topic = Topics.standard().alerts();
      producer
          .send(new ProducerRecord<>(topic, over.fingerprint(), Json.bytes(over.firing())))
          .get();
      producer.send(new ProducerRecord<>(topic, over.fingerprint(), null)).get();
      for (Alert alert : List.of(PENDING, FIRING, UNKNOWN)) {
        producer.send(new ProducerRecord<>(topic, alert.fingerprint(), Json.bytes(alert))).get();
      }
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> query("--api=" + streams.apiUrl(), "--format=json").lines().count() == 3);
  }

  @AfterAll
  static void stop() {
    streams.close();
    broker.close();
  }

  private static String query(String... words) {
    List<String> all = new ArrayList<>(List.of("query", "alerts"));
    all.addAll(Arrays.asList(words));
    Cli run = Cli.run(all.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    return run.out();
  }

  private static String topic(String... words) {
    List<String> all = new ArrayList<>(List.of("--bootstrap-servers=" + broker.bootstrapServers()));
    all.addAll(Arrays.asList(words));
    return query(all.toArray(String[]::new));
  }

  @Test
  void theTopicAndTheApiSayTheSameFiringOnesFirst() {
    for (String format : List.of("table", "json", "csv")) {
      assertThat(query("--api=" + streams.apiUrl(), "--format=" + format))
          .isEqualTo(topic("--format=" + format));
    }
    assertThat(topic("--format=json").lines())
        .containsExactly(Json.string(FIRING), Json.string(UNKNOWN), Json.string(PENDING));
  }

  @Test
  void theTableHasValuesWithUnitsAndTheReasonOfWhatIsUnknown() {
    assertThat(topic().lines().toList())
        .hasSize(4)
        .anySatisfy(line -> assertThat(line).contains("firing", "Slow", "28.2 ms", "host=web-1"))
        .anySatisfy(line -> assertThat(line).contains("unknown", "too much is missing"));
  }

  @Test
  void theyAreChosenByStateRuleHostAndLabel() {
    assertThat(topic("--format=json", "--state=firing", "--state=pending").lines())
        .containsExactly(Json.string(FIRING), Json.string(PENDING));
    assertThat(topic("--format=json", "--rule=Busy").lines()).containsExactly(Json.string(PENDING));
    assertThat(topic("--format=json", "--host=web-1").lines()).containsExactly(Json.string(FIRING));
    assertThat(topic("--format=json", "--label=severity=page").lines()).hasSize(3);
    assertThat(topic("--state=resolved")).isEqualTo("No alerts.\n");
  }

  @Test
  void aTimeIsWrongUsage() {
    Cli run =
        Cli.run(
            "query", "alerts", "--since=5m", "--bootstrap-servers=" + broker.bootstrapServers());
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("alerts are those of now");
  }
}
