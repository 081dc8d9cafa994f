package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.streams.api.ApiConfig;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.metrics.WindowMetrics;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;

/** The whole topology in Kafka's test driver, with the settings of production. */
final class TopologyHarness implements AutoCloseable {
  static final Topics TOPICS = new Topics("ps.");

  private static final StreamConfig.Rollups ROLLUPS =
      new StreamConfig.Rollups(true, 900_000, 7_200_000, 86_400_000, 604_800_000);

  final TopologyTestDriver driver;
  private final TestInputTopic<String, byte[]> raw;
  private final Map<String, TestOutputTopic<String, byte[]>> outputs = new HashMap<>();

  TopologyHarness(Path stateDir) {
    this(stateDir, EngineConfig.standard());
  }

  TopologyHarness(Path stateDir, EngineConfig engine) {
    StreamConfig config =
        new StreamConfig(
            "localhost:1",
            "test",
            "",
            TOPICS,
            engine,
            0,
            1,
            500,
            stateDir,
            false,
            new StreamConfig.Fleet(1, 900_000, 1_000, 12_000),
            new StreamConfig.TopicSettings(1, (short) 1, 86_400_000, 86_400_000),
            ROLLUPS,
            ApiConfig.none(),
            null,
            Map.of());
    Properties settings = StreamsSettings.of(config);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    driver = new TopologyTestDriver(StreamsTopology.build(options(engine)), settings);
    raw = driver.createInputTopic(TOPICS.raw(), new StringSerializer(), new ByteArraySerializer());
    for (String topic : TOPICS.all()) {
      outputs.put(
          topic,
          driver.createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer()));
    }
  }

  static StreamsTopology.Options options() {
    return options(EngineConfig.standard());
  }

  private static StreamsTopology.Options options(EngineConfig engine) {
    return new StreamsTopology.Options(
        TOPICS,
        TOPICS,
        engine,
        1,
        1,
        12_000,
        900_000,
        86_400_000,
        1_000,
        200,
        Stretch.endless(),
        ROLLUPS,
        new WindowMetrics(),
        Alerting.byTheLog());
  }

  TopologyHarness send(TestRecord<String, byte[]> record) {
    raw.pipeInput(record);
    return this;
  }

  List<TestRecord<String, byte[]>> read(String topic) {
    return outputs.get(topic).readRecordsToList();
  }

  /** What was written to the changelog of a store since the last time. */
  List<TestRecord<byte[], byte[]>> changes(String store) {
    return driver
        .createOutputTopic(
            "test-" + store + "-changelog",
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())
        .readRecordsToList();
  }

  <T> List<T> read(String topic, Class<T> type) {
    return read(topic).stream().map(r -> Json.read(r.value(), type)).toList();
  }

  @Override
  public void close() {
    driver.close();
  }
}
