package io.probestream.streams.alert;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a rule tells apart: the series that share the values of its dimensions, added up over its
 * window. The sum slides: each step adds one and takes one away. Not thread-safe.
 */
final class Group {
  /** By dimension, such as {@code function}; a host's label by its own name. */
  final Map<String, String> labels;

  private final Watch watch;
  private final List<Ring> rings = new ArrayList<>();
  private Tally sum;
  private long endMs;
  private boolean valid;

  Group(Watch watch, Map<String, String> labels) {
    this.watch = watch;
    this.labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  void add(Ring ring) {
    rings.add(ring);
    ring.groups.add(this);
    valid = false;
  }

  void remove(Ring ring) {
    rings.remove(ring);
    ring.groups.remove(this);
    valid = false;
  }

  List<Ring> rings() {
    return rings;
  }

  boolean isEmpty() {
    return rings.isEmpty();
  }

  /** A step was written to: if it is in the sum, that must be made anew. */
  void changed(long stepStartMs) {
    valid &= stepStartMs >= endMs;
  }

  /** The sum over the window that ends at {@code nowMs}. */
  Tally slide(long nowMs) {
    long everyMs = watch.everyMs();
    long fromMs = nowMs - watch.windowMs();
    if (valid && endMs == nowMs - everyMs) {
      for (Ring ring : rings) {
        Tally newest = ring.at(endMs);
        if (newest != null) {
          sum.add(newest);
        }
        Tally oldest = ring.at(fromMs - everyMs);
        if (oldest != null) {
          sum.subtract(oldest);
        }
      }
    } else if (!valid || endMs != nowMs) {
      sum = Tally.empty(watch.source());
      for (Ring ring : rings) {
        for (Tally cell : ring.between(fromMs, nowMs)) {
          sum.add(cell);
        }
      }
    }
    valid = true;
    endMs = nowMs;
    return sum;
  }
}
