/**
 * Binary capture: the ring buffer's pages as {@code per_cpu/cpuN/trace_pipe_raw} hands them out,
 * printed as the lines that the kernel would have printed.
 *
 * <pre>
 *   page   = u64 timestamp | local_t commit | events, commit bytes | [lost count]
 *   event  = u32 (type_len, delta) | [u32 length] | payload        (include/linux/ring_buffer.h)
 *   line   = task-pid [cpu] flags time: name: (place) arg=value …  (trace_print_context)
 * </pre>
 *
 * <p>Times have nine decimals, range 0 to 2^63 − 1 ns. In task names, strings and characters,
 * control characters, quotes and backslashes are escaped ({@link
 * io.probestream.collector.pages.Escapes}), so that no task can make a line of its own.
 */
package io.probestream.collector.pages;
