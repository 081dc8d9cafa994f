package io.probestream.streams.topology;

import io.probestream.schemas.Topics;
import io.probestream.streams.engine.EngineConfig;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/** The pipeline, from top to bottom. */
public final class StreamsTopology {
  /** Name of the internal topic between the stages: {@code <application id>-fleet-repartition}. */
  static final String FLEET = "fleet";

  private StreamsTopology() {}

  /**
   * What decides the topology's results.
   *
   * @param topics names
   * @param engine what the analysis may be told
   * @param rawPartitions partitions of the raw topic
   * @param fleetPartitions partitions of the internal topic, and so of the fleet's stage
   * @param emptyAllowanceMs how far the low watermark of a raw partition without speaking hosts
   *     stays behind its last tick
   * @param fleetRetentionMs how long a merged window takes late windows of hosts
   * @param fleetSkewMs how far raw partitions may be apart before merges are forgotten
   * @param fleetUpdateMs interval of upserts before a window is final
   */
  public record Options(
      Topics topics,
      EngineConfig engine,
      int rawPartitions,
      int fleetPartitions,
      long emptyAllowanceMs,
      long fleetRetentionMs,
      long fleetSkewMs,
      long fleetUpdateMs) {}

  public static Topology build(Options options) {
    Topics topics = options.topics();
    StreamsBuilder builder = new StreamsBuilder();

    KStream<String, Result> results =
        builder.stream(
                topics.raw(),
                Consumed.with(Serdes.String(), Serdes.ByteArray())
                    .withTimestampExtractor(
                        (record, partitionMs) -> Math.max(0, record.timestamp()))
                    .withName("raw"))
            .process(
                new HostProcessor.Supplier(options.engine(), options.emptyAllowanceMs()),
                Named.as("host"));

    results
        .filter((key, result) -> result.topic(topics) != null, Named.as("of-host"))
        .to(
            (key, result, context) -> result.topic(topics),
            Produced.with(Serdes.String(), ResultSerde.output(), Partitioners.BY_HOST)
                .withName("host-topics"));

    results
        .filter((key, result) -> result.isForFleet(), Named.as("for-fleet"))
        .repartition(
            Repartitioned.with(Serdes.String(), ResultSerde.tagged())
                .withName(FLEET)
                .withNumberOfPartitions(options.fleetPartitions())
                .withStreamPartitioner(Partitioners.BY_NAME))
        .process(new FleetProcessor.Supplier(fleet(options)), Named.as("merge"))
        .to(
            (key, result, context) -> result.topic(topics),
            Produced.with(Serdes.String(), ResultSerde.output()).withName("fleet-topics"));

    return builder.build();
  }

  private static FleetProcessor.Options fleet(Options options) {
    return new FleetProcessor.Options(
        options.rawPartitions(),
        options.fleetRetentionMs(),
        options.fleetSkewMs(),
        options.fleetUpdateMs());
  }
}
