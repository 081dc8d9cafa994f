package io.probestream.cli.alertsend;

import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigSection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How one receiver is reached, whatever it is.
 *
 * @param name under which it is remembered what it was told
 * @param target where to post, and how
 * @param matchers all of which an alert must meet; empty for all alerts
 * @param firstBackoffMs after a failure
 * @param longestBackoffMs after many
 * @param postsPerMinute at most; 0 for no limit
 */
record ReceiverSettings(
    String name,
    Target target,
    List<Matcher> matchers,
    long firstBackoffMs,
    long longestBackoffMs,
    int postsPerMinute) {
  private static final List<String> KEYS = List.of("name", "matchers", "backoff", "postsPerMinute");

  ReceiverSettings {
    matchers = List.copyOf(matchers);
  }

  /** The keys of every receiver, and {@code more}. */
  static String[] keys(String... more) {
    return Stream.of(KEYS.stream(), Target.keys(), Arrays.stream(more))
        .flatMap(s -> s)
        .toArray(String[]::new);
  }

  /**
   * @param path that is appended to its address
   * @param postsPerMinute where nothing else is said
   * @throws ConfigException that names the place of what is wrong
   */
  static ReceiverSettings read(ConfigSection section, String path, int postsPerMinute) {
    String name = section.string("name");
    if (!name.matches("[A-Za-z0-9._-]{1,60}")) {
      throw section.error(
          "name", "expected letters, digits, '.', '_' and '-', found '" + name + "'");
    }
    List<Matcher> matchers = new ArrayList<>();
    for (String text : section.strings("matchers")) {
      try {
        matchers.add(Matcher.parse(text));
      } catch (IllegalArgumentException e) {
        throw section.error("matchers", e.getMessage());
      }
    }
    ConfigSection backoff = section.section("backoff").allow("first", "longest");
    long firstMs = backoff.durationMs("first", 1, 3_600_000, 1_000);
    return new ReceiverSettings(
        name,
        Target.read(section, path),
        matchers,
        firstMs,
        backoff.durationMs("longest", firstMs, 86_400_000, Math.max(firstMs, 60_000)),
        (int) section.integer("postsPerMinute", 0, 100_000, postsPerMinute));
  }

  static ReceiverSettings of(String name, Target target, int postsPerMinute) {
    return new ReceiverSettings(name, target, List.of(), 1_000, 60_000, postsPerMinute);
  }

  boolean takes(Map<String, String> labels) {
    return matchers.stream().allMatch(m -> m.matches(labels));
  }
}
