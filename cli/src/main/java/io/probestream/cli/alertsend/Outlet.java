package io.probestream.cli.alertsend;

import io.probestream.cli.text.Units;
import io.probestream.schemas.alert.Alert;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One receiver: posts what its plan says, one request at a time, and waits after failures. Each
 * receiver has its own, so that none waits for another. Not thread-safe, but for its counts.
 */
final class Outlet {
  /** Gives up alerts of a request. */
  interface DeadLetters {
    void bury(String receiver, List<Notice> notices, Answer answer);
  }

  /** A failure that lasts is said again as often. */
  private static final long SAY_AGAIN_MS = TimeUnit.MINUTES.toMillis(10);

  private final ReceiverSettings settings;
  private final Poster poster;
  private final Plan plan;
  private final Ledger ledger;
  private final DeadLetters deadLetters;
  private final Consumer<String> notices;
  private final Backoff backoff;
  private final PostRate rate;
  private final ReceiverClock clock = new ReceiverClock();
  private final OutletCounts counts;

  private CompletableFuture<Answer> answer;
  private Post post;
  private long notBeforeNs;
  private long failingSinceNs;
  private long saidNs;

  Outlet(
      ReceiverSettings settings,
      Poster poster,
      Plan plan,
      Ledger ledger,
      DeadLetters deadLetters,
      Consumer<String> notices,
      Backoff backoff,
      OutletCounts counts) {
    this.settings = settings;
    this.poster = poster;
    this.plan = plan;
    this.ledger = ledger;
    this.deadLetters = deadLetters;
    this.notices = notices;
    this.backoff = backoff;
    this.rate = new PostRate(settings.postsPerMinute());
    this.counts = counts;
  }

  String name() {
    return settings.name();
  }

  Ledger ledger() {
    return ledger;
  }

  /**
   * The alert is now so; null if it is gone.
   *
   * @param restored whether that was read at the start
   */
  void changed(String fingerprint, Alert alert, boolean restored, Now now) {
    boolean takes = alert != null && settings.takes(Texts.labels(alert));
    plan.changed(fingerprint, takes ? alert : null, restored, now);
  }

  /** Takes an answer that has come, and makes the next request if one is due. */
  void step(Now now) {
    if (answer != null && answer.isDone()) {
      Answer come = answer.join();
      answer = null;
      take(come, now);
    }
    if (answer == null && now.ns() >= notBeforeNs && rate.isFree(now)) {
      post = plan.due(now, clock.nowMs(now));
      if (post != null) {
        rate.posted(now);
        answer = poster.post(post.body());
      }
    }
  }

  /** Whether a request is on its way. */
  boolean isBusy() {
    return answer != null;
  }

  private void take(Answer come, Now now) {
    counts.answered(come, post.notices().size(), now);
    if (come.dateMs() != null && clock.isOff(come.dateMs(), now)) {
      plan.repeat(now);
    }
    if (come.verdict() == Verdict.LATER) {
      failed(come, now);
      return;
    }
    if (backoff.failures() > 0) {
      long afterS = TimeUnit.NANOSECONDS.toSeconds(now.ns() - failingSinceNs);
      notices.accept(
          address()
              + " answers again after "
              + Units.count(backoff.failures(), "failure")
              + " in "
              + afterS
              + " s");
    }
    backoff.succeeded();
    if (come.verdict() == Verdict.TAKEN) {
      plan.delivered(post, now);
    } else {
      List<Notice> buried = plan.refused(post, now);
      if (!buried.isEmpty()) {
        deadLetters.bury(settings.name(), buried, come);
        counts.buried(buried.size());
        notices.accept(
            address()
                + " refuses "
                + (buried.size() == 1 ? "alert " : buried.size() + " alerts, such as ")
                + buried.get(0).alert().rule()
                + " ("
                + buried.get(0).fingerprint()
                + ") for good: "
                + come.reason());
      }
    }
    publish();
  }

  private void failed(Answer come, Now now) {
    if (backoff.failures() == 0) {
      failingSinceNs = now.ns();
    }
    boolean says =
        backoff.failures() == 0 || TimeUnit.NANOSECONDS.toMillis(now.ns() - saidNs) >= SAY_AGAIN_MS;
    long waitMs = Math.max(backoff.nextMs(), come.retryAfterMs());
    notBeforeNs = now.plusMs(waitMs);
    if (says) {
      saidNs = now.ns();
      notices.accept(
          address()
              + " does not take alerts: "
              + come.reason()
              + "; "
              + plan.behind()
              + " wait, and it is tried until it does");
    }
    counts.failing(backoff.failures(), waitMs);
  }

  /** Its counts as they are, for a scrape. */
  void publish() {
    counts.state(plan.behind(), backoff.failures());
  }

  /** For people. */
  private String address() {
    try {
      return settings.name() + " (" + settings.target().origin() + ")";
    } catch (IOException | IllegalArgumentException e) {
      return settings.name(); // its file is gone: that is what failed
    }
  }
}
