package io.probestream.streams.topology;

import io.probestream.schemas.Topics;
import io.probestream.streams.topology.StreamConfig.TopicSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates the topics that are missing. One that exists is left as it is: it may be somebody's
 * choice.
 */
public final class TopicSetup {
  private static final int ATTEMPTS = 100;
  private static final long RETRY_MS = 100;

  private final Admin admin;
  private final Topics topics;
  private final TopicSettings settings;

  /**
   * @param admin stays the caller's to close
   */
  public TopicSetup(Admin admin, Topics topics, TopicSettings settings) {
    this.admin = admin;
    this.topics = topics;
    this.settings = settings;
  }

  /**
   * Creates what is missing, waits until it is known, and answers the names of what it created.
   *
   * @throws ExecutionException with Kafka's reason
   */
  public List<String> createMissing() throws ExecutionException, InterruptedException {
    return createMissing(topics.all());
  }

  /** The same for some of the topics. */
  public List<String> createMissing(List<String> wanted)
      throws ExecutionException, InterruptedException {
    List<NewTopic> missing = new ArrayList<>();
    for (String topic : wanted) {
      if (partitions(topic) == 0) {
        missing.add(definition(topic));
      }
    }
    List<String> created = new ArrayList<>();
    Map<String, KafkaFuture<Void>> answers = admin.createTopics(missing).values();
    for (NewTopic topic : missing) {
      try {
        answers.get(topic.name()).get();
        created.add(topic.name());
      } catch (ExecutionException e) {
        // Somebody else was faster, such as a second instance.
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    for (NewTopic topic : missing) {
      awaitKnown(topic.name());
    }
    awaitLeaders(missing);
    return created;
  }

  /**
   * Known is not yet led: a producer whose first request finds no leader may wait for a minute
   * before it asks again. Only a leader answers for its offsets, and the client asks until one
   * does.
   */
  private void awaitLeaders(List<NewTopic> created)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    for (NewTopic topic : created) {
      for (int partition = 0; partition < partitions(topic.name()); partition++) {
        partitions.put(new TopicPartition(topic.name(), partition), OffsetSpec.latest());
      }
    }
    if (!partitions.isEmpty()) {
      admin.listOffsets(partitions).all().get();
    }
  }

  /** The controller has made it; the broker that is asked learns of it a moment later (KRaft). */
  private void awaitKnown(String topic) throws ExecutionException, InterruptedException {
    for (int attempt = 0; partitions(topic) == 0; attempt++) {
      if (attempt == ATTEMPTS) {
        throw new ExecutionException(
            new TimeoutException("topic " + topic + " exists but is not known to the broker"));
      }
      Thread.sleep(RETRY_MS);
    }
  }

  /**
   * How many partitions a topic has that must exist: with too few, a window of the fleet would be
   * final too early.
   *
   * @throws ExecutionException around a TimeoutException while no broker knows it
   */
  int existing(String topic) throws ExecutionException, InterruptedException {
    awaitKnown(topic);
    return partitions(topic);
  }

  /** How many partitions the topic has; 0 if it does not exist. */
  public int partitions(String topic) throws ExecutionException, InterruptedException {
    try {
      return admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get()
          .partitions()
          .size();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return 0;
      }
      throw e;
    }
  }

  private NewTopic definition(String topic) {
    boolean raw = topic.equals(topics.raw()) || topic.equals(topics.rejects());
    long retentionMs = raw ? settings.rawRetentionMs() : settings.retentionMs();
    // Not compacted, but for alerts: a key has one record for each window. What is to keep
    // everything keeps all the records of an alert's life, too.
    Map<String, String> config =
        (topic.equals(topics.alerts()) && retentionMs >= 0) || topic.equals(topics.alertsSent())
            ? Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)
            : Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                Long.toString(retentionMs));
    if (retentionMs < 0) {
      config = new HashMap<>(config);
      config.put(TopicConfig.RETENTION_BYTES_CONFIG, "-1");
    }
    Optional<Short> replication =
        settings.replication() < 0 ? Optional.empty() : Optional.of(settings.replication());
    return new NewTopic(topic, Optional.of(settings.partitions()), replication).configs(config);
  }
}
