/**
 * The collector: enables probes through tracefs in an instance and a group of its own, reads {@code
 * trace_pipe}, and publishes whole lines, the kernel's counters and the probes' state. It removes
 * exactly what it created.
 */
package io.probestream.collector;
