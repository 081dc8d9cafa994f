package io.probestream.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** A broker, a raw topic without ticks of the application's own, and services on it. */
final class StreamFixture implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final EmbeddedBroker broker;
  final Topics topics = Topics.standard();
  private final Path dir;
  private final int partitions;
  private final List<StreamsService> services = new ArrayList<>();

  StreamFixture(Path dir, int partitions) {
    this.dir = dir;
    this.partitions = partitions;
    broker = EmbeddedBroker.start(BrokerOptions.in(dir.resolve("broker")));
  }

  /** Words for {@code --set} of an instance. */
  Map<String, String> settings(String instance) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kafka.bootstrapServers", broker.bootstrapServers());
    settings.put("instanceId", instance);
    settings.put("stateDir", dir.resolve("state-" + instance).toString());
    settings.put("window", "20ms");
    settings.put("ticks", "false");
    settings.put("commitInterval", "100ms");
    settings.put("topics.partitions", Integer.toString(partitions));
    settings.put("topics.replication", "1");
    return settings;
  }

  StreamConfig config(String instance) {
    return config(settings(instance));
  }

  private static StreamConfig config(Map<String, String> settings) {
    return StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), "")));
  }

  StreamsService start(String instance) throws InterruptedException {
    return startWith(settings(instance));
  }

  StreamsService startWith(Map<String, String> settings) throws InterruptedException {
    StreamsService service = new StreamsService(config(settings), sentence -> {});
    services.add(service);
    service.start();
    return service;
  }

  /** Rules at the beginning of each raw partition, for a log that begins then. */
  void publishRules(long startMs) throws ExecutionException, InterruptedException {
    ExpectedAlerts.publishRules(
        broker.bootstrapServers(), topics.raw(), partitions, startMs - 1_000);
  }

  void createTopics() throws InterruptedException {
    try (StreamsService service = new StreamsService(config("setup"), sentence -> {})) {
      assertThat(service.createTopics()).hasSameSizeAs(topics.all());
    }
  }

  /** Waits until at least so many records of the latency topic are committed. */
  void awaitLatencies(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ReadTopic.all(broker.bootstrapServers(), topics.latency()))
                    .hasSizeGreaterThanOrEqualTo(count));
  }

  /** Waits until everything that the raw topic implies is committed; then nothing may differ. */
  void assertResultsEqualTheEngines() {
    String bootstrap = broker.bootstrapServers();
    StreamConfig config = config("x");
    Results expected =
        Results.expected(bootstrap, topics, config.engine(), config.fleet().partitions());
    assertThat(expected.perHost).isNotEmpty();
    assertThat(expected.violations()).isEmpty();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              services.forEach(StreamsService::check);
              Results actual = Results.inKafka(bootstrap, topics);
              assertThat(actual.fleet).isEqualTo(expected.fleet);
              assertThat(actual.perHost).isEqualTo(expected.perHost);
              assertThat(actual.alerts).isEqualTo(expected.alerts);
            });
  }

  @Override
  public void close() {
    services.forEach(StreamsService::close);
    broker.close();
  }
}
