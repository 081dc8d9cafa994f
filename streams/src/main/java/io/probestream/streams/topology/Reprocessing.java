package io.probestream.streams.topology;

import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.streams.alert.Scope;
import io.probestream.streams.metrics.WindowMetrics;
import io.probestream.streams.topology.StreamConfig.TopicSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * A second run over a stretch of the raw topic, into topics of its own that keep everything. Ends
 * when all of it is processed and committed, and then removes what only the run needed: its group,
 * its internal topics, its state. One process alone does it. Not thread-safe, but for {@link
 * #close}.
 */
public final class Reprocessing implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(60);
  private static final long POLL_MS = 200;
  private static final long TELL_EVERY = 50;

  private final StreamConfig config;
  private final Topics output;
  private final StretchRange range;
  private final Consumer<String> notices;
  private volatile boolean closing;

  /**
   * What a run did.
   *
   * @param records raw offsets in the stretch
   * @param comparableToMs event time up to which every raw partition's windows are there; MIN_VALUE
   *     if there is none
   */
  public record Report(long records, long comparableToMs) {}

  /**
   * @param config of the application; its id must be new, its ticks are not written
   * @param output prefix of topics that do not exist yet
   * @param notices takes sentences for people
   */
  public Reprocessing(
      StreamConfig config, Topics output, StretchRange range, Consumer<String> notices) {
    this.config = config;
    this.output = output;
    this.range = range;
    this.notices = notices;
  }

  /**
   * Runs to the end.
   *
   * @throws StreamFailure if Kafka refuses, something is in the way, or the run fails
   * @throws InterruptedException if interrupted; the topics then hold only a part
   */
  public Report run() throws InterruptedException {
    try (Admin admin = Admin.create(StreamsSettings.admin(config))) {
      return run(admin);
    } catch (ExecutionException e) {
      throw new StreamFailure(
          "Kafka at " + config.bootstrapServers() + " refused: " + e.getCause().getMessage(), e);
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new StreamFailure(
          "cannot use Kafka at " + config.bootstrapServers() + ": " + cause.getMessage(), e);
    }
  }

  private Report run(Admin admin) throws ExecutionException, InterruptedException {
    TopicSetup lookup = new TopicSetup(admin, config.topics(), config.topicSettings());
    int partitions = lookup.partitions(config.topics().raw());
    if (partitions == 0) {
      throw new StreamFailure(
          "Kafka at " + config.bootstrapServers() + " has no topic " + config.topics().raw(), null);
    }
    AlertRules rules = fixedRules();
    checkNothingIsInTheWay(admin);
    RawOffsets offsets = RawOffsets.of(admin, config.topics().raw(), partitions, range);
    if (offsets.size() == 0) {
      throw new StreamFailure(
          config.topics().raw() + " has no records in that time; 'probestream raw export' shows it",
          null);
    }
    if (offsets.isCut()) {
      notices.accept(
          config.topics().raw()
              + " no longer has all of that time: the run begins with the oldest record there is");
    }
    new TopicSetup(
            admin,
            output,
            new TopicSettings(partitions, config.topicSettings().replication(), -1, -1))
        .createMissing(output.results());
    Map<TopicPartition, OffsetAndMetadata> begins = new HashMap<>();
    offsets
        .begins()
        .forEach(
            (p, offset) ->
                begins.put(
                    new TopicPartition(config.topics().raw(), p), new OffsetAndMetadata(offset)));
    admin.alterConsumerGroupOffsets(config.applicationId(), begins).all().get();
    notices.accept(
        "processing "
            + offsets.size()
            + " records of "
            + config.topics().raw()
            + " from "
            + (range.readFromMs() == 0 ? "the oldest" : Instant.ofEpochMilli(range.readFromMs()))
            + " on, as '"
            + config.applicationId()
            + "', into "
            + output.prefix()
            + "*");
    Stretch stretch = new Stretch(offsets.ends());
    process(admin, stretch, offsets, partitions, rules);
    cleanUp(admin);
    return new Report(
        offsets.size(),
        stretch.lowMs().values().stream().mapToLong(Long::longValue).min().orElse(Long.MIN_VALUE));
  }

  private void checkNothingIsInTheWay(Admin admin) throws ExecutionException, InterruptedException {
    if (output.prefix().equals(config.topics().prefix())) {
      throw new StreamFailure(
          "the output prefix is the one of the raw topic; give results a prefix of their own",
          null);
    }
    Set<String> existing = admin.listTopics().names().get();
    for (String topic : output.results()) {
      if (existing.contains(topic)) {
        throw new StreamFailure(
            "topic " + topic + " exists already; choose another output prefix, or delete it", null);
      }
    }
    boolean isUsed =
        existing.stream().anyMatch(t -> internalTopics().contains(t))
            || !admin
                .listConsumerGroupOffsets(config.applicationId())
                .partitionsToOffsetAndMetadata()
                .get()
                .isEmpty();
    if (isUsed) {
      throw new StreamFailure(
          "application id '"
              + config.applicationId()
              + "' has been used: Kafka holds its offsets or state; choose another",
          null);
    }
  }

  private void process(
      Admin admin, Stretch stretch, RawOffsets offsets, int partitions, AlertRules rules)
      throws ExecutionException, InterruptedException {
    StretchProgress progress = new StretchProgress(admin, config, stretch, offsets.begins());
    int fleetPartitions = config.fleet().partitions();
    try (StreamsRun run = new StreamsRun(config)) {
      run.start(
          StreamsTopology.build(
              StreamsTopology.Options.of(
                  config,
                  output,
                  partitions,
                  fleetPartitions,
                  stretch,
                  StreamConfig.Rollups.none(),
                  new WindowMetrics(),
                  Alerting.by(rules))),
          true,
          Map.of());
      for (long turn = 1; ; turn++) {
        if (closing) {
          throw new InterruptedException();
        }
        run.check();
        if (progress.isDone(fleetPartitions)) {
          break;
        }
        if (turn % TELL_EVERY == 0) {
          notices.accept(progress.committed() + " of " + offsets.size() + " records processed");
        }
        Thread.sleep(POLL_MS);
      }
      if (!run.close(CLOSE_TIMEOUT)) {
        throw new StreamFailure(
            "the run did not end within " + CLOSE_TIMEOUT.toSeconds() + " s; start another", null);
      }
      run.check();
      run.cleanUp();
    }
  }

  /** Rules of a file count from the beginning on; without one those of the log do. */
  private AlertRules fixedRules() {
    if (config.alertRules() == null) {
      return null;
    }
    try {
      return RulesFile.read(config.alertRules(), config.engine().windowMs()).from(0);
    } catch (IllegalArgumentException e) {
      throw new StreamFailure(e.getMessage(), e);
    }
  }

  private List<String> internalTopics() {
    String id = config.applicationId() + '-';
    List<String> topics = new ArrayList<>();
    topics.add(id + HostStates.STORE + "-changelog");
    topics.add(id + FleetStates.STORE + "-changelog");
    for (Scope scope : Scope.values()) {
      topics.add(id + AlertStates.store(scope) + "-changelog");
    }
    topics.add(id + StreamsTopology.FLEET + "-repartition");
    return topics;
  }

  /** The results stay; a failure here changes none of them. */
  private void cleanUp(Admin admin) throws InterruptedException {
    try {
      admin.deleteTopics(internalTopics()).all().get();
      admin.deleteConsumerGroups(List.of(config.applicationId())).all().get();
    } catch (ExecutionException e) {
      notices.accept(
          "the topics "
              + config.applicationId()
              + "-* or the group of that name could not be removed: "
              + e.getCause().getMessage());
    }
  }

  /** Makes {@link #run} end soon, interrupted. */
  @Override
  public void close() {
    closing = true;
  }
}
