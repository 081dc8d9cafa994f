package io.probestream.cli.replay;

import io.probestream.cli.Failure;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.KafkaFailures;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks for the raw topic before anything is sent: a sentence now, not a time-out later. */
final class RawTopic {
  private RawTopic() {}

  /**
   * Returns if the raw topic exists.
   *
   * @throws Failure if no broker answers within 8 s, or it has no such topic
   */
  static void check(KafkaOptions kafka) throws InterruptedException {
    String topic = kafka.topics().raw();
    Properties properties = kafka.clientProperties();
    properties.putIfAbsent(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "" + KafkaFailures.PATIENCE_MS);
    properties.putIfAbsent(
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "" + KafkaFailures.PATIENCE_MS);
    try (Admin admin = Admin.create(properties)) {
      admin.describeTopics(List.of(topic)).allTopicNames().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new Failure(
            "Kafka at "
                + kafka.bootstrapServers()
                + " has no topic "
                + topic
                + "; 'probestream stream' creates it, and --topic-prefix names another set",
            e);
      }
      throw KafkaFailures.of(
          e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause()),
          kafka.bootstrapServers());
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, kafka.bootstrapServers());
    }
  }
}
