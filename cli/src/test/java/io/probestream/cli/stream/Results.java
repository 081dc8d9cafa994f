package io.probestream.cli.stream;

import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Tick;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
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
    return results;
  }

  /** What the engine makes of the raw topic, host by host, without Kafka Streams. */
  static Results expected(String bootstrap, Topics topics, EngineConfig config) {
    Results results = new Results();
    Expectation expectation = results.new Expectation(topics);
    Map<Integer, TreeMap<String, HostEngine>> partitions = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.raw())) {
      RawMeta meta = RawMeta.of(r.headers());
      expectation.timestampMs = r.timestamp();
      TreeMap<String, HostEngine> hosts =
          partitions.computeIfAbsent(r.partition(), p -> new TreeMap<>());
      if (meta.type() == RecordType.TICK) {
        long tickMs = Json.read(r.value(), Tick.class).timeMs();
        hosts.values().forEach(engine -> engine.tick(tickMs, expectation));
      } else {
        hosts
            .computeIfAbsent(r.key(), host -> new HostEngine(host, config))
            .accept(
                new RawRecord(meta, r.value(), r.timestamp(), r.partition(), r.offset()),
                expectation);
      }
    }
    expectation.mergeFleet();
    return results;
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
    private long timestampMs;

    Expectation(Topics topics) {
      this.topics = topics;
    }

    @Override
    public void rate(RateWindow w) {
      add(topics, topics.rates(), Keys.of(w.host(), w.probe()), timestampMs, 0, Json.bytes(w));
      rates
          .computeIfAbsent(
              w.probe() + '@' + w.startMs(), k -> new RateMerge(w.probe(), w.startMs(), w.endMs()))
          .add(w);
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
    }

    @Override
    public void reject(Reject reject) {
      add(topics, topics.rejects(), reject.host(), timestampMs, 4, reject.value());
    }

    void mergeFleet() {
      rates.values().forEach(merge -> fleetRate(merge.window(true)));
      latencies.values().forEach(merge -> fleetLatency(merge.window(true)));
      misses.values().forEach(merge -> fleetMissed(merge.window(true)));
    }
  }
}
