package io.probestream.cli.alert;

import io.probestream.schemas.Hosts;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.alert.Rule;
import io.probestream.streams.alert.RuleSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads tests of rules from YAML. Paths are relative to the file. */
final class RuleTestFile {
  private static final long HOUR = TimeUnit.HOURS.toMillis(1);
  private static final long YEAR = TimeUnit.DAYS.toMillis(365);

  private final Path file;

  private RuleTestFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with a sentence that names file, line, key and what was expected
   */
  static List<RuleTest> read(Path file) {
    ConfigSection top = ConfigFile.read(file, Overrides.none());
    if (top.has("rules") && !top.has("tests")) {
      throw top.error("these are rules, not tests; give --capture or --from to run them");
    }
    return new RuleTestFile(file).tests(top.allow("rules", "tests"));
  }

  private List<RuleTest> tests(ConfigSection top) {
    Path rules = top.has("rules") ? beside(top, "rules") : null;
    List<RuleTest> tests = new ArrayList<>();
    for (ConfigSection section : top.sections("tests")) {
      tests.add(test(section, rules));
    }
    if (tests.isEmpty()) {
      throw top.error("tests", "expected a list of tests");
    }
    return tests;
  }

  private RuleTest test(ConfigSection test, Path rules) {
    test.allow("name", "capture", "window", "host", "labels", "expect");
    long windowMs = test.durationMs("window", 10, HOUR, 1_000);
    RuleSet set = LintCommand.rules(rules, windowMs);
    List<RuleTest.Expectation> expectations = new ArrayList<>();
    for (ConfigSection each : test.sections("expect")) {
      expectations.add(expectation(each, set));
    }
    if (expectations.isEmpty()) {
      throw test.error("expect", "expected a list of what must be so");
    }
    String host = test.string("host", "replay-1");
    if (!Hosts.isValid(host)) {
      throw test.error("host", "expected a host's name, found '" + host + "'");
    }
    return new RuleTest(
        test.string("name"),
        set,
        beside(test, "capture"),
        windowMs,
        host,
        test.stringMap("labels"),
        expectations);
  }

  private static RuleTest.Expectation expectation(ConfigSection each, RuleSet rules) {
    each.allow("after", "rule", "alerts");
    if (!each.has("after")) {
      throw each.error("key 'after' is missing: a time since the first window began");
    }
    String rule = each.string("rule");
    List<String> names = new ArrayList<>(rules.rules().stream().map(Rule::name).toList());
    names.add(RuleSet.INCOMPLETE);
    if (!names.contains(rule)) {
      throw each.error(
          "rule", "no rule has this name; expected one of: " + String.join(", ", names));
    }
    List<RuleTest.Expected> alerts = new ArrayList<>();
    for (ConfigSection alert : each.sections("alerts")) {
      alert.allow("state", "labels", "annotations");
      alerts.add(
          new RuleTest.Expected(
              alert.choice("state", Alert.STATES, Alert.FIRING),
              alert.stringMap("labels"),
              alert.stringMap("annotations")));
    }
    return new RuleTest.Expectation(each.durationMs("after", 0, YEAR, 0), rule, alerts);
  }

  private Path beside(ConfigSection section, String key) {
    Path path = file.resolveSibling(section.string(key));
    if (!Files.isReadable(path)) {
      throw section.error(key, path + " cannot be read");
    }
    return path;
  }
}
