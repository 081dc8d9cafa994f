/**
 * The capture loop and what it is made of: the ring buffer's counters, the watermark, whole lines,
 * and the records of a session. One thread runs all of it.
 */
package io.probestream.collector.capture;
