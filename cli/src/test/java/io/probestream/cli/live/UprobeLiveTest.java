package io.probestream.cli.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.probestream.cli.Cli;
import io.probestream.cli.Main;
import io.probestream.cli.api.ApiClient;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The collector on this machine's own kernel: uprobes on a function of the JDK's libzip, called a
 * known number of times by a program that the test starts. Works in the collector's own instance.
 */
final class UprobeLiveTest {
  private static final int CALLS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path LIBRARY = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
  private static final String FUNCTION = LIBRARY + ":Java_java_util_zip_Adler32_update";

  @TempDir Path work;

  private final List<Process> processes = new ArrayList<>();
  private Path tracefs;

  @BeforeEach
  void findTracefs() {
    tracefs =
        Stream.of("/sys/kernel/tracing", "/sys/kernel/debug/tracing")
            .map(Path::of)
            .filter(root -> Files.isWritable(root.resolve("uprobe_events")))
            .findFirst()
            .orElse(null);
    assumeTrue(
        tracefs != null,
        "no writable uprobe_events: needs root, uprobes, and tracefs mounted (mount -t tracefs"
            + " tracefs /sys/kernel/tracing)");
    assumeTrue(Files.isReadable(LIBRARY), "no " + LIBRARY);
  }

  @AfterEach
  void endProcesses() throws InterruptedException {
    for (Process process : processes) {
      process.destroy();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  /** From pages the name is escaped: a newline in it makes no line, a quote ends no string. */
  @ParameterizedTest
  @CsvSource({"text, adler", "raw, 'a\n\"b\\c''\t}: d'"})
  void everyCallOfAProbedFunctionIsALineAndNothingStaysBehind(String kind, String name)
      throws Exception {
    Process program = java("program.log", AdlerLoop.class.getName(), Integer.toString(CALLS), name);
    BufferedReader said =
        new BufferedReader(new InputStreamReader(program.getInputStream(), UTF_8));
    // Another user of the library may be probed too; what counts is this thread.
    int tid = Integer.parseInt(said.readLine());
    Path capture = work.resolve("capture.txt");
    Process collector =
        java(
            "collector.log",
            "io.probestream.cli.Main",
            "collect",
            "--capture",
            kind,
            "--output",
            capture.toString(),
            "-e",
            "p:adler " + FUNCTION,
            "-e",
            "r:adler_ret " + FUNCTION + " $retval:u32");
    String group = "probestream_" + collector.pid();
    Path instance = tracefs.resolve("instances").resolve("probestream-" + collector.pid());
    awaitOrExplain(collector, () -> isOn(instance.resolve("events/" + group + "/enable")));

    program.getOutputStream().write('\n');
    program.getOutputStream().flush();
    assertThat(said.readLine()).isNotNull();
    assertThat(program.waitFor()).isZero();
    assertThat(hits(group)).hasSize(2).allMatch(hits -> hits >= CALLS);
    collector.destroy();
    assertThat(collector.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

    JsonNode calls = analyze(capture).get("functions").get(0);
    // Beside a capture stands what the kernel prints: an offset, not the symbol.
    assertThat(calls.get("function").asText()).startsWith(LIBRARY + ":0x");
    assertThat(calls.get("tasks"))
        .filteredOn(task -> task.get("pid").asInt() == tid)
        .extracting(task -> task.get("count").asInt())
        .containsExactly(CALLS);
    assertThat(calls.get("orphanReturn").asInt()).isZero();
    assertReplayedIsTheSame(capture, calls);
    assertThat(Files.readString(tracefs.resolve("uprobe_events"))).doesNotContain(group);
    assertThat(instance).doesNotExist();
  }

  /** The file goes through a broker and the topology, and its calls are those of the file. */
  private void assertReplayedIsTheSame(Path capture, JsonNode calls) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(work.resolve("kafka")));
        StreamsService streams = streams(broker)) {
      streams.start();
      Cli replay =
          Cli.run(
              "replay",
              "--bootstrap-servers=" + broker.bootstrapServers(),
              "--speed=max",
              capture.toString());
      assertThat(replay.status()).as(replay.err()).isZero();
      ApiClient api = new ApiClient(URI.create(streams.apiUrl()), null, null);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                JsonNode replayed =
                    api.get("functions", ApiClient.params().with("since", "1h")).at("/functions/0");
                assertThat(replayed.get("count")).isEqualTo(calls.get("count"));
                assertThat(replayed.get("sumNs")).isEqualTo(calls.get("sumNs"));
                assertThat(replayed.get("orphanReturn")).isEqualTo(calls.get("orphanReturn"));
              });
    }
  }

  private StreamsService streams(EmbeddedBroker broker) {
    Map<String, String> settings =
        Map.of(
            "kafka.bootstrapServers", broker.bootstrapServers(),
            "stateDir", work.resolve("state").toString(),
            "commitInterval", "100ms",
            "topics.partitions", "1",
            "api.port", "0");
    return new StreamsService(
        StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), ""))),
        sentence -> {});
  }

  private static JsonNode analyze(Path capture) throws IOException {
    StringWriter out = new StringWriter();
    int status =
        Main.commandLine(Map.of())
            .setOut(new PrintWriter(out))
            .execute("analyze", "--by", "task", "--format", "json", capture.toString());
    assertThat(status).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  private Process java(String log, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(work.resolve(log).toFile()).start();
    processes.add(process);
    return process;
  }

  private void awaitOrExplain(Process collector, Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE)
        .failFast(
            () ->
                assertThat(collector.isAlive())
                    .as(() -> "the collector ended: " + read(work.resolve("collector.log")))
                    .isTrue())
        .until(condition);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOn(Path enable) {
    return Files.exists(enable) && read(enable).strip().equals("1");
  }

  /** Hits of the two probes; the profile has no groups, but stands in the order of the events. */
  private List<Integer> hits(String group) throws IOException {
    List<String> events = Files.readAllLines(tracefs.resolve("uprobe_events"));
    List<String> profile = Files.readAllLines(tracefs.resolve("uprobe_profile"));
    return IntStream.range(0, events.size())
        .filter(i -> events.get(i).contains(":" + group + "/"))
        .mapToObj(i -> profile.get(i).strip().split("\\s+"))
        .map(words -> Integer.parseInt(words[words.length - 1]))
        .toList();
  }
}
