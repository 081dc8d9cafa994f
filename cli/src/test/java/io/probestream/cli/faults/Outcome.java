package io.probestream.cli.faults;

import io.probestream.cli.stream.ReadTopic;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What is committed of the results, in the form in which two runs are "the same": of a per-host
 * topic all records of each key in order with headers and timestamp, of a fleet topic the last
 * record of each key and window.
 */
final class Outcome {
  private static final int SHOWN_CHARS = 1_000;

  final List<RateWindow> rates = new ArrayList<>();
  final List<LatencyWindow> latencies = new ArrayList<>();
  final List<MissedWindow> missed = new ArrayList<>();
  private final Map<String, List<String>> perHost = new TreeMap<>();
  private final Map<String, String> fleet = new TreeMap<>();
  private final Set<String> unfinished = new TreeSet<>();
  private long records;

  static Outcome of(String bootstrap, Topics topics) {
    Outcome outcome = new Outcome();
    for (String topic :
        List.of(topics.rates(), topics.latency(), topics.missed(), topics.rejects())) {
      String name = topic.substring(topics.prefix().length());
      for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topic)) {
        outcome.records++;
        outcome
            .perHost
            .computeIfAbsent(name + ' ' + r.key(), k -> new ArrayList<>())
            .add(r.timestamp() + headers(r) + ' ' + text(r.value()));
        if (topic.equals(topics.rates())) {
          outcome.rates.add(Json.read(r.value(), RateWindow.class));
        } else if (topic.equals(topics.latency())) {
          outcome.latencies.add(Json.read(r.value(), LatencyWindow.class));
        } else if (topic.equals(topics.missed())) {
          outcome.missed.add(Json.read(r.value(), MissedWindow.class));
        }
      }
    }
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.fleetRates())) {
      RateWindow w = Json.read(r.value(), RateWindow.class);
      outcome.fleet("rates", r, w.startMs(), w.isFinal());
    }
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.fleetLatency())) {
      LatencyWindow w = Json.read(r.value(), LatencyWindow.class);
      outcome.fleet("latency", r, w.startMs(), w.isFinal());
    }
    for (ConsumerRecord<String, byte[]> r : ReadTopic.all(bootstrap, topics.fleetMissed())) {
      MissedWindow w = Json.read(r.value(), MissedWindow.class);
      outcome.fleet("missed", r, w.startMs(), w.isFinal());
    }
    outcome.perHost.forEach(
        (key, values) -> {
          if (key.startsWith("rejects ")) {
            // Foreign records may lie in any raw partition: between those there is no order.
            Collections.sort(values);
          }
        });
    return outcome;
  }

  private void fleet(String kind, ConsumerRecord<String, byte[]> r, long startMs, Boolean isFinal) {
    records++;
    String key = "fleet." + kind + ' ' + r.key() + '@' + startMs;
    fleet.put(key, text(r.value()));
    if (Boolean.TRUE.equals(isFinal)) {
      unfinished.remove(key);
    } else {
      unfinished.add(key);
    }
  }

  private static String headers(ConsumerRecord<String, byte[]> r) {
    StringBuilder all = new StringBuilder();
    for (Header h : r.headers()) {
      all.append(' ').append(h.key()).append('=').append(text(h.value()));
    }
    return all.toString();
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Windows of the fleet that were not final yet. */
  Set<String> unfinished() {
    return unfinished;
  }

  /** Records read. */
  long records() {
    return records;
  }

  /** Reasons of the rejected records. */
  List<String> rejects() {
    return perHost.entrySet().stream()
        .filter(e -> e.getKey().startsWith("rejects "))
        .flatMap(e -> e.getValue().stream())
        .toList();
  }

  /** A sentence about the first difference, or null. */
  String firstDifference(Outcome expected) {
    Set<String> keys = new TreeSet<>(expected.perHost.keySet());
    keys.addAll(perHost.keySet());
    for (String key : keys) {
      List<String> ours = perHost.getOrDefault(key, List.of());
      List<String> theirs = expected.perHost.getOrDefault(key, List.of());
      for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
        String our = i < ours.size() ? ours.get(i) : "nothing";
        String their = i < theirs.size() ? theirs.get(i) : "nothing";
        if (!our.equals(their)) {
          return difference("record " + i + " of " + key, our, their);
        }
      }
    }
    Set<String> windows = new HashSet<>(expected.fleet.keySet());
    windows.addAll(fleet.keySet());
    for (String key : new TreeSet<>(windows)) {
      String our = fleet.get(key);
      String their = expected.fleet.get(key);
      if (our == null || !our.equals(their)) {
        return difference(key, our, their);
      }
    }
    return null;
  }

  private static String difference(String what, String our, String their) {
    return what + " is\n" + shown(our) + "\nundisturbed it is\n" + shown(their);
  }

  private static String shown(String value) {
    return value == null ? "nothing" : value.substring(0, Math.min(value.length(), SHOWN_CHARS));
  }
}
