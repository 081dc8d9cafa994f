package io.probestream.schemas.window;

/**
 * Where quantiles would lie wherever the missing calls fell. An upper bound is null where the
 * missing calls outnumber the quantile's tail.
 */
public record QuantileBounds(
    long p50LowNs,
    Long p50HighNs,
    long p90LowNs,
    Long p90HighNs,
    long p99LowNs,
    Long p99HighNs,
    long p999LowNs,
    Long p999HighNs) {}
