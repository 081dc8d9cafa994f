package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.schemas.window.SessionTotals;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The laws of the ledger, over the results of one run and a count of its raw topic. */
final class Laws {
  private final Outcome outcome;
  private final RawTruth raw;

  Laws(Outcome outcome, RawTruth raw) {
    this.outcome = outcome;
    this.raw = raw;
  }

  /** Every session whose end is in the log has one record that closes its account. */
  void check() {
    for (RawTruth.Session session : raw.sessions.values()) {
      if (session.closed) {
        MissedWindow closing = closing(session);
        assertThat(closing.lineLaw()).as("line law of %s", session.id).isNotNull();
        lines(session, closing.lineLaw());
      }
    }
    for (MissedWindow w : outcome.missed) {
      if (w.totals() != null && w.closing()) {
        hits(w);
      }
    }
    rates();
  }

  private MissedWindow closing(RawTruth.Session session) {
    List<MissedWindow> found =
        outcome.missed.stream()
            .filter(w -> w.host().equals(session.host) && session.id.equals(w.session()))
            .filter(w -> w.closing() && w.lineLaw() != null)
            .toList();
    assertThat(found).as("closing records of %s %s", session.host, session.id).hasSize(1);
    return found.get(0);
  }

  /** Handed out = received + dropped + lost on the way; and both sides are what the topic holds. */
  private static void lines(RawTruth.Session session, LineLaw law) {
    assertThat(law.handedOut() - law.records() - law.collectorDropped() - law.transportLost())
        .as("records unaccounted for of %s %s: %s", session.host, session.id, law)
        .isZero();
    assertThat(law.lines()).as("lines received of %s", session.id).isEqualTo(session.lines);
    assertThat(law.transportLost()).as("lines lost of %s", session.id).isEqualTo(session.lost);
  }

  private static void hits(MissedWindow w) {
    SessionTotals t = w.totals();
    assertThat(t.lostMin()).as("%s", w).isBetween(0L, t.lostMax());
    assertThat(t.hits()).as("%s", w).isGreaterThanOrEqualTo(t.seen() + t.lostMin());
    assertThat(t.hits() - t.seen() - t.lostMax()).as("%s", w).isEqualTo(t.unrecordedMin());
    assertThat(t.hits() - t.seen() - t.lostMin()).as("%s", w).isEqualTo(t.unrecordedMax());
  }

  /** Windows hold each line of a probe once, or say that it was late or ahead. */
  private void rates() {
    Map<String, Long> counted = new HashMap<>();
    for (RateWindow w : outcome.rates) {
      counted.merge(w.host() + '/' + w.probe(), w.count(), Long::sum);
    }
    for (MissedWindow w : outcome.missed) {
      counted.merge(w.host() + '/' + w.probe(), w.causes().late(), Long::sum);
    }
    Map<String, Long> sent = new HashMap<>();
    for (RawTruth.Session session : raw.sessions.values()) {
      session.events.forEach(
          (event, lines) -> sent.merge(session.host + '/' + event, lines, Long::sum));
    }
    counted.keySet().removeIf(key -> key.endsWith("/-"));
    counted.values().removeIf(count -> count == 0);
    assertThat(counted).as("lines of each probe in the windows, and in the topic").isEqualTo(sent);
  }
}
