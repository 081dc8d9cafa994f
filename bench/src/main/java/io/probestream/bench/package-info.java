/**
 * {@code ./probestream bench}: the figures of {@code docs/PERFORMANCE.md}, each against a baseline
 * in the same run.
 *
 * <p>A {@link io.probestream.bench.Row} names two sides; {@link io.probestream.bench.Duel} runs
 * them in turns, checks what each of them answered, and makes a {@link
 * io.probestream.bench.Figure}. Machines are shared and noisy: only ratios within a turn are
 * compared, and only their median is held against the floor.
 */
package io.probestream.bench;
