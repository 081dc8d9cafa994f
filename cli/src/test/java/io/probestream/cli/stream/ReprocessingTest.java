package io.probestream.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.Cli;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.window.RateWindow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The raw topic of a minute, processed once as it came and again later. */
@TestMethodOrder(MethodOrderer.MethodName.class)
class ReprocessingTest {
  private static final int PARTITIONS = 2;
  private static final long SEED = 20261123;

  @TempDir private static Path dir;
  private static StreamFixture fixture;
  private static long startMs;

  @BeforeAll
  static void processOnce() throws Exception {
    fixture = new StreamFixture(dir, PARTITIONS);
    fixture.createTopics();
    startMs = System.currentTimeMillis() / 1_000 * 1_000 - 600_000;
    fixture.publishRules(startMs);
    MadeRawLog log = new MadeRawLog(fixture.topics, 3, PARTITIONS, startMs, SEED);
    log.publish(fixture.broker.bootstrapServers(), 0, log.size());
    fixture.start("a");
    fixture.assertResultsEqualTheEngines();
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @Test
  void aSecondRunGivesTheSameResultsAndEndsByItself() throws Exception {
    Cli run = again("whole", "--from", "0");
    assertThat(run.err()).contains("records processed and committed");
    assertThat(run.status()).isZero();
    assertThat(verify("whole.").out()).endsWith("the same\n").contains("fleet.latency");

    String bootstrap = fixture.broker.bootstrapServers();
    try (Admin admin = Admin.create(java.util.Map.of("bootstrap.servers", bootstrap))) {
      assertThat(admin.listTopics().names().get()).noneMatch(t -> t.startsWith("whole-"));
      ConfigResource rates = new ConfigResource(ConfigResource.Type.TOPIC, "whole.rates");
      assertThat(
              admin
                  .describeConfigs(List.of(rates))
                  .all()
                  .get()
                  .get(rates)
                  .get("retention.ms")
                  .value())
          .isEqualTo("-1");
    }
  }

  @Test
  void aRunFromTheMiddleMarksItsWarmupAndIsTheSameFromThereOn() {
    Cli run =
        again(
            "part",
            "--from",
            Long.toString(startMs + 23_300),
            "--to",
            Long.toString(startMs + 50_000),
            "--lead",
            "10s",
            "--set",
            "maxCall=5s");
    assertThat(run.err()).contains("to compare: probestream verify");
    assertThat(run.status()).isZero();
    List<RateWindow> rates = rates("part.");
    assertThat(rates).anyMatch(r -> r.warmup() != null);
    assertThat(rates.stream().filter(r -> r.warmup() == null))
        .isNotEmpty()
        .allMatch(r -> r.startMs() >= startMs + 14_000 && r.endMs() <= startMs + 50_000);

    String to = Long.toString(startMs + 49_000);
    // Frames of the first run live for an hour, so that after five seconds calls in flight differ.
    Cli differs = verify("part.", "--to", to);
    assertThat(differs.out()).contains("inFlight");
    Cli first = again("first", "--from", "0", "--set", "maxCall=5s");
    assertThat(first.status()).as(first.err()).isZero();
    Cli same = Cli.run(args("verify", List.of("first.", "part.", "--to", to)));
    assertThat(same.out() + same.err()).endsWith("the same\n");
    assertThat(same.status()).isZero();
  }

  @Test
  void whatExistsIsNeverOverwritten() {
    assertThat(again("once", "--from", "0").status()).isZero();
    Cli topics = again("other-id", "once.", List.of("--from", "0"));
    assertThat(topics.status()).isEqualTo(1);
    assertThat(topics.err()).contains("topic once.rates exists already");
    Cli live = again("probestream", "x.", List.of("--from", "0"));
    assertThat(live.status()).isEqualTo(1);
    assertThat(live.err()).contains("application id 'probestream' has been used");
    Cli same = again("y", "probestream.", List.of("--from", "0"));
    assertThat(same.status()).isEqualTo(1);
    assertThat(same.err()).contains("output prefix");
  }

  @Test
  void aStretchWithoutRecordsIsASentence() {
    Cli run = again("none", "--from", "2001-01-01T00:00:00Z", "--to", "2001-01-02T00:00:00Z");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("no records in that time");
  }

  @Test
  void halfOfTheOptionsIsWrongUsage() {
    Cli run = Cli.run("stream", "--from", "-1h");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--output-prefix");
    assertThat(
            Cli.run("stream", "--from=1h", "--to=2h", "--output-prefix=x", "--application-id=y")
                .status())
        .isEqualTo(2);
  }

  private static List<RateWindow> rates(String prefix) {
    return ReadTopic.all(fixture.broker.bootstrapServers(), new Topics(prefix).rates()).stream()
        .map(r -> Json.read(r.value(), RateWindow.class))
        .toList();
  }

  private static Cli again(String name, String... more) {
    return again(name, name + '.', List.of(more));
  }

  private static Cli again(String id, String prefix, List<String> more) {
    List<String> all = new ArrayList<>();
    fixture
        .settings("again")
        .forEach((key, value) -> all.addAll(List.of("--set", key + '=' + value)));
    all.addAll(List.of("--application-id", id, "--output-prefix", prefix));
    all.addAll(more);
    return Cli.run(args("stream", all));
  }

  private static Cli verify(String prefix, String... more) {
    List<String> all = new ArrayList<>(List.of(fixture.topics.prefix(), prefix));
    all.addAll(List.of(more));
    return Cli.run(args("verify", all));
  }

  private static String[] args(String command, List<String> more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of("--bootstrap-servers", fixture.broker.bootstrapServers()));
    all.addAll(more);
    return all.toArray(String[]::new);
  }
}
