package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import com.fasterxml.jackson.annotation.JsonProperty;

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
    Integer hosts,
    @JsonProperty("final") Boolean isFinal) {
  public MissedWindow {
    present(probe, "probe");
    present(causes, "causes");
    check(startMs < endMs, "startMs must be before endMs");
  }
}
