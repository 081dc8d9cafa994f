package io.probestream.schemas.window;

/**
 * Where every hit of a probe went, since the session began: the law of hits.
 *
 * <p>{@code hits = seen + lost + unrecorded} with {@code lostMin <= lost <= lostMax}. {@code
 * unrecorded} are hits that the kernel counted but did not record: filters, excluded threads,
 * moments while events were switched on or off. Between counters records lines may be here that
 * were hit after the counters were read, so {@code seen} may be above {@code hits}.
 *
 * @param hits growth of the kernel's hit counter
 * @param missed growth of the kernel's missed counter
 * @param seen lines of the probe
 * @param lostMin surely lost
 * @param lostMax lost at most
 * @param unrecordedMin {@code hits - seen - lostMax}, not below 0
 * @param unrecordedMax {@code hits - seen - lostMin}, not below 0
 * @param exact the probe was counted, and its session was closed: events were off and every line
 *     was sent before the counters
 */
public record SessionTotals(
    long hits,
    long missed,
    long seen,
    long lostMin,
    long lostMax,
    long unrecordedMin,
    long unrecordedMax,
    boolean exact) {

  /** Whether the law holds. */
  public boolean closes() {
    long unseen = Math.max(0, hits - seen);
    return lostMin >= 0
        && lostMin <= lostMax
        && unrecordedMin == Math.max(0, unseen - lostMax)
        && unrecordedMax == Math.max(0, unseen - lostMin)
        && (!exact || (hits >= seen && lostMax <= unseen));
  }

  /** Two sessions together. */
  public SessionTotals plus(SessionTotals o) {
    return new SessionTotals(
        hits + o.hits,
        missed + o.missed,
        seen + o.seen,
        lostMin + o.lostMin,
        lostMax + o.lostMax,
        unrecordedMin + o.unrecordedMin,
        unrecordedMax + o.unrecordedMax,
        exact && o.exact);
  }
}
