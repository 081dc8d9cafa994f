package io.probestream.cli.top;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.cli.Processes;
import io.probestream.cli.api.ApiClient;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.cli.text.Units;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and screens of {@code top}, in a real pseudo-terminal over a real broker and API. */
class TopCommandTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ENTER = "\r";
  private static final String ESCAPE = "\u001b";
  private static final String LEAVES = "\u001b[?1049l";

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;
  private static StreamsService streams;
  private static ApiClient api;

  @BeforeAll
  static void replay() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
    Map<String, String> settings =
        Map.of(
            "kafka.bootstrapServers", broker.bootstrapServers(),
            "stateDir", directory.resolve("state").toString(),
            "commitInterval", "100ms",
            "topics.partitions", "2",
            "api.port", "0");
    streams =
        new StreamsService(
            StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), ""))),
            sentence -> {});
    streams.start();
    api = new ApiClient(URI.create(streams.apiUrl()), null, null);
    Cli replay =
        Cli.run(
            "replay",
            "--bootstrap-servers=" + broker.bootstrapServers(),
            "--hosts=3",
            "--speed=max",
            Captures.path("arm64-6.1/complete.txt.gz").toString());
    assertThat(replay.status()).as(replay.err()).isZero();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                api
                        .get("hosts", ApiClient.params())
                        .path("hosts")
                        .findValuesAsText("state")
                        .stream()
                        .filter("closed"::equals)
                        .count()
                    == 3);
  }

  @AfterAll
  static void stop() {
    streams.close();
    broker.close();
  }

  private static Pty top(int columns, int rows, Map<String, String> environment)
      throws IOException {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/script")))
        .as("needs script(1) of util-linux for a terminal")
        .isTrue();
    return Pty.start(
        directory,
        columns,
        rows,
        environment,
        List.of("top", "--since=15m", "--interval=1s", "--api=" + streams.apiUrl()));
  }

  private static JsonNode function(String name) throws InterruptedException {
    return api.get("functions", ApiClient.params().with("since", "15m").with("function", name))
        .path("functions")
        .path(0);
  }

  private static String line(String screen, String part) {
    return screen.lines().filter(l -> l.contains(part)).findFirst().orElseThrow();
  }

  @Test
  void itsNumbersAreTheApisAndKeysLeadFromTheFleetToAHostsDistribution() throws Exception {
    try (Pty pty = top(80, 24, Map.of())) {
      String fleet = pty.await(s -> s.contains("vfs_write") && s.contains("COMPLETE"));
      JsonNode write = function("vfs_write");
      assertThat(line(fleet, "vfs_write"))
          .contains(Units.duration(write.path("p99Ns").asLong()))
          .contains(Units.duration(write.path("maxNs").asLong()));
      JsonNode xmit = function("__ip_queue_xmit");
      assertThat(line(fleet, "__ip_queue_xmit"))
          .startsWith("!")
          .contains(Units.percent(xmit.path("completenessPpm").asInt()));
      assertThat(fleet).contains("all hosts (3)").contains("q quit");

      pty.press("p");
      pty.await(s -> s.indexOf("do_sys_openat2") < s.indexOf("vfs_write"));
      pty.press("/");
      pty.press("vfs");
      pty.await(s -> !s.contains("do_sys_openat2") && s.contains("/vfs_"));
      pty.press(ENTER + ENTER);
      String map = pty.await(s -> s.contains("a cell:"));
      assertThat(map)
          .contains(Units.count(write.path("count").asLong()) + " calls")
          .contains("p50 " + Units.duration(write.path("p50Ns").asLong()))
          .contains("█");
      pty.press("\t");
      JsonNode buckets =
          api.get(
                  "histogram",
                  ApiClient.params()
                      .with("since", "15m")
                      .with("function", "vfs_write")
                      .with("perOctave", 1))
              .at("/series/0/buckets");
      String histogram = pty.await(s -> s.contains("Tab by host") && s.contains(" % "));
      for (JsonNode bucket : buckets) {
        assertThat(histogram).contains(Units.count(bucket.path("count").asLong()));
      }
      pty.press("\t");
      pty.await(s -> s.contains("replay-3") && s.contains("IN FLIGHT"));
      pty.press("\u001b[B");
      pty.press(ENTER);
      pty.await(s -> s.contains("vfs_write · replay-2") && s.contains("a cell:"));
      pty.press(ESCAPE);
      pty.await(s -> s.contains("replay-2") && s.contains("do_sys_openat2"));
      pty.press(ESCAPE);
      pty.await(s -> s.contains("KERNEL") && s.contains("6.1.0-"));
      pty.press("?");
      pty.await(s -> s.contains("sort by rate, p99, missed, name"));
      pty.press("q");
      assertThat(pty.status()).as(pty.screen()).isZero();
      assertThat(pty.written()).contains(LEAVES);
    }
  }

  @Test
  void noLineIsWiderThanTheTerminalAndALargerOneIsUsed() throws Exception {
    try (Pty pty = top(80, 24, Map.of())) {
      assertThat(pty.await(s -> s.contains("vfs_write"))).doesNotContain("P99.9");
      pty.resize(150, 40);
      String large = pty.await(s -> s.contains("P99.9") && s.contains("IN FLIGHT"));
      assertThat(large.lines().count()).isEqualTo(40);
      pty.press("\u0003");
      assertThat(pty.status()).as("Ctrl-C").isEqualTo(130);
      assertThat(pty.written()).contains(LEAVES);
    }
  }

  @Test
  void toldToStopItGivesTheTerminalBack() throws Exception {
    try (Pty pty = top(80, 24, Map.of())) {
      pty.await(screen -> screen.contains("vfs_write"));
      pty.terminate();
      assertThat(pty.status()).isEqualTo(143);
      assertThat(pty.written()).contains(LEAVES).doesNotContain("error");
    }
  }

  @Test
  void aTerminalWithoutUtf8GetsAscii() throws Exception {
    try (Pty pty = top(80, 24, Map.of("LC_ALL", "C"))) {
      pty.await(s -> s.contains("vfs_write"));
      pty.press(ENTER);
      pty.await(s -> s.contains("a cell:"));
      assertThat(pty.screen()).matches("\\p{ASCII}*").contains("#").doesNotContain("?s");
      pty.press("q");
      assertThat(pty.status()).isZero();
    }
  }

  @Test
  void oncePrintsAScreenForScripts() {
    Cli once = Cli.run("top", "--once", "--since=15m", "--api=" + streams.apiUrl());
    assertThat(once.status()).as(once.err()).isZero();
    assertThat(once.out()).contains("vfs_write").doesNotContain("\u001b").doesNotContain("q quit");
  }

  @Test
  void withoutATerminalItSaysWhatElseThereIs() throws Exception {
    Process process =
        Processes.probestream(List.of("top", "--api=" + streams.apiUrl()))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(err).contains("top needs a terminal").contains("--once");
  }

  @Test
  void whereNoApiAnswersItSaysSo() {
    Cli nowhere = Cli.run("top", "--once", "--api=http://127.0.0.1:1");
    assertThat(nowhere.status()).isEqualTo(1);
    assertThat(nowhere.err()).contains("no API answers at http://127.0.0.1:1");
  }
}
