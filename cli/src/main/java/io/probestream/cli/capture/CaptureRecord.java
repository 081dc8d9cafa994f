package io.probestream.cli.capture;

import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;

/**
 * One record of a capture, before somebody publishes it.
 *
 * @param type lines, counters or status
 * @param seq 0, 1, 2 … in the capture
 * @param firstLine index of its first line, or of the next one where it holds none
 * @param lines how many it holds
 * @param watermark trace-clock time below which no further line is expected, in the clock's unit
 * @param reached trace-clock time of its last line as printed, in the clock's unit; paces a replay,
 *     but decides nothing: a forged line may have set it
 * @param form how its lines are printed
 * @param value the lines, or the counters as JSON; null for a status
 * @param status without host and start; null for lines and counters
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record CaptureRecord(
    RecordType type,
    long seq,
    long firstLine,
    int lines,
    long watermark,
    long reached,
    Form form,
    byte[] value,
    Status status) {}
