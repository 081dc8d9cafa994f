package io.probestream.streams.rollup;

import java.util.HashMap;
import java.util.Map;

/** A host's, or the fleet's, part of the roll-ups of one partition. Not thread-safe. */
final class Owner {
  final String name;

  /** By series, the start of its newest window. */
  final Map<Series, Long> series = new HashMap<>();

  /** By level, up to where old windows have been deleted since this task began. */
  final long[] deletedMs;

  final Silences silences;

  OwnerState state;

  Owner(String name, OwnerState state, Silences silences, int levels) {
    this.name = name;
    this.state = state;
    this.silences = silences;
    this.deletedMs = new long[levels];
    java.util.Arrays.fill(deletedMs, 0);
  }
}
