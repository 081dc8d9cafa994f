package io.probestream.bench;

import io.probestream.cli.Failure;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A raw topic, read again and again: by a bare consumer, and by applications that are new to it.
 */
final class TopologyRuns {
  private static final long PATIENCE_NS = Duration.ofMinutes(3).toNanos();
  private static final String PARTITIONS = "1";

  private final String bootstrap;
  private final Topics topics;
  private final Path dir;
  private long lines;
  private int run;
  private final List<String> notes = new ArrayList<>();

  TopologyRuns(String bootstrap, Topics topics, Path dir) {
    this.bootstrap = bootstrap;
    this.topics = topics;
    this.dir = dir;
  }

  void createTopics() throws InterruptedException {
    try (StreamsService service = service("setup")) {
      service.createTopics();
    }
  }

  /** So many lines are in the topic. */
  void expect(long expected) {
    lines = expected;
  }

  List<String> notes() {
    return notes;
  }

  /** Reads everything from the start, and touches each byte. */
  Sample consumer() {
    Map<String, Object> p =
        Map.of("bootstrap.servers", bootstrap, "fetch.max.bytes", 64 << 20, "max.poll.records", 64);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(p, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topics.raw()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      consumer.seekToBeginning(partitions);
      partitions.forEach(consumer::position);
      long startNs = System.nanoTime();
      long found = 0;
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        ConsumerRecords<String, byte[]> batch = consumer.poll(Duration.ofSeconds(1));
        for (ConsumerRecord<String, byte[]> record : batch) {
          if (RawMeta.of(record.headers()).type() == RecordType.LINES) {
            found += SteadyRow.newlines(record.value(), record.value().length);
          }
        }
      }
      Sample sample = new Sample(found, System.nanoTime() - startNs);
      check(found);
      return sample;
    }
  }

  /**
   * A new application reads everything from the start. Time begins with its first commit, which is
   * not counted, and ends with its last.
   */
  Sample application() throws Exception {
    String id = "bench-" + run++;
    try (WrittenRates written = new WrittenRates(bootstrap, topics.rates());
        StreamsService service = service(id);
        Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      long end = rawEnd(admin);
      service.start();
      long deadlineNs = System.nanoTime() + PATIENCE_NS;
      long first = 0;
      long firstNs = 0;
      long firstCpuNs = 0;
      while (true) {
        long committed = committed(admin, id);
        if (first == 0 && committed > 0) {
          first = committed;
          firstNs = System.nanoTime();
          firstCpuNs = streamThreadsNs();
        }
        if (committed >= end) {
          long tookNs = System.nanoTime() - firstNs;
          long counted = lines * (end - first) / end;
          notes.clear();
          notes.add(
              String.format(
                  Locale.ROOT,
                  "stream threads: %.3f CPU s per M lines",
                  (streamThreadsNs() - firstCpuNs) / 1e3 / counted));
          notes.addAll(changelogs(admin, id));
          written.await(lines);
          return new Sample(counted, tookNs);
        }
        service.check();
        if (System.nanoTime() > deadlineNs) {
          throw new Failure("the application stands at " + committed + " of " + end + " records");
        }
        Thread.sleep(25);
      }
    }
  }

  private void check(long found) {
    if (found != lines) {
      throw new Failure("found " + found + " lines where " + lines + " are");
    }
  }

  private StreamsService service(String id) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kafka.bootstrapServers", bootstrap);
    settings.put("applicationId", id);
    settings.put("instanceId", "bench");
    settings.put("stateDir", dir.resolve("state-" + id).toString());
    settings.put("topics.partitions", PARTITIONS);
    settings.put("topics.replication", "1");
    return new StreamsService(
        StreamConfig.read(ConfigFile.empty("bench", Overrides.of(settings, Map.of(), ""))),
        sentence -> {});
  }

  private long rawEnd(Admin admin) throws Exception {
    return ends(admin, topics.raw()).values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<TopicPartition, Long> ends(Admin admin, String topic) throws Exception {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .forEach(p -> asked.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(asked).all().get().forEach((p, info) -> ends.put(p, info.offset()));
    return ends;
  }

  /** How many raw records an application has committed. */
  private long committed(Admin admin, String group) throws Exception {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .entrySet()
        .stream()
        .filter(e -> e.getKey().topic().equals(topics.raw()) && e.getValue() != null)
        .mapToLong(e -> e.getValue().offset())
        .sum();
  }

  /** The volume of the application's changelogs. */
  private List<String> changelogs(Admin admin, String group) throws Exception {
    Map<String, Long> bytes = new TreeMap<>();
    for (LogDirDescription logs :
        admin.describeLogDirs(List.of(1)).allDescriptions().get().get(1).values()) {
      logs.replicaInfos()
          .forEach(
              (partition, info) -> {
                if (partition.topic().startsWith(group)
                    && partition.topic().endsWith("-changelog")) {
                  bytes.merge(
                      partition.topic().substring(group.length() + 1), info.size(), Long::sum);
                }
              });
    }
    return bytes.entrySet().stream()
        .map(
            e ->
                String.format(
                    Locale.ROOT,
                    "%s: %.1f bytes a line",
                    e.getKey(),
                    (double) e.getValue() / lines))
        .toList();
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
}
