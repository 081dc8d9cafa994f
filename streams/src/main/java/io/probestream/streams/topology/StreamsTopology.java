package io.probestream.streams.topology;

import io.probestream.schemas.JsonSerde;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.Alert;
import io.probestream.streams.alert.Scope;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.metrics.WindowMetrics;
import io.probestream.streams.rollup.Levels;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/** The pipeline, from top to bottom. */
final class StreamsTopology {
  /** Name of the internal topic between the stages: {@code <application id>-fleet-repartition}. */
  static final String FLEET = "fleet";

  private StreamsTopology() {}

  /**
   * What decides the topology's results.
   *
   * @param topics names; results go to those of {@code output}
   * @param engine what the analysis may be told
   * @param rawPartitions partitions of the raw topic
   * @param fleetPartitions partitions of the internal topic, and so of the fleet's stage
   * @param emptyAllowanceMs how far the low watermark of a raw partition without speaking hosts
   *     stays behind its last tick
   * @param fleetRetentionMs how long a merged window takes late windows of hosts
   * @param fleetSkewMs how far raw partitions may be apart before merges are forgotten
   * @param fleetUpdateMs interval of upserts before a window is final
   * @param commitIntervalMs see {@link CommitPace}
   * @param stretch the part of the raw topic to work on
   * @param rollups how long windows are kept for queries
   * @param metrics counts the hosts' windows
   * @param alerting which rules count
   */
  record Options(
      Topics topics,
      Topics output,
      EngineConfig engine,
      int rawPartitions,
      int fleetPartitions,
      long emptyAllowanceMs,
      long fleetRetentionMs,
      long fleetSkewMs,
      long fleetUpdateMs,
      long commitIntervalMs,
      Stretch stretch,
      StreamConfig.Rollups rollups,
      WindowMetrics metrics,
      Alerting alerting) {
    /** How far raw partitions may be apart. */
    private static final long SKEW_MS = 86_400_000;

    static Options of(
        StreamConfig config,
        Topics output,
        int rawPartitions,
        int fleetPartitions,
        Stretch stretch,
        StreamConfig.Rollups rollups,
        WindowMetrics metrics,
        Alerting alerting) {
      return new Options(
          config.topics(),
          output,
          config.engine(),
          rawPartitions,
          fleetPartitions,
          config.fleet().emptyAllowanceMs(),
          config.fleet().retentionMs(),
          SKEW_MS,
          config.fleet().updateMs(),
          config.commitIntervalMs(),
          stretch,
          rollups,
          metrics,
          alerting);
    }
  }

  static Topology build(Options options) {
    Topics topics = options.output();
    StreamsBuilder builder = new StreamsBuilder();

    KStream<String, Result> results =
        builder.stream(
                options.topics().raw(),
                Consumed.with(Serdes.String(), Serdes.ByteArray())
                    .withTimestampExtractor(
                        (record, partitionMs) -> Math.max(0, record.timestamp()))
                    .withName("raw"))
            .process(
                new HostProcessor.Supplier(
                    options.engine(),
                    options.emptyAllowanceMs(),
                    options.commitIntervalMs(),
                    options.stretch()),
                Named.as("host"));

    results
        .filter((key, result) -> result.topic(topics) != null, Named.as("of-host"))
        .to(
            (key, result, context) -> result.topic(topics),
            Produced.with(Serdes.String(), ResultSerde.output(), Partitioners.BY_HOST)
                .withName("host-topics"));

    if (options.rollups().enabled()) {
      results.process(
          new RollupProcessor.Supplier(
              KeyValueRollupStore.HOSTS, hostLevels(options), options.metrics()),
          Named.as("keep-host"));
    }

    KStream<String, Result> fleet =
        results
            .filter((key, result) -> result.isForFleet(), Named.as("for-fleet"))
            .repartition(
                Repartitioned.with(Serdes.String(), ResultSerde.tagged())
                    .withName(FLEET)
                    .withNumberOfPartitions(options.fleetPartitions())
                    .withStreamPartitioner(Partitioners.BY_NAME))
            .process(new FleetProcessor.Supplier(fleet(options)), Named.as("merge"));

    fleet
        .filter((key, result) -> result.topic(topics) != null, Named.as("of-fleet"))
        .to(
            (key, result, context) -> result.topic(topics),
            Produced.with(Serdes.String(), ResultSerde.output()).withName("fleet-topics"));

    if (options.rollups().enabled()) {
      fleet.process(
          new RollupProcessor.Supplier(
              KeyValueRollupStore.FLEET, fleetLevels(options), new WindowMetrics()),
          Named.as("keep-fleet"));
    }

    KStream<String, Alert> alerts =
        results.process(alerts(options, Scope.HOST), Named.as("alerts-of-hosts"));
    alerts
        .merge(fleet.process(alerts(options, Scope.FLEET), Named.as("alerts-of-fleet")))
        .to(
            topics.alerts(),
            Produced.with(Serdes.String(), new JsonSerde<>(Alert.class)).withName("alerts"));

    return builder.build();
  }

  private static AlertProcessor.Supplier alerts(Options options, Scope scope) {
    return new AlertProcessor.Supplier(
        new AlertProcessor.Options(scope, options.engine().windowMs(), options.alerting()));
  }

  static Levels hostLevels(Options options) {
    return options.rollups().levels(options.engine().windowMs(), 0);
  }

  /** A merge is replaced as long as it takes late windows: its pieces must be there. */
  static Levels fleetLevels(Options options) {
    return options.rollups().levels(options.engine().windowMs(), 2 * options.fleetRetentionMs());
  }

  private static FleetProcessor.Options fleet(Options options) {
    return new FleetProcessor.Options(
        options.rawPartitions(),
        options.fleetRetentionMs(),
        options.fleetSkewMs(),
        options.fleetUpdateMs(),
        options.commitIntervalMs(),
        options.alerting(),
        options.stretch());
  }
}
