package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * The laws of the ledger over the results of one run; and the same results against a count of its
 * raw topic, which knows nothing of the code under test.
 */
final class TopicLaws {
  private final Outcome outcome;
  private final RawTruth raw;

  TopicLaws(Outcome outcome, RawTruth raw) {
    this.outcome = outcome;
    this.raw = raw;
  }

  /** Every session whose end is in the log has one record that closes its account. */
  void check() {
    assertThat(Laws.violations(outcome.rates, outcome.latencies, outcome.missed)).isEmpty();
    for (RawTruth.Session session : raw.sessions.values()) {
      if (session.closed || session.handedToKilled >= 0) {
        MissedWindow closing = closing(session);
        assertThat(closing.lineLaw()).as("line law of %s", session.id).isNotNull();
        lines(session, closing.lineLaw());
        if (!session.closed) {
          killed(session, closing.lineLaw());
        }
      }
    }
    lines("duplicate", Causes::duplicate, session -> session.duplicate);
    lines("reordered", Causes::reordered, session -> session.reordered);
    rates();
  }

  /** Lines of whole records that were ignored, by host. */
  private void lines(
      String name, ToLongFunction<Causes> cause, ToLongFunction<RawTruth.Session> counted) {
    Map<String, Long> said = new HashMap<>();
    for (MissedWindow w : outcome.missed) {
      said.merge(w.host(), cause.applyAsLong(w.causes()), Long::sum);
    }
    Map<String, Long> sent = new HashMap<>();
    for (RawTruth.Session session : raw.sessions.values()) {
      sent.merge(session.host, counted.applyAsLong(session), Long::sum);
    }
    said.values().removeIf(lines -> lines == 0);
    sent.values().removeIf(lines -> lines == 0);
    assertThat(said).as("%s lines of each host", name).isEqualTo(sent);
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

  /**
   * Each line of the rounds is a record of the kernel, so the law is an equality even under loss;
   * and both sides of it are what the topic holds.
   */
  private static void lines(RawTruth.Session session, LineLaw law) {
    long lost = law.collectorDropped() + law.transportLost();
    assertThat(law.exact()).as("%s", law).isTrue();
    assertThat(law.handedOut() - law.records() - lost)
        .as("records unaccounted for of %s %s: %s", session.host, session.id, law)
        .isZero();
    assertThat(law.lines()).as("lines received of %s", session.id).isEqualTo(session.lines);
    assertThat(law.transportLost()).as("lines lost of %s", session.id).isEqualTo(session.lost);
  }

  /** What a killed collector had read and not published is in the ledger, to the line. */
  private static void killed(RawTruth.Session session, LineLaw law) {
    assertThat(law.handedOut())
        .as("handed out to %s", session.id)
        .isEqualTo(session.handedToKilled);
    assertThat(law.collectorDropped())
        .as("lines that died with %s %s", session.host, session.id)
        .isEqualTo(session.handedToKilled - session.records() - session.lost);
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
