/**
 * Entries and returns to calls.
 *
 * <p>With the stack pointer the match is exact: the return sees the entry's value plus 8 on x86-64,
 * the same value on arm64. A newer entry at the same or a higher stack pointer of the same task and
 * stack ends older ones whose return was missed; at the same stack pointer only those of the same
 * pair, for a function that jumps into another leaves two live frames there. Without the stack
 * pointer: last in, first out. A loss taints every open frame: the calls are discarded, for the
 * lost lines may have been a return and another entry of the very same frame.
 *
 * <p>A {@code LOST} line stands before its CPU's next record, so that lines of other CPUs from
 * behind the loss may stand before it. A call that was on one CPU from entry to return is safe from
 * that if it is too short for its task to have been away; every other one is held until the
 * watermark has passed its return, and discarded if a {@code LOST} line comes first whose CPU was
 * last read before that return. So no call that spans a loss becomes a latency.
 *
 * <p>{@code trace_pipe} steps back by some µs. Of frames at one stack pointer a return ends the one
 * that began last before it. A return that is read behind a later entry of its task, after that
 * migrated, may find its frame ended: then both are orphans. Without the stack pointer such a step
 * may exchange two calls of one task.
 *
 * <p>An entry may match a return that stands before it only from another CPU: each CPU's own
 * records are in order.
 */
package io.probestream.streams.pair;
