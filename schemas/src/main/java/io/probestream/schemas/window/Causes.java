package io.probestream.schemas.window;

/**
 * Why events are missing from the results, in events (lines, or calls where the sentence says so).
 *
 * @param ringLost overwritten or dropped in the kernel's ring buffer before they were read: enlarge
 *     the buffer or trace less
 * @param collectorDropped read by the collector but never given a sequence number
 * @param transportLost given a sequence number but never arrived
 * @param malformed lines that are no trace output; see the rejects topic
 * @param late lines whose window was already closed
 * @param kernelMissed hits of an entry probe while another probe's handler ran on that CPU
 * @param returnMissed returns not probed: nested, or no free instance: raise maxactive
 * @param inferredMissed calls whose return must have been missed though no counter says so
 * @param orphanEntry calls: entries that turned out to have no return
 * @param orphanReturn calls: returns without an entry
 * @param discarded calls not measured because a loss or a clock step lies within
 * @param duplicate lines that arrived a second time; ignored, no loss
 * @param reordered lines that arrived behind later ones of their session; ignored, for they are
 *     counted as {@code transportLost} since the later ones came
 * @param hostConflict lines of an older session that claims the same host; not aggregated
 * @param clockAhead lines dated later than their record plus 1 s; not aggregated
 * @param overLimit lines of probes beyond a limit of names, which are counted together as {@link
 *     io.probestream.schemas.Keys#FOLDED}, and calls given up because too many were in flight,
 *     which are in {@code orphanEntry}: no further loss
 */
public record Causes(
    long ringLost,
    long collectorDropped,
    long transportLost,
    long malformed,
    long late,
    long kernelMissed,
    long returnMissed,
    long inferredMissed,
    long orphanEntry,
    long orphanReturn,
    long discarded,
    long duplicate,
    long reordered,
    long hostConflict,
    long clockAhead,
    long overLimit) {
  public static final Causes NONE = new Causes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  public Causes plus(Causes o) {
    return new Causes(
        ringLost + o.ringLost,
        collectorDropped + o.collectorDropped,
        transportLost + o.transportLost,
        malformed + o.malformed,
        late + o.late,
        kernelMissed + o.kernelMissed,
        returnMissed + o.returnMissed,
        inferredMissed + o.inferredMissed,
        orphanEntry + o.orphanEntry,
        orphanReturn + o.orphanReturn,
        discarded + o.discarded,
        duplicate + o.duplicate,
        reordered + o.reordered,
        hostConflict + o.hostConflict,
        clockAhead + o.clockAhead,
        overLimit + o.overLimit);
  }
}
