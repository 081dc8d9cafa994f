package io.probestream.schemas.window;

/**
 * Where every record that the kernel handed out went, since the session began.
 *
 * <p>Law, exact once the session is closed: {@code handedOut = records + collectorDropped +
 * transportLost}; where lines were lost, the number of records lost is at most theirs. {@code
 * records > handedOut} means forged ones.
 *
 * @param handedOut growth of {@code read events}; -1 if no counter was read
 * @param records records received
 * @param lines lines received, continuations included
 * @param collectorDropped lines read that never got a sequence number
 * @param transportLost lines that got one and did not arrive
 * @param ringLost growth of {@code overrun} and {@code dropped events}
 */
public record LineLaw(
    long handedOut,
    long records,
    long lines,
    long collectorDropped,
    long transportLost,
    long ringLost) {}
