package io.probestream.streams.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.schemas.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules in YAML. */
class RuleFileTest {
  private static final String RULE =
      """
      rules:
        - name: Slow
          watch: latency
          above: 20ms
      """;

  @Test
  void shippedRulesAreValidAndFitWindowsOfASecond() {
    RuleSet rules = RuleFile.defaults();
    RuleFile.check(rules, 1_000);
    assertThat(rules.rules()).hasSizeGreaterThan(10);
    assertThat(rules.rules()).allSatisfy(r -> assertThat(r.annotations()).containsKey("summary"));
  }

  @Test
  void everyShippedRuleHasASentenceOfReasoning() {
    List<String> lines = RuleFile.defaultText().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("  - name: ")) {
        assertThat(lines.get(i - 1)).as(lines.get(i)).startsWith("  # ").endsWith(".");
      }
    }
  }

  @Test
  void theHashChangesWithWhatIsMeantAndNotWithHowItIsWritten() {
    String hash = RuleFile.parse("r", RULE).hash();
    assertThat(hash).matches("[0-9a-f]{16}");
    assertThat(
            RuleFile.parse(
                    "r", "# said otherwise\nrules: [{above: 20000us, watch: latency, name: Slow}]")
                .hash())
        .isEqualTo(hash);
    assertThat(RuleFile.parse("r", RULE.replace("20ms", "21ms")).hash()).isNotEqualTo(hash);
    assertThat(RuleFile.parse("r", RULE + "maxGroups: 7").hash()).isNotEqualTo(hash);
  }

  @Test
  void aWindowSlidesByA60thOfItsLengthIfTheTopologysWindowsAllow() {
    assertThat(every("window: 1m", 1_000)).isEqualTo(1_000);
    assertThat(every("window: 5m", 1_000)).isEqualTo(5_000);
    assertThat(every("window: 100s", 1_000)).isEqualTo(1_000);
    assertThat(every("window: 1m", 10_000)).isEqualTo(10_000);
    assertThat(every("window: 1000s", 1_000)).isEqualTo(10_000);
    assertThat(every("window: 5m\n    every: 10s", 1_000)).isEqualTo(10_000);
    assertThatThrownBy(() -> every("window: 1m", 7_000))
        .hasMessageContaining("rule 'Slow'")
        .hasMessageContaining("no multiple of the topology's");
  }

  private static long every(String keys, long ofMs) {
    RuleSet rules = RuleFile.parse("r", RULE + "    " + keys.replace("\n", "\n") + "\n");
    return rules.resolved(ofMs).rules().get(0).watch().everyMs();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "above: 20ms | above: 20 parsecs | r:4: key 'rules[0].above': expected a duration such as",
        "above: 20ms | over: 20ms | r:4: unknown key 'rules[0].over'; expected one of: name, watch",
        "watch: latency | watch: lag | r:3: key 'rules[0].watch': expected one of rate, latency",
        "above: 20ms | for: 1s | r:2: rule 'Slow' needs 'above' or 'below'",
        "name: Slow | name: 7up | r:2: key 'rules[0].name': expected a letter",
        "name: Slow | name: Incomplete | r:2: key 'rules[0].name': the built-in",
        "above: 20ms | above: 20ms§below: 1ms | r:5: key 'rules[0].below': a rule has either",
        "above: 20ms | above: 20ms§resolve: 30ms | r:5: key 'rules[0].resolve': expected a value below",
        "above: 20ms | above: 20ms§quantile: 0% | r:5: key 'rules[0].quantile'",
        "above: 20ms | above: 20ms§errors: [EIO] | r:5: key 'rules[0].errors': belongs only",
        "above: 20ms | above: 20ms§groupBy: [probe] | r:5: key 'rules[0].groupBy': unknown dimension",
        "above: 20ms | above: 20ms§scope: fleet§groupBy: [host] | r:6: key 'rules[0].groupBy': the fleet",
        "above: 20ms | above: 20ms§scope: fleet§groupBy: [label.pool] | r:6: key 'rules[0].groupBy': a rule of the fleet",
        "above: 20ms | above: 20ms§scope: fleet§match: {function: 'a*'}§groupBy: [label.pool] | r:7: key 'rules[0].groupBy'",
        "above: 20ms | above: 20ms§match: {cpu: 1} | r:5: key 'rules[0].match.cpu': unknown dim",
        "watch: latency | watch: inFlightAge§groupBy: [task] | r:4: key 'rules[0].groupBy': unknown dim",
        "above: 20ms | above: 20ms§floor: 1ms | r:5: key 'rules[0].floor': belongs only to a rule with",
        "above: 20ms | above: 200%§baseline: 90s | r:5: key 'rules[0].baseline': expected between 2",
        "above: 20ms | above: 20ms§every: 7s | r:5: key 'rules[0].every': expected a duration that",
        "above: 20ms | above: 20ms§labels: {severity: x} | r:5: key 'rules[0].labels.severity': is set",
        "above: 20ms | above: 20ms§annotations: {a: '{{valeu}}'} | r:5: key 'rules[0].annotations.a'",
        "above: 20ms | above: 20ms§annotations: {a: '{{labels.probe}}'} | unknown name in '{{labels.probe}}'",
        "above: 20ms | above: 20ms§annotations: {a: '{{value'} | come in pairs",
        "above: 20ms | above: 20ms§minCompleteness: 101% | r:5: key 'rules[0].minCompleteness'",
      })
  void anErrorNamesFileLineKeyAndWhatWasExpected(String from, String to, String error) {
    String yaml = RULE.replace(from, to.replace("§", "\n    "));
    assertThat(yaml).isNotEqualTo(RULE);
    assertThatThrownBy(() -> RuleFile.parse("r", yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(error);
  }

  @Test
  void twoRulesOfOneNameAreRefused() {
    String twice = RULE + RULE.substring(RULE.indexOf('\n') + 1);
    assertThatThrownBy(() -> RuleFile.parse("r", twice))
        .hasMessage("r:5: key 'rules[1].name': another rule has the name 'Slow'");
  }

  @Test
  void theExampleIsValidAndNamesEveryKey() throws IOException {
    Path example = Path.of("..", "docs", "alerts.example.yaml");
    RuleSet rules = RuleFile.read(example);
    RuleFile.check(rules, 1_000);
    assertThat(rules.rules().stream().map(r -> r.measure().kind())).contains(Measure.Kind.values());
    String text = Files.readString(example);
    assertThat(RuleReader.KEYS).allSatisfy(key -> assertThat(text).contains(key + ":"));
  }
}
