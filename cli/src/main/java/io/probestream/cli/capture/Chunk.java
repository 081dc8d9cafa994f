package io.probestream.cli.capture;

/**
 * Whole lines that go into one record.
 *
 * @param bytes the lines, each ending in a newline
 * @param lines how many
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Chunk(byte[] bytes, int lines) {}
