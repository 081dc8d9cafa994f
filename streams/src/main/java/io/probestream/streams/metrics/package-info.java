/** Metrics for Prometheus: what the windows say, and how the application itself fares. */
package io.probestream.streams.metrics;
