/** tracefs: its paths, its text formats, and what the kernel answers. */
package io.probestream.collector.tracefs;
