/**
 * Alert rules and their evaluation: plain Java, event time, integers, no Kafka. A {@link
 * io.probestream.streams.alert.RuleSet} says what is watched; an {@link
 * io.probestream.streams.alert.Evaluator} takes the closed windows of one owner (a host, or a
 * partition of the fleet) and gives {@link io.probestream.schemas.alert.Alert}s; what it remembers
 * lies in an {@link io.probestream.streams.alert.AlertStore}.
 *
 * <p>An answer is true, false or unknown: unknown where what is missing could turn it.
 */
package io.probestream.streams.alert;
