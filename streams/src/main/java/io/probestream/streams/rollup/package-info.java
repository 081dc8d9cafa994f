/**
 * Windows over time: added up without loss, packed into bytes, and kept as roll-ups for queries.
 *
 * <p>Plain Java over a {@link io.probestream.streams.rollup.RollupStore}; the topology gives it one
 * of Kafka's stores.
 */
package io.probestream.streams.rollup;
