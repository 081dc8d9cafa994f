package io.probestream.cli.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnalyzeCommandTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path directory;

  private static String capture(String name) {
    return Captures.path(name + ".txt.gz").toString();
  }

  private static void fails(Cli run, int status, String sentence) {
    assertThat(run.status()).isEqualTo(status);
    assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void json_has_the_fields_of_the_design_in_its_order() throws IOException {
    Cli run = Cli.run("analyze", "--format=json", "--by=task", capture("x86_64-6.1/maxactive"));
    JsonNode j = JSON.readTree(run.out());
    assertThat(j.fieldNames())
        .toIterable()
        .containsSubsequence(
            "lines",
            "events",
            "other",
            "malformed",
            "ringLost",
            "ringLostSource",
            "unit",
            "firstNs",
            "lastNs",
            "probes",
            "functions");
    assertThat(j.get("probes").get(1).toString())
        .isEqualTo(
            "{\"probe\":\"nap_ret\",\"kind\":\"return\",\"events\":200,\"hits\":200,"
                + "\"missed\":520}");
    assertThat(j.get("functions").get(0).fieldNames())
        .toIterable()
        .containsExactly(
            "function",
            "entryProbe",
            "returnProbe",
            "count",
            "sumNs",
            "minNs",
            "maxNs",
            "p50Ns",
            "p90Ns",
            "p99Ns",
            "p999Ns",
            "orphanEntry",
            "orphanReturn",
            "discarded",
            "inFlightAtEnd",
            "tasks");
    assertThat(j.get("functions").get(0).get("tasks").get(0).fieldNames())
        .toIterable()
        .containsExactly("pid", "task", "count", "sumNs");
  }

  @Test
  void a_clock_without_time_has_null_in_every_duration() throws IOException {
    Cli run = Cli.run("analyze", "--format=json", capture("x86_64-6.1/no-irqinfo-tsc"));
    JsonNode j = JSON.readTree(run.out());
    assertThat(j.get("unit").asText()).isEqualTo("ticks");
    assertThat(j.get("firstNs").isNull()).isTrue();
    JsonNode f = j.get("functions").get(0);
    assertThat(f.get("count").asLong()).isEqualTo(11_931);
    f.fieldNames()
        .forEachRemaining(
            name -> {
              if (name.endsWith("Ns")) {
                assertThat(f.get(name).isNull()).as(name).isTrue();
              }
            });
  }

  @Test
  void an_argument_of_the_entries_tells_calls_apart() throws IOException {
    String file = capture("arm64-6.1/complete");
    JsonNode j =
        JSON.readTree(Cli.run("analyze", "--format=json", "--windows", "--by=count", file).out());
    for (JsonNode f : j.get("functions")) {
      long calls = 0;
      for (JsonNode value : f.get("values")) {
        calls += value.get("count").asLong();
      }
      boolean has = f.get("function").asText().equals("vfs_write");
      assertThat(calls).isEqualTo(has ? f.get("count").asLong() : 0);
    }
    List<LatencyWindow> windows = new ArrayList<>();
    for (JsonNode w : j.get("windows").get("latency")) {
      windows.add(Json.read(Json.bytes(w), LatencyWindow.class));
    }
    assertThat(windows)
        .anyMatch(w -> w.breakdown() != null && w.breakdown().get(0).other() != null);
    assertThat(Laws.violations(List.of(), windows, List.of(), List.of())).isEmpty();
    assertThat(Cli.run("analyze", "--by=file", file).out()).contains("FILE  ", "/tmp/f3");
    fails(Cli.run("analyze", "--by=cpu", file), 1, "no probe of this capture has an argument cpu");
  }

  @Test
  void windows_are_values_of_the_topics_and_add_up_to_the_whole() throws IOException {
    Cli run = Cli.run("analyze", "--format=json", "--windows", capture("x86_64-6.1/maxactive"));
    JsonNode j = JSON.readTree(run.out());
    long events = 0;
    for (JsonNode w : j.get("windows").get("rates")) {
      events += Json.read(Json.bytes(w), RateWindow.class).count();
    }
    assertThat(events).isEqualTo(920);
    long count = 0;
    for (JsonNode w : j.get("windows").get("latency")) {
      count += Json.read(Json.bytes(w), LatencyWindow.class).count();
    }
    assertThat(count).isEqualTo(200);
    long missed = 0;
    for (JsonNode w : j.get("windows").get("missed")) {
      missed += Json.read(Json.bytes(w), MissedWindow.class).causes().returnMissed();
    }
    assertThat(missed).isEqualTo(520);
    JsonNode calls = j.get("windows").get("latency");
    JsonNode last = calls.get(calls.size() - 1).get("inFlight");
    assertThat(last.get("atEnd").asLong()).isEqualTo(j.at("/functions/0/inFlightAtEnd").asLong());
  }

  @Test
  void three_digits_are_within_a_thousandth() throws IOException {
    String file = capture("x86_64-6.1/maxactive");
    JsonNode two = JSON.readTree(Cli.run("analyze", "--format=json", file).out());
    JsonNode three =
        JSON.readTree(Cli.run("analyze", "--format=json", "--precision=3", file).out());
    long p50 = two.at("/functions/0/p50Ns").asLong();
    long exact = three.at("/functions/0/p50Ns").asLong();
    assertThat(Math.abs(p50 - exact)).isLessThanOrEqualTo(exact / 100);
    assertThat(three.at("/functions/0/sumNs")).isEqualTo(two.at("/functions/0/sumNs"));
  }

  @Test
  void the_table_names_probes_functions_and_draws_a_histogram() {
    Cli run = Cli.run("analyze", "--by", "task", capture("x86_64-6.1/maxactive"));
    assertThat(run.status()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("920 lines over 459 ms: 920 events, 0 malformed")
        .contains("nap_ret  return     200   200     520")
        .contains("do_nanosleep    200")
        .contains("1.05 ms+")
        .contains("PID  TASK  CALLS");
  }

  @Test
  void compare_sets_two_captures_side_by_side() throws IOException {
    String a = capture("x86_64-6.1/maxactive");
    String b = capture("arm64-6.1/maxactive");
    Cli run = Cli.run("analyze", "--compare", a, b);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("A: " + a).contains("B: " + b).contains("do_nanosleep");
    JsonNode row =
        JSON.readTree(Cli.run("analyze", "--compare", "--format=json", a, b).out())
            .at("/functions/0");
    assertThat(row.at("/a/count").asLong()).isEqualTo(200);
    assertThat(row.at("/b/count").asLong()).isEqualTo(188);
    assertThat(row.get("maxPermille").asLong()).isEqualTo((45_033L * 1_000 + 6_154) / 12_308);
  }

  @Test
  void captures_in_different_units_are_not_compared() {
    Cli run =
        Cli.run(
            "analyze",
            "--compare",
            capture("x86_64-6.1/no-irqinfo-tsc"),
            capture("x86_64-6.1/maxactive"));
    fails(run, 1, "one of the clocks counts no time");
  }

  @Test
  void what_is_no_capture_is_a_sentence_and_status_1() throws IOException {
    Path prose = Files.writeString(directory.resolve("prose.txt"), "It was\na dark night.\n");
    fails(Cli.run("analyze", prose.toString()), 1, "is not a capture");
    Path empty = Files.createFile(directory.resolve("empty.txt"));
    fails(Cli.run("analyze", empty.toString()), 1, "it is empty");
    long seed = System.nanoTime();
    byte[] noise = new byte[100_000];
    new Random(seed).nextBytes(noise);
    Path binary = Files.write(directory.resolve("noise"), noise);
    Cli run = Cli.run("analyze", binary.toString());
    assertThat(run.status()).as("seed " + seed).isEqualTo(1);
    assertThat(run.err()).contains("is not a capture");
    fails(Cli.run("analyze", directory.toString()), 1, "is a directory");
    fails(Cli.run("analyze", directory + "/none"), 1, "no such capture");
  }

  @Test
  void an_empty_trace_file_is_a_capture() throws IOException {
    Path file = Files.writeString(directory.resolve("x.txt"), "# tracer: nop\n#\n");
    Cli run = Cli.run("analyze", file.toString());
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("0 events");
  }

  @Test
  void wrong_usage_is_status_2() {
    fails(Cli.run("analyze"), 2, "FILE");
    fails(Cli.run("analyze", "a", "b"), 2, "one capture at a time");
    fails(Cli.run("analyze", "--compare", "a"), 2, "--compare needs two captures");
    fails(Cli.run("analyze", "--precision=5", "a"), 2, "precision must be 2 or 3");
    fails(Cli.run("analyze", "--host=a/b", "a"), 2, "is not a valid host name");
    fails(Cli.run("analyze", "--window=never", "a"), 2, "never");
  }
}
