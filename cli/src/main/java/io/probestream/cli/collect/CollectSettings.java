package io.probestream.cli.collect;

import io.probestream.collector.agent.BudgetConfig;
import io.probestream.collector.agent.CaptureKind;
import io.probestream.collector.agent.CollectorConfig;
import io.probestream.collector.probe.ProbeRequest;
import io.probestream.collector.probe.ProbeRequests;
import io.probestream.schemas.Hosts;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigSection;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code collect} is told by file, environment and command line together.
 *
 * @param collector for the collector
 * @param memoryLimitBytes bound of lines that were read and not delivered
 * @param topics names of the topics
 * @param cleanLeftovers whether to take away what killed collectors left
 * @param metrics where the collector's own metrics are served, HOST:PORT; null for nowhere
 * @param bootstrapServers of the file; null if it names none
 * @param kafkaProperties of the file
 */
record CollectSettings(
    CollectorConfig collector,
    long memoryLimitBytes,
    Topics topics,
    boolean cleanLeftovers,
    InetSocketAddress metrics,
    String bootstrapServers,
    Map<String, String> kafkaProperties) {
  static final List<String> CAPTURES = List.of("raw", "text", "auto");

  static final List<String> CLOCKS =
      List.of("boot", "mono", "mono_raw", "local", "global", "perf", "tai");

  /**
   * Reads all of it.
   *
   * @param definitions of {@code -e}; they follow those of the file
   * @param hostName what this host calls itself, where nothing else is said
   * @throws ConfigException that names the place of what is wrong
   */
  static CollectSettings of(ConfigSection config, List<String> definitions, String hostName) {
    config.allow(
        "host",
        "labels",
        "instance",
        "clock",
        "bufferSize",
        "capture",
        "stack",
        "closeTimeout",
        "memoryLimit",
        "topicPrefix",
        "kafka",
        "cleanLeftovers",
        "metrics",
        "budget",
        "probes");
    ConfigSection budget = config.section("budget").allow("cpuPercent", "hitsPerSecond");
    ConfigSection kafka = config.section("kafka").allow("bootstrapServers", "properties");
    List<ProbeRequest> probes = new ArrayList<>(ProbeRequests.of(config));
    definitions.forEach(d -> probes.add(ProbeRequest.raw(d, "-e")));
    String host = config.string("host", hostName);
    if (!Hosts.isValid(host)) {
      throw config.error(
          "host",
          "expected a name of letters, digits, '.', '_' and '-', found '"
              + host
              + "'; choose one with --host");
    }
    return new CollectSettings(
        new CollectorConfig(
            host,
            config.stringMap("labels"),
            config.string("instance", null),
            config.choice("clock", CLOCKS, "boot"),
            config.bytes("bufferSize", 4 << 10, 1 << 30, 0) >> 10,
            CaptureKind.valueOf(
                config.choice("capture", CAPTURES, "auto").toUpperCase(Locale.ROOT)),
            config.bool("stack", true),
            probes,
            config.durationMs("closeTimeout", 0, 600_000, 10_000),
            new BudgetConfig(
                (int) budget.integer("cpuPercent", 0, 100_000, 100),
                budget.integer("hitsPerSecond", 0, 1_000_000_000, 0))),
        config.bytes("memoryLimit", 1 << 20, 1 << 30, 8 << 20),
        topics(config),
        config.bool("cleanLeftovers", true),
        config.address("metrics"),
        kafka.string("bootstrapServers", null),
        kafka.stringMap("properties"));
  }

  private static Topics topics(ConfigSection config) {
    try {
      return new Topics(config.string("topicPrefix", Topics.DEFAULT_PREFIX));
    } catch (IllegalArgumentException e) {
      throw config.error("topicPrefix", e.getMessage());
    }
  }
}
