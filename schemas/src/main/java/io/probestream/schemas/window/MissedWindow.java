package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.probestream.schemas.Keys;

/**
 * What is missing from one window, by cause, for one probe, or for the whole host where no probe
 * can be blamed ({@code probe} is {@code -}).
 *
 * @param host the host; null in the fleet's topic
 * @param probe the event's name, or {@code -}
 * @param startMs window start, epoch
 * @param endMs window end, exclusive
 * @param session the session that the totals speak of; null in the fleet's topic
 * @param causes what is missing from this window
 * @param totals since the session's start, or of all sessions that ended in this window; null for
 *     {@code -} and in the fleet's topic
 * @param lineLaw likewise; only for {@code -}
 * @param closing true in the last record of a session: the totals are final, and exact where they
 *     say so (a session that broke off leaves totals that are not)
 * @param silent true in the record, of {@code -}, that says that the host has fallen silent: from
 *     {@code startMs} on nothing is known of it; else null
 * @param warmup as in {@link RateWindow}; totals of a session taken up midway are never exact
 * @param warmupUntilMs in the record, of {@code -}, that says that a run took up a session in its
 *     middle: rates are whole from {@code endMs} on, everything from this time on, epoch; else null
 * @param hosts how many hosts are in it; null per host
 * @param isFinal fleet only
 */
public record MissedWindow(
    String host,
    String probe,
    long startMs,
    long endMs,
    String session,
    Causes causes,
    SessionTotals totals,
    LineLaw lineLaw,
    boolean closing,
    Boolean silent,
    Boolean warmup,
    Long warmupUntilMs,
    Integer hosts,
    @JsonProperty("final") Boolean isFinal) {
  public MissedWindow {
    present(probe, "probe");
    present(causes, "causes");
    check(startMs < endMs, "startMs must be before endMs");
  }

  /** One that says neither silence nor warm-up. */
  public MissedWindow(
      String host,
      String probe,
      long startMs,
      long endMs,
      String session,
      Causes causes,
      SessionTotals totals,
      LineLaw lineLaw,
      boolean closing,
      Integer hosts,
      Boolean isFinal) {
    this(
        host, probe, startMs, endMs, session, causes, totals, lineLaw, closing, null, null, null,
        hosts, isFinal);
  }

  /** A host's silence, from {@code startMs} on. */
  public static MissedWindow silence(String host, long startMs, long endMs, String session) {
    return new MissedWindow(
        host,
        Keys.NO_PROBE,
        startMs,
        endMs,
        session,
        Causes.NONE,
        null,
        null,
        false,
        true,
        null,
        null,
        null,
        null);
  }

  /** The same, marked; {@code untilMs} may be null. */
  public MissedWindow asWarmup(Long untilMs) {
    return new MissedWindow(
        host, probe, startMs, endMs, session, causes, totals, lineLaw, closing, silent, true,
        untilMs, hosts, isFinal);
  }
}
