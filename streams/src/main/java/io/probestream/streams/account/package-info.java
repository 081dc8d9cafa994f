/**
 * The account of a session: where every line and every hit went.
 *
 * <p>Lines, exact: what the kernel handed out = records received + collectorDropped +
 * transportLost. Hits, per probe: hits = seen + lost + unrecorded, an interval where lines were
 * lost.
 */
package io.probestream.streams.account;
