package io.probestream.streams.api;

import io.probestream.streams.rollup.Series;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which series are asked for, and what becomes one.
 *
 * @param names probes or functions; empty for all
 * @param hosts hosts; empty for all
 * @param labels values that a host's labels must have; empty for any
 * @param by empty for all hosts together; or {@link #HOST} or {@link #LABEL} and a name
 */
public record Selection(
    Set<String> names, Set<String> hosts, Map<String, String> labels, String by) {
  static final String ALL = "";
  static final String HOST = "host";
  static final String LABEL = "label.";

  /** In front of an argument that calls are told apart by. */
  static final String ARGUMENT = "arg.";

  public Selection {
    names = Set.copyOf(names);
    hosts = Set.copyOf(hosts);
    labels = Map.copyOf(labels);
  }

  /** Whether the fleet's own windows answer it. */
  boolean isOfFleet() {
    return hosts.isEmpty() && labels.isEmpty() && by.equals(ALL);
  }

  boolean needsLabels() {
    return !labels.isEmpty() || by.startsWith(LABEL);
  }

  boolean takesName(String name) {
    return names.isEmpty() || names.contains(name);
  }

  boolean takesOwner(String owner, Map<String, Map<String, String>> labelsByHost) {
    if (owner.equals(Series.FLEET)) {
      return isOfFleet();
    }
    if (!hosts.isEmpty() && !hosts.contains(owner)) {
      return false;
    }
    Map<String, String> own = labelsByHost.getOrDefault(owner, Map.of());
    return labels.entrySet().stream().allMatch(l -> l.getValue().equals(own.get(l.getKey())));
  }

  /** The group of a host's windows; empty where the host lacks the label. */
  String group(String owner, Map<String, Map<String, String>> labelsByHost) {
    if (by.equals(HOST)) {
      return owner;
    } else if (by.startsWith(LABEL)) {
      String value = labelsByHost.getOrDefault(owner, Map.of()).get(by.substring(LABEL.length()));
      return value == null ? "" : value;
    }
    return "";
  }

  /** The host of a group's windows; null where they are of several. */
  String host(String group) {
    return by.equals(HOST) ? group : null;
  }

  /** For lists of constants, in their order. */
  static List<String> words() {
    return List.of(HOST, LABEL + "NAME");
  }
}
