package io.probestream.schemas.window;

/**
 * Where every record that the kernel handed out went, since the session began: the law of lines.
 *
 * <p>The kernel counts records, the way counts lines, and a string with a newline makes one record
 * of several lines. So of {@code collectorDropped + transportLost + malformed} lines at most as
 * many were records:
 *
 * <ul>
 *   <li>exact: {@code records <= handedOut <= records + collectorDropped + transportLost +
 *       malformed}, an equality where those three are 0. {@code records > handedOut} means forged
 *       ones.
 *   <li>between counters records: only the upper bound, with {@code waiting} added, for lines that
 *       were read after the counters may be here already.
 * </ul>
 *
 * @param handedOut growth of {@code read events}; -1 if no counter was read
 * @param records records received
 * @param lines lines received, continuations included
 * @param waiting lines of a record whose end has not come yet
 * @param malformed lines that are no trace output, perhaps damaged records
 * @param collectorDropped lines read that never got a sequence number
 * @param transportLost lines that got one and did not arrive
 * @param ringLost growth of {@code overrun} and {@code dropped events}
 * @param exact the session was closed: events were off and every line was sent before the counters
 */
public record LineLaw(
    long handedOut,
    long records,
    long lines,
    long waiting,
    long malformed,
    long collectorDropped,
    long transportLost,
    long ringLost,
    boolean exact) {

  /** Whether the law holds. */
  public boolean closes() {
    return lines >= records + malformed + waiting
        && (handedOut < 0 || (unexplained() == 0 && forged() == 0));
  }

  /** Records handed out of which nobody knows where they went: more than there are losses. */
  public long unexplained() {
    long lostAtMost = collectorDropped + transportLost + malformed + waiting;
    return handedOut < 0 ? 0 : Math.max(0, handedOut - records - lostAtMost);
  }

  /** Records more than the kernel handed out; 0 where the law is not exact. */
  public long forged() {
    return handedOut < 0 || !exact ? 0 : Math.max(0, records - handedOut);
  }

  /** Two sessions together. */
  public LineLaw plus(LineLaw o) {
    return new LineLaw(
        handedOut < 0 || o.handedOut < 0 ? -1 : handedOut + o.handedOut,
        records + o.records,
        lines + o.lines,
        waiting + o.waiting,
        malformed + o.malformed,
        collectorDropped + o.collectorDropped,
        transportLost + o.transportLost,
        ringLost + o.ringLost,
        exact && o.exact);
  }
}
