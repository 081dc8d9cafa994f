package io.probestream.streams.alert;

import java.time.Instant;

/** Readings of one owner's groups, with what is known of the owner as a whole. Not thread-safe. */
final class OwnerReadings {
  private final OwnerState state;

  OwnerReadings(OwnerState state) {
    this.state = state;
  }

  /** What a rule reads of a group over the window that ends at {@code nowMs}. */
  Reading of(Rule rule, Watched watched, Group group, long nowMs) {
    return switch (rule.measure().kind()) {
      case SILENCE -> Reading.exact(state.silentForMs(nowMs), 1_000_000);
      case THROTTLED -> Reading.exact(state.throttledProbes.size(), 1_000_000);
      default -> ofWindows(rule, watched, group, nowMs);
    };
  }

  private Reading ofWindows(Rule rule, Watched watched, Group group, long nowMs) {
    long startMs = nowMs - rule.watch().windowMs();
    Reading reading =
        Readings.of(rule.measure(), rule.watch(), group, nowMs, state.knows(startMs, nowMs));
    if (startMs < watched.sinceMs) {
      return reading.without("the rule is new, its window is not full yet");
    } else if (state.isDarkAt(nowMs)) {
      return state.isSilent()
          ? reading.lost(silence())
          : reading.without(
              "its collector has ended at " + Instant.ofEpochMilli(state.knownToMs()));
    }
    for (Ring ring : group.rings()) {
      if (state.isThrottled(ring.series)) {
        String function = ring.series.dimension(Watch.FUNCTION);
        String name = function == null ? ring.series.name : function;
        return reading.lost("'" + name + "' is switched off on the host");
      }
    }
    return reading;
  }

  /** A clause where nothing is heard of the owner at that time, else null. */
  String silentAt(long nowMs) {
    return state.isSilent() && state.isDarkAt(nowMs) ? silence() : null;
  }

  private String silence() {
    return "nothing was heard of the host since " + Instant.ofEpochMilli(state.knownToMs());
  }
}
