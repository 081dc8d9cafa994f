package io.probestream.bench;

import io.probestream.cli.Failure;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A program that is probed now and then, a broker, and collectors that start and end. */
final class SmallSides implements Row.Sides {
  private static final String CALLS_PER_S = "1000";
  private static final String FEW_CALLS_PER_S = "500";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Site site;
  private final boolean isStart;
  private final Path log;
  private EmbeddedBroker broker;
  private KafkaConsumer<byte[], byte[]> consumer;
  private Process program;
  private final List<String> notes = new ArrayList<>();

  SmallSides(Site site, boolean isStart) throws IOException {
    this.site = site;
    this.isStart = isStart;
    log = site.dir("small").resolve("collector.log");
  }

  void start() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(site.dir("kafka")));
    TopicPartition raw = new TopicPartition(Topics.standard().raw(), 0);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(raw.topic(), 1, (short) 1))).all().get();
    }
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(raw));
    program =
        jvm(List.of(), ProbedProgram.class.getName(), isStart ? CALLS_PER_S : FEW_CALLS_PER_S);
  }

  private Process jvm(List<String> flags, String... program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(program));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(site.dir("program").resolve("log").toFile())
        .start();
  }

  @Override
  public Sample ours() throws Exception {
    consumer.seekToEnd(consumer.assignment());
    consumer.assignment().forEach(consumer::position);
    long startNs = System.nanoTime();
    Process collector =
        new ProcessBuilder(
                site.probestream(
                    "collect",
                    "--bootstrap-servers",
                    broker.bootstrapServers(),
                    "-e",
                    "p:adler " + CollectSides.FUNCTION + " value=%dx:u32",
                    "-e",
                    "r:adler_ret " + CollectSides.FUNCTION + " ret=$retval:u32"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Sample sample;
    try {
      long tookNs = firstLineNs(collector, startNs) - startNs;
      sample = isStart ? new Sample(1_000_000, tookNs) : memory(collector, true);
    } finally {
      Processes.end(collector);
    }
    if (!Files.readString(log).contains("probestream: read ")) {
      throw new Failure("the collector did not end as it should: " + Files.readString(log));
    }
    return sample;
  }

  private long firstLineNs(Process collector, long startNs) throws IOException {
    while (true) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(5))) {
        if (RawMeta.of(record.headers()).type() == RecordType.LINES) {
          return System.nanoTime();
        }
      }
      if (!collector.isAlive() || System.nanoTime() - startNs > PATIENCE.toNanos()) {
        throw new Failure("no line came: " + Files.readString(log));
      }
    }
  }

  /** After a while, for what a start leaves is used up only then. */
  private Sample memory(Process process, boolean isNoted) throws Exception {
    TimeUnit.SECONDS.sleep(site.isShort ? 10 : 30);
    long residentKb = 0;
    String parts = "";
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
      if (line.matches("(Rss|Pss|Private_Dirty):.*")) {
        String[] field = line.split("\\s+");
        residentKb = field[0].equals("Rss:") ? Long.parseLong(field[1]) : residentKb;
        parts += " " + field[0] + " " + Long.parseLong(field[1]) / 1_024 + " MB";
      }
    }
    if (isNoted) {
      notes.add("the collector's" + parts);
    }
    return new Sample(1_024, residentKb);
  }

  @Override
  public Sample baseline() throws Exception {
    if (isStart) {
      return new Sample(1_000_000, Processes.run(site.probestream("--version")).wallNs());
    }
    Process idle =
        jvm(
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
            ProbedProgram.class.getName(),
            "0");
    try {
      return memory(idle, false);
    } finally {
      Processes.end(idle);
    }
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void close() throws IOException {
    if (program != null) {
      Processes.end(program);
    }
    if (consumer != null) {
      consumer.close();
    }
    if (broker != null) {
      broker.close();
    }
  }
}
