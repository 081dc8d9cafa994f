/**
 * The Kafka Streams application: raw topic in, per-host and fleet topics out, exactly once.
 *
 * <pre>
 * raw ─▶ HostProcessor ─┬─▶ rates · latency · missed · rejects     (per host)
 *        hosts store    │
 *                       └─▶ repartition by name ─▶ FleetProcessor ─▶ fleet.*
 *                           low watermarks to all  fleet store
 * </pre>
 *
 * <p>This is the only package that imports Kafka Streams. {@link
 * io.probestream.streams.topology.StreamsTopology} joins the stages, {@link
 * io.probestream.streams.topology.StreamsService} runs them.
 */
package io.probestream.streams.topology;
