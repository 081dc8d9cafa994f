package io.probestream.cli.alert;

import io.probestream.schemas.alert.Alert;
import io.probestream.streams.alert.AlertSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What a back-test gave, in order. Not thread-safe. */
final class AlertHistory implements AlertSink {
  /**
   * A record of the topic.
   *
   * @param alert null for a tombstone
   * @param timeMs the end of the step that it is of
   */
  record Entry(String fingerprint, Alert alert, long timeMs) {}

  private final List<Entry> entries = new ArrayList<>();

  @Override
  public void alert(Alert alert) {
    entries.add(new Entry(alert.fingerprint(), alert, alert.endMs()));
  }

  @Override
  public void gone(String fingerprint) {
    gone(fingerprint, entries.get(entries.size() - 1).timeMs);
  }

  @Override
  public void gone(String fingerprint, long nowMs) {
    entries.add(new Entry(fingerprint, null, nowMs));
  }

  /** All records, in the order in which the topic has them for one owner. */
  List<Entry> entries() {
    return entries;
  }

  /** Shows each change of state by time, and no refreshes. */
  void changes(Consumer<Alert> sink) {
    Map<String, Alert> last = new TreeMap<>();
    List<Entry> byTime = new ArrayList<>(entries);
    byTime.sort(Comparator.comparingLong(Entry::timeMs));
    for (Entry entry : byTime) {
      if (entry.alert == null) {
        last.remove(entry.fingerprint);
      } else {
        Alert before = last.put(entry.fingerprint, entry.alert);
        if (before == null
            || !before.state().equals(entry.alert.state())
            || before.firing() != entry.alert.firing()) {
          sink.accept(entry.alert);
        }
      }
    }
  }

  /** The alerts of a rule as they stood at that time. */
  List<Alert> at(long timeMs, String rule) {
    Map<String, Alert> last = new TreeMap<>();
    for (Entry entry : entries) {
      if (entry.alert == null) {
        if (last.containsKey(entry.fingerprint) && entry.timeMs <= timeMs) {
          last.remove(entry.fingerprint);
        }
      } else if (entry.timeMs <= timeMs && entry.alert.rule().equals(rule)) {
        last.put(entry.fingerprint, entry.alert);
      }
    }
    return List.copyOf(last.values());
  }

  /** What was written from then on. */
  AlertHistory from(long fromMs) {
    AlertHistory rest = new AlertHistory();
    entries.stream().filter(e -> e.timeMs >= fromMs).forEach(rest.entries::add);
    return rest;
  }
}
