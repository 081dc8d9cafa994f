package io.probestream.cli.rawexport;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was replayed comes back, byte for byte, on a real broker. */
class ExportTest {
  @TempDir private static Path directory;
  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic("probestream.raw", Optional.of(3), Optional.empty())))
          .all()
          .get();
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static Cli run(String command, String... args) {
    String[] words = command.split(" ");
    String[] all = Arrays.copyOf(words, words.length + 1 + args.length);
    all[words.length] = "--bootstrap-servers=" + broker.bootstrapServers();
    System.arraycopy(args, 0, all, words.length + 1, args.length);
    return Cli.run(all);
  }

  private static byte[] unpack(Path file) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-6.1/complete",
        "x86_64-6.1/hostile",
        "x86_64-6.1/instance-fetchargs",
        "x86_64-6.1/ring-lost",
        "x86_64-6.1/no-irqinfo-tsc",
        "x86_64-6.18-uprobes/live_all_pipe",
      })
  void lines_and_counters_are_what_was_replayed(String capture) throws IOException {
    String host = "h." + capture.replace('/', '.');
    Path original = Captures.path(capture + ".txt.gz");
    Cli replay = run("replay", "--speed=max", "--host=" + host, original.toString());
    assertThat(replay.err()).isEmpty();
    Path copy = directory.resolve(host + ".txt.gz");
    Cli export = run("raw export", "--host=" + host, "--output=" + copy);
    assertThat(export.err()).isEmpty();
    assertThat(export.status()).isZero();

    assertThat(Arrays.equals(unpack(copy), unpack(original))).isTrue();
    Path side = directory.resolve(host + ".d");
    for (String name : List.of("kprobe_events", "kprobe_profile")) {
      Path expected = original.resolveSibling(originalStem(original) + ".d").resolve(name);
      assertThat(Files.exists(side.resolve(name))).isEqualTo(Files.exists(expected));
      if (Files.exists(expected)) {
        assertThat(side.resolve(name)).hasSameTextualContentAs(expected);
      }
    }
    assertThat(Cli.run("analyze", "--by=task", "--format=json", copy.toString()).out())
        .isEqualTo(Cli.run("analyze", "--by=task", "--format=json", original.toString()).out());
  }

  @Test
  void what_calls_were_told_apart_by_stands_beside_the_copy() throws IOException {
    Path original = Captures.path("x86_64-6.1/maxactive.txt.gz");
    run("replay", "--speed=max", "--host=by", "--by=task", original.toString());
    Path copy = directory.resolve("by.txt.gz");
    assertThat(run("raw export", "--host=by", "--output=" + copy).status()).isZero();
    assertThat(directory.resolve("by.d/by")).hasContent("nap task\n");
    assertThat(Cli.run("analyze", "--windows", "--format=json", copy.toString()).out())
        .contains("\"breakdown\":[{\"by\":\"task\"");
  }

  private static String originalStem(Path original) {
    return original.getFileName().toString().replace(".txt.gz", "");
  }

  @Test
  void several_sessions_are_listed_and_one_can_be_chosen() throws IOException {
    Path capture = Captures.path("x86_64-6.1/maxactive.txt.gz");
    UUID wanted = new UUID(1, 2);
    run("replay", "--speed=max", "--host=twice", "--session=" + wanted, capture.toString());
    run("replay", "--speed=max", "--host=twice", capture.toString());
    Cli both = run("raw export", "--host=twice", "--output=" + directory.resolve("twice"));
    assertThat(both.status()).isEqualTo(1);
    assertThat(both.err())
        .contains("2 sessions of host twice")
        .contains(wanted.toString())
        .contains("choose one with --session");
    Cli one =
        run(
            "raw export",
            "--host=twice",
            "--session=" + wanted,
            "--output=" + directory.resolve("one"));
    assertThat(one.err()).isEmpty();
    assertThat(Arrays.equals(unpack(directory.resolve("one.txt.gz")), unpack(capture))).isTrue();
  }

  @Test
  void a_host_without_lines_is_a_failure_with_a_sentence() {
    Cli none = run("raw export", "--host=nobody", "--output=" + directory.resolve("none"));
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.err()).contains("no lines of host nobody");
    assertThat(directory.resolve("none.txt.gz")).doesNotExist();
  }

  @Test
  void times_are_understood_or_refused_with_a_sentence() {
    assertThat(run("raw export", "--host=nobody", "--from=10m", "--to=now").status()).isEqualTo(1);
    Cli wrong = run("raw export", "--host=nobody", "--from=yesterday");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err()).contains("'yesterday' is no time");
    Cli swapped = run("raw export", "--host=nobody", "--from=now", "--to=10m");
    assertThat(swapped.status()).isEqualTo(2);
    assertThat(swapped.err()).contains("--from lies after --to");
  }
}
