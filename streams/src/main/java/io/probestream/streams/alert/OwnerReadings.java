package io.probestream.streams.alert;

import java.time.Instant;
import java.util.List;

/** Readings of one owner's groups, with what is known of the owner as a whole. Not thread-safe. */
final class OwnerReadings {
  private final OwnerState state;
  private final HostGaps gaps;

  OwnerReadings(OwnerState state, HostGaps gaps) {
    this.state = state;
    this.gaps = gaps;
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
    String silence = state.known.isDarkAt(nowMs) ? ofOwner() : null;
    if (startMs < watched.sinceMs) {
      return reading.without("the rule is new, its window is not full yet");
    } else if (silence != null) {
      return reading.lost(silence);
    } else if (state.known.isDarkAt(nowMs)) {
      return reading.without(
          "its collector has ended at " + Instant.ofEpochMilli(state.known.toMs()));
    }
    for (Ring ring : group.rings()) {
      String function = ring.series.dimension(Watch.FUNCTION);
      String name = function == null ? ring.series.name : function;
      if (state.isThrottled(ring.series)) {
        return reading.lost("'" + name + "' is switched off on the host");
      }
      long backMs = state.backMs(ring.series);
      if (startMs < backMs) {
        String until = "' was switched off on the host until ";
        return reading.lost("'" + name + until + Instant.ofEpochMilli(backMs));
      }
    }
    if (!whole && reading.value() == null && reading.fault() == null) {
      return reading.without("not all of its window was watched, and nothing is in it");
    }
    HostGaps.Missing missing = gaps.in(watched, group, startMs, nowMs);
    return missing == null ? reading : Readings.without(rule.measure(), reading, missing);
  }

  /**
   * A clause where nothing of that time is heard of a host that should be, or of hosts that rules
   * of the fleet look at; else null.
   */
  String silenceAt(long nowMs, List<OwnerRules.InForce> rules) {
    return state.known.isDarkAt(nowMs) ? ofOwner() : ofFleet(nowMs, rules);
  }

  private String ofOwner() {
    Instant since = Instant.ofEpochMilli(state.known.toMs());
    if (state.known.isSilent()) {
      return "nothing was heard of the host since " + since;
    }
    return state.known.isSetBack()
        ? "the host's clock was set back, and nothing counts until it shows " + since + " again"
        : null;
  }

  private String ofFleet(long nowMs, List<OwnerRules.InForce> rules) {
    List<String> unsure =
        rules.stream()
            .filter(in -> gaps.touch(in.watched(), nowMs - 1, nowMs))
            .map(in -> in.rule().name())
            .toList();
    return unsure.isEmpty()
        ? null
        : gaps.silentIn(nowMs - 1, nowMs)
            + ", without which "
            + IncompleteRule.names(unsure)
            + (unsure.size() == 1 ? " is" : " are")
            + " unknown where it could turn";
  }
}
