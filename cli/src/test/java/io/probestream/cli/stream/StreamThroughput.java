package io.probestream.cli.stream;

import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import io.probestream.streams.topology.StreamsService;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * Not a test: lines per second through a real broker and one stream thread, with the engine alone
 * on the same records as the baseline. Run its {@code main} with the test class path; arguments:
 * hosts, window in milliseconds, and {@code false} for no roll-ups.
 */
final class StreamThroughput {
  private StreamThroughput() {}

  public static void main(String[] args) throws Exception {
    int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 10;
    String windowMs = args.length > 1 ? args[1] : "1000";
    String rollups = args.length > 2 ? args[2] : "true";
    Path dir = Files.createTempDirectory("stream-throughput");
    try (StreamFixture fixture = new StreamFixture(dir, 1)) {
      fixture.createTopics();
      Topics topics = fixture.topics;
      String bootstrap = fixture.broker.bootstrapServers();
      RawLog log = RawLog.of(topics, hosts, 1_000_000, 1, System.currentTimeMillis() - 600_000);
      log.publish(bootstrap, 0, log.size());
      List<ConsumerRecord<String, byte[]>> raw = ReadTopic.all(bootstrap, topics.raw());
      EngineConfig engine = new EngineConfig(Long.parseLong(windowMs), 0, 10_000, 2);
      for (int i = 0; i < 3; i++) {
        engineAlone(raw, engine);
      }
      long lines = lines(raw);
      raw = null;
      Map<String, String> settings = fixture.settings("a");
      settings.put("window", windowMs + "ms");
      settings.put("commitInterval", "500ms");
      settings.put("rollups.enabled", rollups);
      try (StreamsService service = fixture.startWith(settings)) {
        measure(bootstrap, topics, log.size(), lines);
        service.check();
      }
      // Again from the start, with a JVM that is warm.
      settings.put("applicationId", "again");
      settings.put("stateDir", dir.resolve("again").toString());
      try (StreamsService service = fixture.startWith(settings)) {
        measure(bootstrap, topics, log.size(), lines, "again");
        service.check();
      }
    }
  }

  private static void measure(String bootstrap, Topics topics, int records, long lines)
      throws Exception {
    measure(bootstrap, topics, records, lines, "probestream");
  }

  private static void measure(
      String bootstrap, Topics topics, int records, long lines, String group) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      long firstNs = 0;
      long firstOffset = 0;
      long firstCpuNs = 0;
      while (true) {
        long offset = 0;
        Map<?, OffsetAndMetadata> all =
            admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        for (Map.Entry<?, OffsetAndMetadata> e : all.entrySet()) {
          if (e.getKey().toString().startsWith(topics.raw()) && e.getValue() != null) {
            offset = e.getValue().offset();
          }
        }
        if (firstOffset == 0 && offset > 0) {
          firstOffset = offset;
          firstCpuNs = streamThreadsNs();
          firstNs = System.nanoTime();
        }
        if (offset >= records) {
          double seconds = (System.nanoTime() - firstNs) / 1e9;
          double cpu = (streamThreadsNs() - firstCpuNs) / 1e9;
          double share = (double) (records - firstOffset) / records;
          double measured = lines * share / 1e6;
          System.out.printf(
              "topology: %.2f M lines/s; stream thread %.3f CPU s per M lines (%.1f M lines)%n",
              measured / seconds, cpu / measured, measured);
          return;
        }
        Thread.sleep(20);
      }
    }
  }

  /** CPU time of the stream threads: means something on a busy machine too. */
  private static long streamThreadsNs() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long sumNs = 0;
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo info = threads.getThreadInfo(id);
      if (info != null && info.getThreadName().contains("StreamThread")) {
        sumNs += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return sumNs;
  }

  private static long lines(List<ConsumerRecord<String, byte[]>> raw) {
    return raw.stream().mapToLong(r -> RawMeta.of(r.headers()).lines()).sum();
  }

  private static void engineAlone(List<ConsumerRecord<String, byte[]>> raw, EngineConfig config) {
    Map<String, HostEngine> hosts = new HashMap<>();
    Nowhere sink = new Nowhere();
    long start = System.nanoTime();
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long startCpu = threads.getCurrentThreadCpuTime();
    for (ConsumerRecord<String, byte[]> r : raw) {
      RawMeta meta = RawMeta.of(r.headers());
      if (meta.type().isOfHost()) {
        hosts
            .computeIfAbsent(r.key(), host -> new HostEngine(host, config))
            .accept(new RawRecord(meta, r.value(), r.timestamp(), 0, r.offset()), sink);
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpu = (threads.getCurrentThreadCpuTime() - startCpu) / 1e9;
    double measured = lines(raw) / 1e6;
    System.out.printf(
        "engine alone: %.2f M lines/s; %.3f CPU s per M lines, %d windows%n",
        measured / seconds, cpu / measured, sink.windows);
  }

  private static final class Nowhere implements ResultSink {
    long windows;

    @Override
    public void rate(RateWindow window) {
      windows++;
    }

    @Override
    public void latency(LatencyWindow window) {
      windows++;
    }

    @Override
    public void missed(MissedWindow window) {
      windows++;
    }

    @Override
    public void reject(Reject reject) {
      windows++;
    }
  }
}
