/** The collector's own metrics for Prometheus; off unless asked for. */
package io.probestream.collector.metrics;
