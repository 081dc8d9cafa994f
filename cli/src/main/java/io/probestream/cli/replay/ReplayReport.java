package io.probestream.cli.replay;

import java.util.List;
import java.util.UUID;

/**
 * What a replay has published.
 *
 * @param topic the raw topic
 * @param hosts as whom
 * @param sessions of the last turn, in the order of the hosts
 * @param clockOffsetNs of the last turn
 * @param turns begun
 * @param records of all hosts
 * @param lines of all hosts
 * @param bytes of all hosts' lines
 */
public record ReplayReport(
    String topic,
    List<String> hosts,
    List<UUID> sessions,
    long clockOffsetNs,
    int turns,
    long records,
    long lines,
    long bytes) {}
