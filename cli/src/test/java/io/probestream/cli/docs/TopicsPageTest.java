package io.probestream.cli.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Histograms;
import io.probestream.schemas.JsonSerde;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.window.LatencyWindow;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/TOPICS.md, run as they stand there. */
class TopicsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "TOPICS.md");
  private static final Topics TOPICS = Topics.standard();

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void write() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              Stream.of(TOPICS.raw(), TOPICS.fleetLatency())
                  .map(topic -> new NewTopic(topic, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    try (var producer =
        new KafkaProducer<String, byte[]>(
            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "page"),
            new StringSerializer(),
            (topic, value) -> value)) {
      producer.initTransactions();
      producer.beginTransaction();
      send(producer, window(1000, 7, false));
      send(producer, window(1000, 10, true));
      producer.commitTransaction();
      producer.beginTransaction();
      send(producer, window(2000, 99, true));
      producer.abortTransaction();
      producer.beginTransaction();
      send(producer, window(3000, 90, true));
      var lines =
          new ProducerRecord<>(TOPICS.raw(), "web-1", "a line\nand another\n".getBytes(UTF_8));
      lines.headers().add(RawMeta.TYPE, "lines".getBytes(UTF_8));
      producer.send(lines).get();
      producer.commitTransaction();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void theJavaProgramAddsUpWhatIsFinalAndCommitted() throws Exception {
    Path source = directory.resolve("FleetP99.java");
    Files.writeString(source, block("java", 0));
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", directory.toString(), source.toString()))
        .isZero();
    Path out = directory.resolve("java.out");
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                directory + File.pathSeparator + System.getProperty("java.class.path"),
                "FleetP99",
                broker.bootstrapServers())
            .redirectOutput(out.toFile())
            .redirectError(directory.resolve("java.err").toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofMinutes(1))
          .untilAsserted(
              () ->
                  assertThat(Files.readAllLines(out))
                      .containsExactly(
                          "vfs_write: 10 calls, p99 1003 ns", "vfs_write: 100 calls, p99 1003 ns"));
    } finally {
      program.destroy();
      program.waitFor();
    }
  }

  @Test
  void kcatAndJqShowTheSame() throws Exception {
    assumeThat(tools()).as("kcat and jq are not installed").isTrue();
    assertThat(shell(block("sh", 0)))
        .containsExactly("1000 10 calls, p99 1000 ns", "3000 90 calls, p99 1000 ns");
  }

  @Test
  void kcatShowsTheLinesOfAHost() throws Exception {
    assumeThat(tools()).as("kcat and jq are not installed").isTrue();
    assertThat(shell(block("sh", 1)))
        .containsExactly("ps.type=lines\tweb-1\ta line", "and another");
  }

  private static LatencyWindow window(long startMs, int calls, boolean last) {
    Histogram histogram = new Histogram(2);
    histogram.recordValueWithCount(1000, calls);
    return new LatencyWindow(
        null,
        "vfs_write",
        startMs,
        startMs + 1000,
        "ns",
        calls,
        1000L * calls,
        1000,
        1000,
        1000,
        1000,
        1000,
        1000,
        Histograms.encodeBase64(histogram),
        0,
        List.of(),
        List.of(),
        0,
        0,
        0,
        0,
        0,
        1_000_000,
        null,
        null,
        false,
        null,
        3,
        last);
  }

  private static void send(KafkaProducer<String, byte[]> producer, LatencyWindow window)
      throws Exception {
    byte[] value =
        new JsonSerde<>(LatencyWindow.class).serializer().serialize(TOPICS.fleetLatency(), window);
    producer.send(new ProducerRecord<>(TOPICS.fleetLatency(), 0, window.function(), value)).get();
  }

  private static String block(String language, int index) throws Exception {
    Matcher blocks =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    for (int i = 0; i <= index; i++) {
      assertThat(blocks.find()).as("block %d of %s", i, language).isTrue();
    }
    return blocks.group(1);
  }

  private static boolean tools() {
    return Stream.of("kcat", "jq")
        .allMatch(
            tool ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(dir -> Files.isExecutable(Path.of(dir, tool))));
  }

  private static List<String> shell(String script) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
    builder.environment().put("BROKER", broker.bootstrapServers());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process shell = builder.start();
    String out = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor()).isZero();
    return out.lines().toList();
  }
}
