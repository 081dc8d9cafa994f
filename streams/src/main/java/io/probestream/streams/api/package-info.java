/**
 * The HTTP API: read-only JSON over what the roll-ups hold.
 *
 * <pre>
 * request ─▶ Params ─▶ Question ─▶ Cluster ─▶ every instance: LocalAnswers over its partitions
 *                      Plan        (topology)        │ rows, packed
 * response ◀─ Endpoint ◀─ merged rows ◀──────────────┘
 * </pre>
 *
 * <p>Nothing here knows Kafka; {@link io.probestream.streams.api.Cluster} is what the topology
 * gives.
 */
package io.probestream.streams.api;
