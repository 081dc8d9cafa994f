package io.probestream.cli.stream;

import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Tick;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.HostSilence;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import io.probestream.streams.window.LatencyMerge;
import io.probestream.streams.window.MissedMerge;
import io.probestream.streams.window.RateMerge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Results in the form in which two runs must be equal: of a per-host topic all records of each key
 * in order, of a fleet topic the last record of each key and window.
 */
final class Results {
  /** Topic, a space, key; then "timestamp headers value" of each record. */
  final Map<String, List<String>> perHost = new TreeMap<>();

  /** Topic, a space, key, an at sign, start; then the value of the last record. */
  final Map<String, String> fleet = new TreeMap<>();

  /** By fingerprint all records of an alert, tombstones too. */
  Map<String, List<String>> alerts = new TreeMap<>();

  /** What Kafka holds. */
  static Results inKafka(String bootstrap, Topics topics) {
    Results results = new Results();
    for (String topic :
        List.of(topics.rates(), topics.latency(), topics.missed(), topics.rejects())) {
      for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topic)) {
        results.add(topics, topic, r.key(), r.timestamp(), r.headers().toArray().length, r.value());
      }
    }
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.fleetRates())) {
      results.fleetRate(Json.read(r.value(), RateWindow.class));
    }
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.fleetLatency())) {
      results.fleetLatency(Json.read(r.value(), LatencyWindow.class));
    }
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.fleetMissed())) {
      results.fleetMissed(Json.read(r.value(), MissedWindow.class));
    }
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.alerts())) {
      ExpectedAlerts.add(results.alerts, r.key(), r.timestamp(), r.value());
    }
    return results;
  }

  /** What the engine makes of the raw topic, host by host, without Kafka Streams. */
  static Results expected(
      String bootstrap, Topics topics, EngineConfig config, int fleetPartitions) {
    Results results = new Results();
    Expectation expectation = results.new Expectation(topics);
    Map<Integer, Long> ticks = new TreeMap<>();
    Map<Integer, TreeMap<String, HostEngine>> partitions = new TreeMap<>();
    Map<Integer, Long> lows = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.raw())) {
      RawMeta meta = RawMeta.of(r.headers());
      expectation.at(r.timestamp());
      TreeMap<String, HostEngine> hosts =
          partitions.computeIfAbsent(r.partition(), p -> new TreeMap<>());
      long lowMs = lows.getOrDefault(r.partition(), Long.MIN_VALUE);
      expectation.lowMs = lowMs;
      if (meta.type() == RecordType.TICK) {
        long tickMs = Json.read(r.value(), Tick.class).timeMs();
        long beforeMs = ticks.getOrDefault(r.partition(), Long.MIN_VALUE);
        ticks.put(r.partition(), tickMs);
        for (HostEngine engine : hosts.values()) {
          long toldMs = engine.toldMs(beforeMs);
          boolean wasSilent = engine.isSilent();
          long knownMs = engine.watermarkMs();
          engine.tick(tickMs, expectation);
          if (engine.isSilent() && !wasSilent && engine.status() != null) {
            expectation.silence(
                HostSilence.from(Math.max(lowMs, knownMs), engine.host(), engine.status()));
          }
          expectation.time(engine.host(), toldMs, engine.toldMs(tickMs));
        }
      } else if (meta.type() == RecordType.RULES && expectation.alerts == null) {
        expectation.alerts = new ExpectedAlerts(ExpectedAlerts.rules(), config, fleetPartitions);
      } else if (meta.type().isOfHost()) {
        long tickMs = ticks.getOrDefault(r.partition(), Long.MIN_VALUE);
        HostEngine engine = hosts.computeIfAbsent(r.key(), host -> new HostEngine(host, config));
        long toldMs = engine.toldMs(tickMs);
        boolean wasSilent = engine.isSilent();
        engine.accept(
            new RawRecord(meta, r.value(), r.timestamp(), r.partition(), r.offset()), expectation);
        if (wasSilent && !engine.isSilent()) {
          expectation.silence(HostSilence.over(r.key(), false, lowMs));
        }
        if (meta.type() == RecordType.STATUS) {
          expectation.status(r.key(), meta.session(), r.value());
        }
        expectation.time(r.key(), toldMs, engine.toldMs(tickMs));
      }
      lows.put(r.partition(), Math.max(lowMs, low(hosts, ticks.get(r.partition()), config)));
    }
    // Nobody speaks any more: the fleet's time is that of the last ticks.
    expectation.mergeFleet(lows.values().stream().mapToLong(Long::longValue).min().orElse(0));
    return results;
  }

  /** A raw partition's low watermark: of the hosts that speak, else of its last tick. */
  private static long low(Map<String, HostEngine> hosts, Long tickMs, EngineConfig config) {
    long lowest =
        hosts.values().stream()
            .mapToLong(HostEngine::watermarkMs)
            .filter(ms -> ms != HostEngine.NO_WATERMARK)
            .min()
            .orElse(tickMs == null ? 0 : tickMs - 2_000 - config.silenceMs());
    return Math.floorDiv(lowest, config.windowMs()) * config.windowMs();
  }

  /** What is wrong with them. */
  List<String> violations() {
    return Laws.violations(
        values("rates ", RateWindow.class),
        values("latency ", LatencyWindow.class),
        values("missed ", MissedWindow.class));
  }

  private <T> List<T> values(String topic, Class<T> type) {
    return perHost.entrySet().stream()
        .filter(e -> e.getKey().startsWith(topic))
        .flatMap(e -> e.getValue().stream())
        .map(r -> Json.read(r.substring(r.indexOf('{')).getBytes(StandardCharsets.UTF_8), type))
        .toList();
  }

  private void add(
      Topics topics, String topic, String key, long timestampMs, int headers, byte[] value) {
    String name = topic.substring(topics.prefix().length());
    perHost
        .computeIfAbsent(name + ' ' + key, k -> new ArrayList<>())
        .add(timestampMs + " " + headers + ' ' + new String(value, StandardCharsets.UTF_8));
  }

  private void fleetRate(RateWindow w) {
    fleet.put("rates " + w.probe() + '@' + w.startMs(), Json.string(w));
  }

  private void fleetLatency(LatencyWindow w) {
    fleet.put("latency " + w.function() + '@' + w.startMs(), Json.string(w));
  }

  private void fleetMissed(MissedWindow w) {
    fleet.put("missed " + w.probe() + '@' + w.startMs(), Json.string(w));
  }

  private final class Expectation implements ResultSink {
    private final Topics topics;
    private final Map<String, RateMerge> rates = new TreeMap<>();
    private final Map<String, LatencyMerge> latencies = new TreeMap<>();
    private final Map<String, MissedMerge> misses = new TreeMap<>();
    private final Map<String, String> pools = new TreeMap<>();
    private long timestampMs;
    private long lowMs;

    /** Null as long as there are no rules. */
    private ExpectedAlerts alerts;

    Expectation(Topics topics) {
      this.topics = topics;
    }

    void at(long recordMs) {
      timestampMs = recordMs;
      if (alerts != null) {
        alerts.at(recordMs);
      }
    }

    void silence(HostSilence silence) {
      if (alerts != null) {
        alerts.silences.add(silence);
      }
    }

    private String pool(String host) {
      return pools.getOrDefault(host, "");
    }

    void status(String host, String session, byte[] value) {
      pools.put(host, Json.read(value, Status.class).labels().getOrDefault("pool", ""));
      if (alerts != null) {
        alerts.status(host, session, value);
      }
    }

    void time(String host, long beforeMs, long toldMs) {
      if (alerts != null) {
        alerts.time(host, beforeMs, toldMs);
      }
    }

    @Override
    public void rate(RateWindow w) {
      add(topics, topics.rates(), Keys.of(w.host(), w.probe()), timestampMs, 0, Json.bytes(w));
      rates
          .computeIfAbsent(
              w.probe() + '@' + w.startMs(), k -> new RateMerge(w.probe(), w.startMs(), w.endMs()))
          .add(w);
      if (alerts != null) {
        alerts.rate(w);
        if (w.endMs() > lowMs) {
          alerts.fleet(w, pool(w.host()));
        }
      }
    }

    @Override
    public void latency(LatencyWindow w) {
      String key = Keys.of(w.host(), w.function());
      add(topics, topics.latency(), key, timestampMs, 0, Json.bytes(w));
      latencies
          .computeIfAbsent(
              w.function() + '@' + w.startMs(),
              k -> new LatencyMerge(w.function(), w.startMs(), w.endMs()))
          .add(w);
      if (alerts != null) {
        alerts.latency(w);
        if (w.endMs() > lowMs) {
          alerts.fleet(w, pool(w.host()));
        }
      }
    }

    @Override
    public void missed(MissedWindow w) {
      add(topics, topics.missed(), Keys.of(w.host(), w.probe()), timestampMs, 0, Json.bytes(w));
      if (w.silent() == null && w.warmupUntilMs() == null) { // nothing that the fleet missed
        misses
            .computeIfAbsent(
                w.probe() + '@' + w.startMs(),
                k -> new MissedMerge(w.probe(), w.startMs(), w.endMs()))
            .add(w);
      }
      if (alerts != null) {
        alerts.missed(w);
      }
    }

    @Override
    public void reject(Reject reject) {
      add(topics, topics.rejects(), reject.host(), timestampMs, 4, reject.value());
    }

    void mergeFleet(long toMs) {
      rates.values().forEach(merge -> fleetRate(merge.window(true)));
      latencies.values().forEach(merge -> fleetLatency(merge.window(true)));
      misses.values().forEach(merge -> fleetMissed(merge.window(true)));
      if (alerts != null) {
        alerts.mergeFleet(toMs);
        Results.this.alerts = alerts.alerts;
      }
    }
  }
}
