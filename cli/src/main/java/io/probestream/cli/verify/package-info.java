/**
 * The {@code verify} command: whether two sets of results are the same.
 *
 * <pre>
 * pass 0  missed topics      which hosts were taken up midway, and by which run
 * pass 1  every topic of A, then of B    a fingerprint of each key
 * pass 2  only where they differ         the records around the first difference
 * </pre>
 *
 * <p>Memory: 8 bytes for 64 records of a per-host topic, 16 bytes for each window of a fleet topic
 * (where the last record counts) and at most 8 M of those, and the names.
 */
package io.probestream.cli.verify;
