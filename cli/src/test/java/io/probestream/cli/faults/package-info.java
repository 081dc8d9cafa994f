/**
 * The fault suite ({@code mvn verify -Pfaults}): real processes, killed, cut off and starved, and
 * raw topics with damage in them. After each round the ledger must close and the aggregates must be
 * those of an undisturbed run over the same raw topic.
 */
package io.probestream.cli.faults;
