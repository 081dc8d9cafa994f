package io.probestream.streams.alert;

import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.alert.RuleSet.Completeness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Reads rules from YAML. docs/alerts.example.yaml explains every key. */
public final class RuleFile {
  /** The rules that are in force where no file is named. */
  public static final String DEFAULT_NAME = "default-rules.yaml";

  private static final int MAX_GROUPS = 1_000;

  private RuleFile() {}

  /**
   * Reads a file.
   *
   * @throws ConfigException with a sentence that names file, line, key and what was expected
   */
  public static RuleSet read(Path file) {
    return read(ConfigFile.read(file, Overrides.none()));
  }

  /** Reads text; {@code name} stands for the file in errors. */
  public static RuleSet parse(String name, String text) {
    return read(ConfigFile.parse(name, text, Overrides.none()));
  }

  /** The rules that probestream is shipped with. */
  public static RuleSet defaults() {
    return parse(DEFAULT_NAME, defaultText());
  }

  /** Their file, comments included. */
  public static String defaultText() {
    try (InputStream in = RuleFile.class.getResourceAsStream(DEFAULT_NAME)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rules that are shipped", e);
    }
  }

  private static RuleSet read(ConfigSection file) {
    file.allow("rules", "completeness", "maxGroups");
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ConfigSection section : file.sections("rules")) {
      Rule rule = RuleReader.read(section);
      if (rule.name().equals(RuleSet.INCOMPLETE)) {
        throw section.error("name", "the built-in completeness alert has this name");
      } else if (!names.add(rule.name())) {
        throw section.error("name", "another rule has the name '" + rule.name() + "'");
      }
      rules.add(rule);
    }
    try {
      return new RuleSet(
          rules,
          completeness(file.section("completeness")),
          (int) file.integer("maxGroups", 1, 100_000, MAX_GROUPS));
    } catch (IllegalArgumentException e) {
      throw file.error(e.getMessage());
    }
  }

  private static Completeness completeness(ConfigSection c) {
    c.allow("enabled", "below", "window", "for", "keepFiringFor", "severity", "labels");
    long day = TimeUnit.DAYS.toMillis(1);
    return new Completeness(
        c.bool("enabled", true),
        (int) RuleReader.share(c, "below", 990_000),
        c.durationMs("window", 10, day, TimeUnit.MINUTES.toMillis(1)),
        c.durationMs("for", 0, day, TimeUnit.MINUTES.toMillis(1)),
        c.durationMs("keepFiringFor", 0, day, TimeUnit.MINUTES.toMillis(5)),
        RuleReader.severity(c),
        RuleReader.labels(c));
  }

  /**
   * Says which rules do not fit windows of that length.
   *
   * @throws IllegalArgumentException with the rule's name and the reason
   */
  public static void check(RuleSet rules, long windowMs) {
    rules.resolved(windowMs);
    new IncompleteRule(rules.completeness(), null, 0, windowMs);
  }
}
