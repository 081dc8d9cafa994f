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
      case SILENCE -> Reading.exact(state.known.silentForMs(nowMs), 1_000_000);
      case THROTTLED -> Reading.exact(state.throttledProbes.size(), 1_000_000);
      default -> ofWindows(rule, watched, group, nowMs);
    };
  }

  private Reading ofWindows(Rule rule, Watched watched, Group group, long nowMs) {
    long startMs = nowMs - rule.watch().windowMs();
    boolean whole = state.known.knows(startMs, nowMs);
    Reading reading = Readings.of(rule.measure(), rule.watch(), group, nowMs, whole);
    String silence = silenceAt(nowMs);
    if (startMs < watched.sinceMs) {
      return reading.without("the rule is new, its window is not full yet");
    } else if (silence != null) {
      return reading.lost(silence);
    } else if (state.known.isDarkAt(nowMs)) {
      return reading.without(
          "its collector has ended at " + Instant.ofEpochMilli(state.known.toMs()));
    }
    for (Ring ring : group.rings()) {
      if (state.isThrottled(ring.series)) {
        String function = ring.series.dimension(Watch.FUNCTION);
        String name = function == null ? ring.series.name : function;
        return reading.lost("'" + name + "' is switched off on the host");
      }
    }
    return !whole && reading.value() == null && reading.fault() == null
        ? reading.without("not all of its window was watched, and nothing is in it")
        : reading;
  }

  /** A clause where nothing of that time is heard of a host that should be, else null. */
  String silenceAt(long nowMs) {
    if (!state.known.isDarkAt(nowMs)) {
      return null;
    }
    Instant since = Instant.ofEpochMilli(state.known.toMs());
    if (state.known.isSilent()) {
      return "nothing was heard of the host since " + since;
    }
    return state.known.isSetBack()
        ? "the host's clock was set back, and nothing counts until it shows " + since + " again"
        : null;
  }
}
