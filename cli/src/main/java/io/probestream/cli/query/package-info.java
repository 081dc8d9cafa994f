/**
 * {@code probestream query}: reads the aggregated topics, and raw lines where they are asked for.
 */
package io.probestream.cli.query;
