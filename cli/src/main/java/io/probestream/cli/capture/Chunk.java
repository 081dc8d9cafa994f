package io.probestream.cli.capture;

/**
 * Whole lines that go into one record.
 *
 * @param bytes the lines, each ending in a newline
 * @param lines how many
 * @param reached time of the last line that has one not behind the watermark; as before if none has
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Chunk(byte[] bytes, int lines, long reached) {}
