package io.probestream.streams.alert;

import io.probestream.schemas.Hosts;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.util.Map;

/**
 * Judges the rules of one scope over the windows of one owner: one host, or one partition of the
 * fleet. The same windows and the same {@link #advance}d time give the same alerts, in whatever
 * portions they come, and whether or not it was made anew from its {@link AlertStore} in between.
 * Not thread-safe.
 *
 * <p>Each window is given once, before {@link #advance} passes its end: of a host as it closes, of
 * the fleet when it is final (what comes again is passed over). A host's window that comes later,
 * because the host was silent, counts from the next step on.
 *
 * <p>Footprint: what {@link RuleSet#maxGroups} bounds.
 */
public interface Evaluator {
  /**
   * One for a host.
   *
   * @param rules those of scope host are judged; the same ones as before go on where they were,
   *     others take effect with the first window that starts at {@code fromMs} or later and was not
   *     judged yet
   * @param windowMs length of the windows
   * @throws IllegalArgumentException if a rule's window is no multiple of it
   */
  static Evaluator ofHost(
      String host, RuleSet rules, long fromMs, long windowMs, AlertStore store) {
    return new OwnerEvaluator(Hosts.check(host), -1, rules, fromMs, windowMs, store);
  }

  /** One for a partition of the fleet, which judges the rules of scope fleet; else the same. */
  static Evaluator ofFleet(
      int partition, RuleSet rules, long fromMs, long windowMs, AlertStore store) {
    return new OwnerEvaluator(null, partition, rules, fromMs, windowMs, store);
  }

  void rate(RateWindow window);

  void latency(LatencyWindow window);

  /** Takes also the records that say that a host is silent, or that its session has ended. */
  void missed(MissedWindow window);

  /**
   * The windows of those hosts of the fleet that have these labels alone, of all that its rules
   * name ({@link RuleSet#fleetLabels}). Rules of the fleet that name labels read nothing else.
   */
  void rate(Map<String, String> labels, RateWindow window);

  void latency(Map<String, String> labels, LatencyWindow window);

  void missed(Map<String, String> labels, MissedWindow window);

  /**
   * Nothing is heard of a host of the fleet, or again. Given before {@link #advance} passes the
   * beginning, and the end; what is told again changes nothing.
   */
  void silence(HostSilence silence);

  /**
   * What a host says of itself: labels, probes and their states. Never given to the fleet's.
   *
   * @param session the session that says so
   */
  void status(String session, Status status);

  /**
   * Time has passed: every window that ends at or before {@code toMs} has been given, or will be
   * late. Judges all steps up to there. Of a host that is silent, or whose session has ended, ticks
   * tell the time.
   *
   * @param toMs event time, epoch; what is below the last one changes nothing
   */
  void advance(long toMs, AlertSink out);

  /** The owner is forgotten: all its alerts end, and all its entries are deleted. */
  void forget(AlertSink out);
}
