package io.probestream.streams.topology;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.streams.api.ApiConfig;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.Limits;
import io.probestream.streams.rollup.Levels;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the streams application is told. Immutable.
 *
 * @param bootstrapServers Kafka brokers
 * @param applicationId consumer group, and prefix of internal topics
 * @param instanceId static membership: tells this instance from others of the application and must
 *     be the same after a restart; empty for dynamic membership
 * @param topics names
 * @param engine what the analysis may be told
 * @param standbyReplicas copies of the state on further instances, which take over without
 *     restoring
 * @param threads stream threads; one busy host keeps one of them busy
 * @param commitIntervalMs also the latency of the output
 * @param stateDir where the state stores lie; lost, they are restored from Kafka
 * @param ticks whether this application writes ticks; off for replays, whose log has its ticks
 * @param fleet how the fleet's windows are merged
 * @param topicSettings for topics that are missing
 * @param rollups how long windows are kept for queries
 * @param api the HTTP API over them
 * @param alertRules file of alert rules; null for none of its own
 * @param kafka further client properties; they win over this application's defaults
 */
public record StreamConfig(
    String bootstrapServers,
    String applicationId,
    String instanceId,
    Topics topics,
    EngineConfig engine,
    int standbyReplicas,
    int threads,
    long commitIntervalMs,
    Path stateDir,
    boolean ticks,
    Fleet fleet,
    TopicSettings topicSettings,
    Rollups rollups,
    ApiConfig api,
    Path alertRules,
    Map<String, String> kafka) {

  public StreamConfig {
    check(!present(bootstrapServers, "bootstrapServers").isBlank(), "bootstrapServers is empty");
    check(
        present(applicationId, "applicationId").matches("[A-Za-z0-9._-]{1,100}"),
        "application id '" + applicationId + "' may hold only letters, digits, '.', '_' and '-'");
    present(instanceId, "instanceId");
    present(topics, "topics");
    present(engine, "engine");
    check(standbyReplicas >= 0, "standby replicas must not be negative");
    check(threads >= 1, "threads must be at least 1");
    check(commitIntervalMs >= 1, "commit interval must be at least 1 ms");
    present(stateDir, "stateDir");
    present(rollups, "rollups");
    present(api, "api");
    kafka = Map.copyOf(kafka);
  }

  /** The same with further client properties, which win over those it has. */
  public StreamConfig withKafka(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(kafka);
    all.putAll(more);
    return new StreamConfig(
        bootstrapServers,
        applicationId,
        instanceId,
        topics,
        engine,
        standbyReplicas,
        threads,
        commitIntervalMs,
        stateDir,
        ticks,
        fleet,
        topicSettings,
        rollups,
        api,
        alertRules,
        all);
  }

  /**
   * How the fleet's windows are merged.
   *
   * @param partitions of the internal topic between hosts and fleet, where it is missing
   * @param retentionMs how long a merged window takes late windows of hosts
   * @param updateMs interval of upserts before a window is final
   * @param emptyAllowanceMs how far the low watermark of a raw partition without speaking hosts
   *     stays behind its last tick
   */
  public record Fleet(int partitions, long retentionMs, long updateMs, long emptyAllowanceMs) {}

  /**
   * For topics that are missing.
   *
   * @param partitions of the raw and the per-host topics
   * @param replication replication factor; -1 for the broker's default
   * @param rawRetentionMs of the raw topic and of rejects
   * @param retentionMs of the aggregated topics; both are -1 for topics that keep everything
   */
  public record TopicSettings(
      int partitions, short replication, long rawRetentionMs, long retentionMs) {}

  /**
   * How long windows are kept for queries.
   *
   * @param enabled whether they are kept at all
   * @param windowsMs the windows themselves
   * @param tenSecondsMs windows of 10 s
   * @param minutesMs windows of 1 min
   * @param tenMinutesMs windows of 10 min
   */
  public record Rollups(
      boolean enabled, long windowsMs, long tenSecondsMs, long minutesMs, long tenMinutesMs) {
    /** Nothing is kept. */
    public static Rollups none() {
      return new Rollups(false, 0, 0, 0, 0);
    }

    /** Windows for 15 min, 10 s for 2 h, 1 min for a day, 10 min for a week. */
    public static Rollups standard() {
      return new Rollups(
          true,
          TimeUnit.MINUTES.toMillis(15),
          TimeUnit.HOURS.toMillis(2),
          TimeUnit.DAYS.toMillis(1),
          TimeUnit.DAYS.toMillis(7));
    }

    Levels levels(long windowMs, long atLeastMs) {
      return Levels.of(
          windowMs, List.of(Math.max(atLeastMs, windowsMs), tenSecondsMs, minutesMs, tenMinutesMs));
    }
  }

  /** The keys at the top of the file. */
  private static final String[] KEYS = {
    "applicationId",
    "instanceId",
    "topicPrefix",
    "window",
    "grace",
    "silence",
    "maxCall",
    "precision",
    "limits",
    "standbyReplicas",
    "threads",
    "commitInterval",
    "stateDir",
    "ticks",
    "fleet",
    "rollups",
    "api",
    "alerts",
    "topics",
    "kafka"
  };

  /**
   * Reads a configuration; what is absent has a default.
   *
   * @throws ConfigException with a sentence that names file, line, key and what was expected
   */
  public static StreamConfig read(ConfigSection file) {
    file.allow(KEYS);
    ConfigSection kafka = file.section("kafka").allow("bootstrapServers", "properties");
    EngineConfig engine =
        new EngineConfig(
            file.durationMs("window", 10, TimeUnit.HOURS.toMillis(1), 1_000),
            file.durationMs("grace", 0, TimeUnit.HOURS.toMillis(1), 0),
            file.durationMs("silence", 1_000, TimeUnit.HOURS.toMillis(24), 10_000),
            file.durationMs("maxCall", 1_000, TimeUnit.DAYS.toMillis(7), EngineConfig.MAX_CALL_MS),
            (int) file.integer("precision", 2, 3, 2),
            limits(file.section("limits")));
    try {
      return new StreamConfig(
          kafka.string("bootstrapServers", "localhost:9092"),
          file.string("applicationId", "probestream"),
          file.string("instanceId", hostName()),
          new Topics(file.string("topicPrefix", Topics.DEFAULT_PREFIX)),
          engine,
          (int) file.integer("standbyReplicas", 0, 10, 0),
          (int) file.integer("threads", 1, 256, 1),
          file.durationMs("commitInterval", 20, 5_000, 200),
          Path.of(file.string("stateDir", defaultStateDir())),
          file.bool("ticks", true),
          fleet(file.section("fleet"), engine),
          topicSettings(file.section("topics")),
          rollups(file.section("rollups")),
          api(file.section("api")),
          alertRules(file.section("alerts")),
          kafka.stringMap("properties"));
    } catch (IllegalArgumentException e) {
      throw file.error(e.getMessage());
    }
  }

  private static Limits limits(ConfigSection limits) {
    limits.allow("names", "openTasks", "hosts");
    Limits standard = Limits.STANDARD;
    return new Limits(
        (int) limits.integer("names", 1, 1_000_000, standard.names()),
        (int) limits.integer("openTasks", 1, 4_194_304, standard.openTasks()),
        (int) limits.integer("hosts", 1, 1_000_000, standard.hosts()));
  }

  private static Fleet fleet(ConfigSection fleet, EngineConfig engine) {
    fleet.allow("partitions", "retention", "update", "emptyAllowance");
    long day = TimeUnit.DAYS.toMillis(1);
    return new Fleet(
        (int) fleet.integer("partitions", 1, 1_000, 2),
        fleet.durationMs("retention", 1_000, day, TimeUnit.MINUTES.toMillis(15)),
        fleet.durationMs("update", 100, day, 100),
        fleet.durationMs("emptyAllowance", 0, day, 2_000 + engine.silenceMs()));
  }

  private static Rollups rollups(ConfigSection rollups) {
    rollups.allow("enabled", "windows", "tenSeconds", "minutes", "tenMinutes");
    long year = TimeUnit.DAYS.toMillis(365);
    Rollups standard = Rollups.standard();
    return new Rollups(
        rollups.bool("enabled", true),
        rollups.durationMs("windows", 1_000, year, standard.windowsMs()),
        rollups.durationMs("tenSeconds", 1_000, year, standard.tenSecondsMs()),
        rollups.durationMs("minutes", 1_000, year, standard.minutesMs()),
        rollups.durationMs("tenMinutes", 1_000, year, standard.tenMinutesMs()));
  }

  private static ApiConfig api(ConfigSection api) {
    api.allow("enabled", "listen", "port", "advertised", "token", "patience", "tls");
    ConfigSection tls = api.section("tls").allow("keyStore", "password");
    return new ApiConfig(
        api.bool("enabled", true),
        api.string("listen", ApiConfig.LOOPBACK),
        (int) api.integer("port", 0, 65_535, ApiConfig.DEFAULT_PORT),
        !api.has("port"),
        api.string("advertised", ""),
        api.string("token", ""),
        tls.has("keyStore") ? Path.of(tls.string("keyStore")) : null,
        tls.string("password", ""),
        api.durationMs("patience", 0, 60_000, 10_000));
  }

  private static Path alertRules(ConfigSection alerts) {
    alerts.allow("rules");
    String rules = alerts.string("rules", "");
    return rules.isEmpty() ? null : Path.of(rules);
  }

  private static TopicSettings topicSettings(ConfigSection topics) {
    topics.allow("partitions", "replication", "rawRetention", "retention");
    long year = TimeUnit.DAYS.toMillis(365);
    return new TopicSettings(
        (int) topics.integer("partitions", 1, 10_000, 4),
        (short) topics.integer("replication", -1, 100, -1),
        topics.durationMs("rawRetention", 60_000, year, TimeUnit.DAYS.toMillis(1)),
        topics.durationMs("retention", 60_000, year, TimeUnit.DAYS.toMillis(7)));
  }

  private static String defaultStateDir() {
    return Path.of(System.getProperty("java.io.tmpdir"), "probestream-state").toString();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return ""; // a host without a name is a dynamic member
    }
  }
}
