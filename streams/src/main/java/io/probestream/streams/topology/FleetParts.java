package io.probestream.streams.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.streams.alert.RuleFile;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which labels of hosts the rules of the fleet name, and which of them a host has. Where no rule
 * names any, no part of the fleet is merged by itself. Not thread-safe.
 */
final class FleetParts {
  private final FleetStates states;
  private final AlertRules fixed;

  /** Null until somebody asks: what follows from the state. */
  private Set<String> names;

  private final Map<String, String> ofHosts = new HashMap<>();

  /**
   * @param fixed the rules that count whatever the log says; null for those of the log
   */
  FleetParts(FleetStates states, AlertRules fixed) {
    this.states = states;
    this.fixed = fixed;
  }

  /** The log tells rules. */
  void rules(AlertRules rules, long recordMs) {
    if (fixed != null) {
      return;
    }
    KnownRules known = states.rules();
    if (known.add(rules, recordMs)) {
      AlertRules inForce = known.at(states.state().lowestMs());
      if (inForce != null) {
        known.forgetBefore(inForce.ruleSetFromMs());
      }
      states.put(known);
      names = null;
      ofHosts.clear();
    }
  }

  /** A host says what it is, or is forgotten. */
  void host(Result.FleetHost host) {
    states.label(host.host(), host.labels());
    ofHosts.remove(host.host());
  }

  /** The host's labels that rules name, as JSON; null if they name none. */
  String of(String host) {
    if (names == null) {
      names = named();
    }
    return names.isEmpty() ? null : ofHosts.computeIfAbsent(host, this::named);
  }

  private String named(String host) {
    Map<String, String> labels = new TreeMap<>(states.labels(host));
    labels.keySet().retainAll(names);
    return Json.string(new FleetEntry.Labels(labels));
  }

  private Set<String> named() {
    if (fixed != null) {
      return RuleFile.parse("rules", fixed.text()).fleetLabels();
    }
    Set<String> all = new TreeSet<>();
    for (AlertRules rules : states.rules().all()) {
      all.addAll(RuleFile.parse("rules", rules.text()).fleetLabels());
    }
    return all;
  }

  /** What {@link #of} gave. */
  static Map<String, String> labels(String part) {
    return Json.read(part.getBytes(UTF_8), FleetEntry.Labels.class).labels();
  }
}
