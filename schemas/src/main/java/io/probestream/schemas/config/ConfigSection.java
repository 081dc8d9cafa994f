package io.probestream.schemas.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The keys of one mapping. Ask for the known keys first ({@link #allow}), then for each value with
 * its default. Every error names file, line, key and what was expected. Not thread-safe.
 */
public final class ConfigSection {
  private static final Pattern ADDRESS = Pattern.compile("(.+):([0-9]{1,5})");

  private final String file;
  private final String path;
  private final MappingNode mapping;
  private final Overrides overrides;
  private final Map<String, NodeTuple> tuples = new LinkedHashMap<>();

  /**
   * @param path key path of this mapping with a trailing dot, empty at the top
   * @param mapping null if absent
   */
  ConfigSection(String file, String path, MappingNode mapping, Overrides overrides) {
    this.file = file;
    this.path = path;
    this.mapping = mapping;
    this.overrides = overrides;
    if (mapping != null) {
      for (NodeTuple tuple : mapping.getValue()) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
          throw new ConfigException(at(tuple.getKeyNode()) + "expected a plain key");
        }
        if (tuples.put(key.getValue(), tuple) != null) {
          throw new ConfigException(at(key) + "key '" + path + key.getValue() + "' stands twice");
        }
      }
    }
  }

  /** Refuses every other key. Returns this section. */
  public ConfigSection allow(String... keys) {
    List<String> known = Arrays.asList(keys);
    for (Map.Entry<String, NodeTuple> e : tuples.entrySet()) {
      if (!known.contains(e.getKey())) {
        throw new ConfigException(
            at(e.getValue().getKeyNode())
                + "unknown key '"
                + path
                + e.getKey()
                + "'; expected one of: "
                + String.join(", ", known));
      }
    }
    if (path.isEmpty()) {
      for (String setting : overrides.settingKeys()) {
        if (!known.contains(setting.split("\\.", 2)[0])) {
          throw new ConfigException(
              "command line: unknown key '"
                  + setting
                  + "'; expected one of: "
                  + String.join(", ", known));
        }
      }
    }
    return this;
  }

  /** File and line of this section, for messages. */
  public String where() {
    return mapping == null ? file : file + ":" + (mapping.getStartMark().getLine() + 1);
  }

  /** The keys that stand here, in order. */
  public List<String> keys() {
    return List.copyOf(tuples.keySet());
  }

  /** Whether the key stands here or is overridden. */
  public boolean has(String key) {
    return tuples.containsKey(key) || overrides.value(path + key) != null;
  }

  /** A string, or {@code otherwise} if the key is absent. */
  public String string(String key, String otherwise) {
    Scalar scalar = scalar(key, "a string");
    return scalar == null ? otherwise : scalar.text;
  }

  /** A string that must be there. */
  public String string(String key) {
    String value = string(key, null);
    if (value == null) {
      throw new ConfigException(
          (mapping == null ? file + ": " : at(mapping)) + "key '" + path + key + "' is missing");
    }
    return value;
  }

  /** One of {@code choices}. */
  public String choice(String key, List<String> choices, String otherwise) {
    String expected = "one of " + String.join(", ", choices);
    Scalar scalar = scalar(key, expected);
    if (scalar == null) {
      return otherwise;
    }
    if (!choices.contains(scalar.text)) {
      throw wrong(key, scalar, expected);
    }
    return scalar.text;
  }

  /** An integer in {@code [min, max]}. */
  public long integer(String key, long min, long max, long otherwise) {
    String expected = "an integer from " + min + " to " + max;
    Scalar scalar = scalar(key, expected);
    if (scalar == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(scalar.text.replace("_", ""));
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(key, scalar, expected, e);
    }
    throw wrong(key, scalar, expected);
  }

  /** {@code true} or {@code false}. */
  public boolean bool(String key, boolean otherwise) {
    return Boolean.parseBoolean(choice(key, List.of("true", "false"), Boolean.toString(otherwise)));
  }

  /** A duration such as {@code 200ms}, {@code 2s}, {@code 5m}, {@code 1h}, in milliseconds. */
  public long durationMs(String key, long minMs, long maxMs, long otherwiseMs) {
    return amount(key, Units.DURATION, minMs, maxMs, otherwiseMs);
  }

  /** A size such as {@code 64KiB}, {@code 1MiB} or {@code 512} (bytes), in bytes. */
  public long bytes(String key, long minBytes, long maxBytes, long otherwiseBytes) {
    return amount(key, Units.SIZE, minBytes, maxBytes, otherwiseBytes);
  }

  private long amount(String key, Units units, long min, long max, long otherwise) {
    String expected = units.expected(min, max);
    Scalar scalar = scalar(key, expected);
    if (scalar == null) {
      return otherwise;
    }
    long value = units.parse(scalar.text);
    if (value < min || value > max) {
      throw wrong(key, scalar, expected);
    }
    return value;
  }

  /** A place to listen at, {@code HOST:PORT}, unresolved; null if the key is absent. */
  public InetSocketAddress address(String key) {
    Scalar scalar = scalar(key, "HOST:PORT");
    if (scalar == null) {
      return null;
    }
    Matcher parts = ADDRESS.matcher(scalar.text);
    if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65_535) {
      throw wrong(key, scalar, "HOST:PORT");
    }
    return InetSocketAddress.createUnresolved(parts.group(1), Integer.parseInt(parts.group(2)));
  }

  /** A nested mapping; an empty one if the key is absent. */
  public ConfigSection section(String key) {
    Node node = node(key);
    if (node != null && !(node instanceof MappingNode)) {
      throw new ConfigException(at(node) + "key '" + path + key + "': expected a mapping");
    }
    return new ConfigSection(file, path + key + '.', (MappingNode) node, overrides);
  }

  /** A list of mappings; empty if the key is absent. */
  public List<ConfigSection> sections(String key) {
    List<ConfigSection> sections = new ArrayList<>();
    for (Node item : items(key, "a list of mappings")) {
      if (!(item instanceof MappingNode mappingItem)) {
        throw new ConfigException(
            at(item) + "key '" + path + key + "': expected a list of mappings");
      }
      String itemPath = path + key + '[' + sections.size() + "].";
      sections.add(new ConfigSection(file, itemPath, mappingItem, overrides));
    }
    return sections;
  }

  /** A list of strings; empty if the key is absent. An override is split at commas. */
  public List<String> strings(String key) {
    Overrides.Value override = overrides.value(path + key);
    if (override != null) {
      return Arrays.stream(override.text().split(",")).map(String::trim).toList();
    }
    List<String> strings = new ArrayList<>();
    for (Node item : items(key, "a list of strings")) {
      if (!(item instanceof ScalarNode scalar)) {
        throw new ConfigException(at(item) + "key '" + path + key + "': expected strings");
      }
      strings.add(scalar.getValue());
    }
    return strings;
  }

  /** A list of strings, or one string alone; empty if the key is absent. */
  public List<String> words(String key) {
    return node(key) instanceof ScalarNode ? List.of(string(key)) : strings(key);
  }

  /** Free keys with string values; empty if the key is absent. */
  public Map<String, String> stringMap(String key) {
    ConfigSection section = section(key);
    Map<String, String> map = new LinkedHashMap<>();
    for (String name : section.keys()) {
      map.put(name, section.string(name));
    }
    return map;
  }

  /** An error about a key of this section, for checks of the caller's own. */
  public ConfigException error(String key, String expected) {
    Node node = node(key);
    String where = node != null ? at(node) : mapping != null ? at(mapping) : file + ": ";
    return new ConfigException(where + "key '" + path + key + "': " + expected);
  }

  /** An error about this section as a whole. */
  public ConfigException error(String expected) {
    return new ConfigException((mapping == null ? file + ": " : at(mapping)) + expected);
  }

  private record Scalar(String text, String where) {}

  private Scalar scalar(String key, String expected) {
    Overrides.Value override = overrides.value(path + key);
    if (override != null) {
      return new Scalar(override.text(), override.origin() + ": ");
    }
    Node node = node(key);
    if (node == null) {
      return null;
    }
    if (!(node instanceof ScalarNode scalar) || node.getTag().equals(Tag.NULL)) {
      throw new ConfigException(at(node) + "key '" + path + key + "': expected " + expected);
    }
    return new Scalar(scalar.getValue(), at(node));
  }

  private List<Node> items(String key, String expected) {
    Node node = node(key);
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      throw new ConfigException(at(node) + "key '" + path + key + "': expected " + expected);
    }
    return sequence.getValue();
  }

  private Node node(String key) {
    NodeTuple tuple = tuples.get(key);
    return tuple == null ? null : tuple.getValueNode();
  }

  private ConfigException wrong(String key, Scalar scalar, String expected) {
    return wrong(key, scalar, expected, null);
  }

  private ConfigException wrong(String key, Scalar scalar, String expected, Exception cause) {
    return new ConfigException(
        scalar.where
            + "key '"
            + path
            + key
            + "': expected "
            + expected
            + ", found '"
            + scalar.text
            + "'",
        cause);
  }

  private String at(Node node) {
    return file + ":" + (node.getStartMark().getLine() + 1) + ": ";
  }
}
