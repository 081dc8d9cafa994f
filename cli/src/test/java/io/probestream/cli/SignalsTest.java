package io.probestream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.RateWindow;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs long ends when it is told to, says so, and leaves nothing that looks whole. */
@Timeout(120)
class SignalsTest {
  private static final String CAPTURE = "src/main/resources/captures/x86_64-6.1/complete.txt.gz";

  @TempDir private static Path kafka;
  @TempDir private Path dir;
  private static EmbeddedBroker broker;

  /** What Ctrl-C and {@code kill} send; a shell sees 128 more as the status. */
  enum Signal {
    INT(2),
    TERM(15);

    private final int number;

    Signal(int number) {
      this.number = number;
    }
  }

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(kafka));
    run("stream", "--create-topics-only", "--set", "topics.replication=1");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      long now = System.currentTimeMillis() / 1_000 * 1_000;
      RateWindow rate =
          new RateWindow(
              "web1", "p", now - 1_000, now, 3, 3L, 0, 0, 0, 1_000_000, false, null, null, null);
      producer
          .send(new ProducerRecord<>("probestream.rates", new byte[] {1}, Json.bytes(rate)))
          .get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static void run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--bootstrap-servers=" + broker.bootstrapServers());
    Cli cli = Cli.run(all.toArray(String[]::new));
    assertThat(cli.status()).as(cli.err()).isZero();
  }

  /** A running command with files for what it says. */
  private final class Running implements AutoCloseable {
    private final Path out = dir.resolve("out");
    private final Path err = dir.resolve("err");
    private final Process process;

    Running(String... words) throws IOException {
      ProcessBuilder builder = Processes.probestream(List.of(words));
      builder.environment().put("PROBESTREAM_BOOTSTRAP_SERVERS", broker.bootstrapServers());
      process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    }

    void await(String what, BooleanSupplier condition) throws Exception {
      while (!condition.getAsBoolean()) {
        assertThat(process.isAlive()).as("%s before %s: %s", what, "its end", err()).isTrue();
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }

    /**
     * Its status; what it takes longer than ten seconds for is not prompt, even on a busy machine.
     */
    int end(Signal signal) throws Exception {
      Process kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
      assertThat(kill.waitFor()).isZero();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("has ended").isTrue();
      assertThat(err()).doesNotContain("\tat ").doesNotContain("Exception");
      return process.exitValue();
    }

    String out() {
      return read(out);
    }

    String err() {
      return read(err);
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  private static long rawRecords() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      String topic = "probestream.raw";
      Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
      admin
          .describeTopics(Set.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .forEach(p -> ends.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
      return admin.listOffsets(ends).all().get().values().stream().mapToLong(o -> o.offset()).sum();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void replayLeavesASessionWithoutAnEnd(Signal signal) throws Exception {
    long before = rawRecords();
    try (Running replay = new Running("replay", "--loop", CAPTURE)) {
      replay.await("records", () -> rawRecords() > before + 10);
      assertThat(replay.end(signal)).isEqualTo(128 + signal.number);
      assertThat(replay.err()).isEqualTo("probestream: interrupted\n");
      assertThat(replay.out()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFollowingQueryEndsWithWholeLines(Signal signal) throws Exception {
    try (Running query =
        new Running("query", "rates", "--follow", "--since", "1h", "--format", "json")) {
      query.await("a row", () -> !query.out().isEmpty());
      assertThat(query.end(signal)).isEqualTo(128 + signal.number);
      assertThat(query.out()).endsWith("}\n");
      assertThat(query.err()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExportThatIsCutShortIsTakenAwayAndTheOlderOneStays(Signal signal) throws Exception {
    run("replay", "--speed", "max", "--host", "whole-" + signal, CAPTURE);
    Path file = dir.resolve("a.txt.gz");
    Files.writeString(file, "older");
    try (Running export =
        new Running("raw", "export", "--host", "whole-" + signal, "--output", file.toString())) {
      export.await("its file", () -> Files.exists(dir.resolve("a.part.txt.gz")));
      assertThat(export.end(signal)).isEqualTo(128 + signal.number);
      assertThat(export.out()).isEmpty();
      assertThat(export.err()).isEqualTo("probestream: interrupted\n");
      assertThat(file).hasContent("older");
      try (Stream<Path> left = Files.list(dir)) {
        assertThat(left.map(p -> p.getFileName().toString()))
            .containsExactlyInAnyOrder("a.txt.gz", "out", "err");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnalysisThatWaitsForStdinEndsWithoutAResult(Signal signal) throws Exception {
    try (Running analyze = new Running("analyze", "-")) {
      OutputStream stdin = analyze.process.getOutputStream();
      byte[] lines =
          "  cat-7 [001] ..... 5.000001: read: (vfs_read+0x0/0x10)\n"
              .getBytes(StandardCharsets.US_ASCII);
      stdin.write(lines);
      stdin.flush();
      // Its main thread waits in a read of stdin, which nobody closes.
      analyze.await("reading", () -> isWaitingFor(analyze.process, "pipe"));
      assertThat(analyze.end(signal)).isEqualTo(128 + signal.number);
      assertThat(analyze.out()).isEmpty();
      assertThat(analyze.err()).isEqualTo("probestream: interrupted\n");
    }
  }

  /** Whether one of its threads sleeps in the kernel where a pipe is read. */
  private static boolean isWaitingFor(Process process, String where) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      return tasks.anyMatch(t -> wchan(t).contains(where));
    } catch (IOException e) {
      return false;
    }
  }

  private static String wchan(Path task) {
    try {
      return Files.readString(task.resolve("wchan"));
    } catch (IOException e) {
      return "";
    }
  }

  @ParameterizedTest
  @EnumSource
  void streamClosesItsApplication(Signal signal) throws Exception {
    try (Running stream =
        new Running(
            "stream",
            "--set",
            "topics.replication=1",
            "--application-id",
            "a-" + signal,
            "--state-dir",
            dir.resolve("state").toString())) {
      stream.await("its start", () -> stream.err().contains("Ctrl-C ends"));
      assertThat(stream.end(signal)).isEqualTo(128 + signal.number);
      assertThat(stream.err()).endsWith("probestream: streams application ended\n");
      assertThat(stream.out()).isEmpty();
    }
  }
}
