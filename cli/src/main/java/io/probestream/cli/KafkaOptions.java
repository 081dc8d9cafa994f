package io.probestream.cli;

import io.probestream.schemas.Topics;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import picocli.CommandLine.Option;

/**
 * How to reach Kafka: a mixin of every command that does. What is nearer wins: {@code -X}, then
 * {@code --bootstrap-servers}, its environment variable, the file, the default.
 */
public final class KafkaOptions {
  public static final String BOOTSTRAP_ENV = "PROBESTREAM_BOOTSTRAP_SERVERS";
  public static final String PREFIX_ENV = "PROBESTREAM_TOPIC_PREFIX";
  public static final String DEFAULT_BOOTSTRAP = "localhost:9092";

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:" + BOOTSTRAP_ENV + "}",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description =
          "Kafka brokers, separated by commas (environment: "
              + BOOTSTRAP_ENV
              + "; default: "
              + DEFAULT_BOOTSTRAP
              + ").")
  private String bootstrapServers;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Kafka client properties, passed through as they are.")
  private Path configFile;

  @Option(
      names = "-X",
      paramLabel = "NAME=VALUE",
      description = "One Kafka client property; may be repeated.")
  private Map<String, String> properties = new LinkedHashMap<>();

  @Option(
      names = "--topic-prefix",
      paramLabel = "PREFIX",
      defaultValue = "${env:" + PREFIX_ENV + ":-" + Topics.DEFAULT_PREFIX + "}",
      showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER,
      description =
          "What all topic names start with (environment: "
              + PREFIX_ENV
              + "; default: "
              + Topics.DEFAULT_PREFIX
              + ").")
  private String topicPrefix = Topics.DEFAULT_PREFIX;

  /** Options as if given on the command line, for commands that run a broker of their own. */
  public static KafkaOptions of(String bootstrapServers, String topicPrefix) {
    KafkaOptions options = new KafkaOptions();
    options.bootstrapServers = bootstrapServers;
    options.topicPrefix = topicPrefix;
    return options;
  }

  /** The same with another prefix and, unless {@code brokers} is null, other brokers. */
  public KafkaOptions with(String brokers, String prefix) {
    KafkaOptions other = new KafkaOptions();
    other.bootstrapServers = brokers == null ? bootstrapServers : brokers;
    other.configFile = configFile;
    other.properties = new LinkedHashMap<>(properties);
    if (brokers != null) {
      other.properties.remove(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    }
    other.topicPrefix = prefix;
    return other;
  }

  /**
   * The same over what a configuration file says.
   *
   * @param brokers of the file; null if it names none
   * @param more client properties of the file
   */
  public KafkaOptions over(String brokers, Map<String, String> more) {
    KafkaOptions other = new KafkaOptions();
    other.properties = new LinkedHashMap<>(more);
    Properties own = clientProperties();
    own.stringPropertyNames().forEach(n -> other.properties.put(n, own.getProperty(n)));
    if (!namesBrokers() && brokers != null) {
      other.properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    }
    other.topicPrefix = topicPrefix;
    return other;
  }

  /**
   * The Kafka client properties, {@code bootstrap.servers} among them.
   *
   * @throws Failure if the file cannot be read
   */
  public Properties clientProperties() {
    Properties all = new Properties();
    all.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, DEFAULT_BOOTSTRAP);
    if (configFile != null) {
      readInto(all);
    }
    if (bootstrapServers != null && !bootstrapServers.isBlank()) {
      all.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    }
    properties.forEach(all::setProperty);
    return all;
  }

  /** Whether brokers were named at all, by whatever way. */
  public boolean namesBrokers() {
    String name = CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
    Properties file = new Properties();
    if (configFile != null) {
      readInto(file);
    }
    return (bootstrapServers != null && !bootstrapServers.isBlank())
        || properties.containsKey(name)
        || file.containsKey(name);
  }

  private void readInto(Properties all) {
    try (Reader reader = Files.newBufferedReader(configFile, StandardCharsets.UTF_8)) {
      all.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new Failure(
          "cannot read --kafka-config " + configFile + ": " + ErrorSentences.sentence(e), e);
    }
  }

  /** The brokers that {@link #clientProperties} names, for messages. */
  public String bootstrapServers() {
    return clientProperties().getProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
  }

  /**
   * The topic names.
   *
   * @throws IllegalArgumentException with a sentence if the prefix cannot be one
   */
  public Topics topics() {
    return new Topics(topicPrefix);
  }
}
