package io.probestream.cli.rawexport;

/**
 * What was exported.
 *
 * @param host the host
 * @param session its session
 * @param file where to; null for stdout
 * @param lines written
 * @param bytes written, before compression
 * @param linesMissing lines that got a number and are not in the topic
 * @param duplicates lines left out because they were there already
 */
record ExportReport(
    String host,
    String session,
    String file,
    long lines,
    long bytes,
    long linesMissing,
    long duplicates) {}
