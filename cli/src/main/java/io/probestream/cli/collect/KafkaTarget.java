package io.probestream.cli.collect;

import io.probestream.cli.KafkaOptions;
import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.collector.publish.KafkaSink;
import io.probestream.collector.publish.ProducerSettings;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Where {@code collect} publishes: the command line wins over the configuration file. */
final class KafkaTarget {
  /** An IPv6 address stands in brackets; a protocol in front is taken too (ClientUtils). */
  private static final Pattern BROKER =
      Pattern.compile("(.+://)?([^\\[\\]:/]+|\\[[0-9a-fA-F:.%]+\\]):[0-9]{1,5}");

  private final KafkaOptions options;
  private final CollectSettings config;
  private final Properties properties = new Properties();

  KafkaTarget(KafkaOptions options, CollectSettings config) {
    this.options = options;
    this.config = config;
    Properties given = options.clientProperties();
    config.kafkaProperties().forEach(properties::setProperty);
    given.stringPropertyNames().forEach(n -> properties.setProperty(n, given.getProperty(n)));
    if (!options.namesBrokers() && config.bootstrapServers() != null) {
      properties.setProperty(
          CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
    }
  }

  /** Whether brokers were named anywhere. */
  boolean isGiven() {
    return options.namesBrokers() || config.bootstrapServers() != null;
  }

  String describe() {
    return "topic " + config.topics().raw() + " at " + brokers();
  }

  private String brokers() {
    return properties.getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /** Without a port the client would only say so after the probes are there. */
  private void checkBrokers() {
    for (String broker : brokers().split(",")) {
      if (!BROKER.matcher(broker.trim()).matches()) {
        throw new CollectorException(
            "'" + broker.trim() + "' is no Kafka broker; write host:port, as in kafka-1:9092");
      }
    }
  }

  /** The sink; wrong settings are found here, before anything is touched. */
  KafkaSink sink(Notices notices) {
    checkBrokers();
    Properties p = ProducerSettings.of(properties, config.memoryLimitBytes());
    ProducerSettings.ignored(properties, p).forEach(notices::say);
    String serializer = ByteArraySerializer.class.getName();
    p.setProperty(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, serializer);
    p.setProperty(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, serializer);
    try {
      new ProducerConfig(p);
    } catch (ConfigException e) {
      throw new CollectorException(
          "wrong Kafka client property: " + e.getMessage() + "; see -X and --kafka-config", e);
    }
    return new KafkaSink(
        () -> new KafkaProducer<>(p),
        config.topics().raw(),
        config.collector().host(),
        config.memoryLimitBytes(),
        brokers(),
        notices);
  }
}
