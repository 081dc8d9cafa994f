package io.probestream.cli.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.streams.alert.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code alert lint} and {@code alert test}, on real captures. */
class AlertRulesCommandTest {
  private static final String RULES =
      """
      completeness: {window: 1s, for: 0s}
      rules:
        - name: SlowWrites
          watch: latency
          match: {function: vfs_write, label.role: db}
          groupBy: [function, label.role]
          window: 1s
          above: 10ms
          annotations: {summary: 'p99 of {{labels.function}} is {{value}}'}
        - {name: Lost, watch: missed, groupBy: [host], window: 1s, above: 100}
        - {name: FleetBusy, watch: rate, scope: fleet, window: 1s, above: 1000/s}
      """;

  @TempDir private Path dir;

  private Path rules() throws IOException {
    return Files.writeString(dir.resolve("alerts.yaml"), RULES);
  }

  @Test
  void lintPassesTheShippedRulesAndPrintsTheSetsHash() {
    Cli lint = Cli.run("alert", "lint");
    assertThat(lint.status()).isZero();
    assertThat(lint.out()).contains("set " + RuleFile.defaults().hash()).contains("HostSilent");
    assertThat(Cli.run("alert", "lint", "--defaults").out()).isEqualTo(RuleFile.defaultText());
    assertThat(Cli.run("alert", "lint", "--format", "json").out())
        .contains("\"ruleSet\":\"" + RuleFile.defaults().hash() + '"');
  }

  @Test
  void lintNamesFileLineKeyAndWhatWasExpected() throws IOException {
    Path file = Files.writeString(dir.resolve("bad.yaml"), RULES.replace("10ms", "ten"));
    Cli lint = Cli.run("alert", "lint", file.toString());
    assertThat(lint.status()).isNotZero();
    assertThat(lint.err())
        .contains(file + ":8: key 'rules[0].above': expected a duration such as 800us");
    Cli window = Cli.run("alert", "lint", "--window", "7s", rules().toString());
    assertThat(window.status()).isNotZero();
    assertThat(window.err()).contains("rule 'SlowWrites'").contains("no multiple");
  }

  @Test
  void aBackTestGivesTheTopicsRecordsAndTheSameOnesAgain() throws IOException {
    String[] command = {
      "alert",
      "test",
      rules().toString(),
      "--capture",
      Captures.path("arm64-6.1/complete.txt.gz").toString(),
      "--window",
      "100ms",
      "--label",
      "role=db",
      "--format",
      "json"
    };
    Cli first = Cli.run(command);
    assertThat(first.status()).as(first.err()).isZero();
    List<Alert> alerts =
        first
            .out()
            .lines()
            .filter(line -> !line.contains("\"gone\":true"))
            .map(line -> Json.read(line.getBytes(UTF_8), Alert.class))
            .toList();
    assertThat(alerts)
        .anySatisfy(
            a -> {
              assertThat(a.rule()).isEqualTo("SlowWrites");
              assertThat(a.state()).isEqualTo(Alert.FIRING);
              assertThat(a.labels()).containsEntry("role", "db").containsEntry("host", "replay-1");
              assertThat(a.value()).isGreaterThan(10_000_000);
              assertThat(a.annotations().get("summary")).startsWith("p99 of vfs_write is 28");
            });
    assertThat(alerts).anySatisfy(a -> assertThat(a.rule()).isEqualTo("FleetBusy"));
    assertThat(alerts).anySatisfy(a -> assertThat(a.rule()).isEqualTo("Incomplete"));
    assertThat(Cli.run(command).out()).isEqualTo(first.out());
    command[command.length - 1] = "table";
    assertThat(Cli.run(command).out())
        .contains("SlowWrites")
        .contains("function=vfs_write host=replay-1 role=db");
  }

  @Test
  void testsOfRulesPassOrSayWhatDiffers() throws IOException {
    rules();
    Path capture = Captures.path("arm64-6.1/complete.txt.gz");
    String tests =
        """
        rules: alerts.yaml
        tests:
          - name: writes are slow
            capture: %s
            window: 100ms
            labels: {role: db}
            expect:
              - {after: 0s, rule: SlowWrites}
              - after: 2s
                rule: SlowWrites
                alerts:
                  - {state: firing, labels: {function: vfs_write}}
        """
            .formatted(capture);
    Path file = Files.writeString(dir.resolve("alerts.test.yaml"), tests);
    Cli passed = Cli.run("alert", "test", file.toString());
    assertThat(passed.status()).as(passed.out() + passed.err()).isZero();
    assertThat(passed.out()).contains("ok    writes are slow").contains("1 of 1 test passed");

    Files.writeString(file, tests.replace("function: vfs_write", "function: vfs_read"));
    Cli failed = Cli.run("alert", "test", file.toString());
    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.out())
        .contains("FAIL  writes are slow")
        .contains("SlowWrites after 2000 ms:")
        .contains("  - firing function=vfs_read")
        .contains("  + firing function=vfs_write host=replay-1 role=db");

    Files.writeString(file, tests.replace("rule: SlowWrites}", "rule: SlowReads}"));
    assertThat(Cli.run("alert", "test", file.toString()).err())
        .contains(file + ":8: key 'tests[0].expect[0].rule': no rule has this name");
  }
}
