package io.probestream.collector.publish;

import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Settings of the collector's producer: complete and in order first, then small. */
public final class ProducerSettings {
  /** How long a chunk waits for others: sources hand on several at a time. */
  public static final long LINGER_MS = 15;

  private ProducerSettings() {}

  /**
   * Defaults under what the user gave.
   *
   * @param user such as {@code bootstrap.servers}; wins, except over what order and completeness
   *     rest on
   * @param limitBytes bound of undelivered bytes ({@link KafkaSink})
   */
  public static Properties of(Properties user, long limitBytes) {
    Properties p = new Properties();
    p.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    // All chunks of a flush at full load go with one request, which costs 0.3 ms of CPU.
    p.setProperty(ProducerConfig.BATCH_SIZE_CONFIG, "524288");
    p.setProperty(ProducerConfig.LINGER_MS_CONFIG, Long.toString(LINGER_MS));
    p.setProperty(ProducerConfig.CLIENT_ID_CONFIG, "probestream-collector");
    p.setProperty(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, "5000");
    p.setProperty(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, "false");
    p.setProperty(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, ""); // nobody asks by JMX
    for (String name : user.stringPropertyNames()) {
      p.setProperty(name, user.getProperty(name));
    }
    p.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    p.setProperty(ProducerConfig.RETRIES_CONFIG, Integer.toString(Integer.MAX_VALUE));
    p.setProperty(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.toString(Integer.MAX_VALUE));
    // Twice the sink's bound: a pooled batch may be half empty, and send() must not wait for it.
    p.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, Long.toString(2 * limitBytes + (4 << 20)));
    p.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, "2000");
    return p;
  }

  /**
   * A sentence for each property that {@code user} gave and that {@link #of} does not take over.
   *
   * @param used what {@link #of} made of it
   */
  public static List<String> ignored(Properties user, Properties used) {
    return user.stringPropertyNames().stream()
        .filter(n -> !user.getProperty(n).equals(used.getProperty(n)))
        .sorted()
        .map(
            n ->
                "Kafka client property %s=%s is ignored: order, completeness and the memory bound rest on %s"
                    .formatted(n, user.getProperty(n), used.getProperty(n)))
        .toList();
  }
}
