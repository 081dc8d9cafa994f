package io.probestream.schemas.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Scalars that win over the file: {@code --set key.path=value} first, then environment variables.
 * The variable of {@code buffer.sizeKb} under the prefix {@code PROBESTREAM_} is {@code
 * PROBESTREAM_BUFFER_SIZE_KB}. Immutable.
 */
public final class Overrides {
  /** A value and where it came from, for errors. */
  record Value(String text, String origin) {}

  private final Map<String, String> settings;
  private final Map<String, String> environment;
  private final String prefix;

  private Overrides(Map<String, String> settings, Map<String, String> environment, String prefix) {
    this.settings = Map.copyOf(settings);
    this.environment = Map.copyOf(environment);
    this.prefix = prefix;
  }

  public static Overrides none() {
    return new Overrides(Map.of(), Map.of(), "");
  }

  /**
   * Overrides from both places.
   *
   * @param settings values of the command line by key path, such as {@code buffer.sizeKb}
   * @param environment such as {@link System#getenv()}
   * @param prefix of the variables, such as {@code PROBESTREAM_}
   */
  public static Overrides of(
      Map<String, String> settings, Map<String, String> environment, String prefix) {
    return new Overrides(settings, environment, prefix);
  }

  /** Reads {@code key=value} words of a command line. */
  public static Map<String, String> settings(Iterable<String> words) {
    Map<String, String> settings = new HashMap<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals <= 0) {
        throw new ConfigException("setting '" + word + "' must be written key=value");
      }
      settings.put(word.substring(0, equals), word.substring(equals + 1));
    }
    return settings;
  }

  /** The value for a key path, or null. */
  Value value(String path) {
    String setting = settings.get(path);
    if (setting != null) {
      return new Value(setting, "command line, " + path);
    }
    String name = variable(path);
    String variable = prefix.isEmpty() ? null : environment.get(name);
    return variable == null ? null : new Value(variable, "environment variable " + name);
  }

  /** The name of the environment variable for a key path. */
  public String variable(String path) {
    return prefix
        + path.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
            .replaceAll("[^A-Za-z0-9]", "_")
            .toUpperCase(Locale.ROOT);
  }

  /** The key paths that the command line sets. */
  Iterable<String> settingKeys() {
    return settings.keySet();
  }
}
