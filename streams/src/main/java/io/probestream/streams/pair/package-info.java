/**
 * Entries and returns to calls.
 *
 * <p>With the stack pointer the match is exact: the return sees the entry's value plus 8 on x86-64,
 * the same value on arm64. A newer entry at the same or a higher stack pointer of the same task and
 * stack ends older ones whose return was missed; at the same stack pointer only those of the same
 * pair, for a function that jumps into another leaves two live frames there. Without the stack
 * pointer: last in, first out. A loss taints every open frame: the calls are discarded, for the
 * lost lines may have been a return and another entry of the very same frame.
 */
package io.probestream.streams.pair;
