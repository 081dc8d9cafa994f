/**
 * Reads the aggregated topics and merges their windows over time, for {@code query} and {@code
 * demo}.
 */
package io.probestream.cli.results;
