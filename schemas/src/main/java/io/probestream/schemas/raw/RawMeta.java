package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.count;
import static io.probestream.schemas.Checks.notNegative;
import static io.probestream.schemas.Checks.present;
import static io.probestream.schemas.Checks.timeNs;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The headers of a raw record. ASCII, integers in decimal; unknown headers are ignored.
 *
 * @param type what the value is
 * @param session a UUID for each run of a collector; empty for what is of no host
 * @param seq 0, 1, 2 … for every record of the session
 * @param firstLine index in the session of the first line of this record (of the next line, where
 *     the record holds none)
 * @param lines how many lines the value holds
 * @param clockOffsetNs realtime minus trace clock, fixed for the session
 * @param watermarkNs trace-clock time below which this session will send no further line
 * @param form how the lines were printed
 */
public record RawMeta(
    RecordType type,
    String session,
    long seq,
    long firstLine,
    int lines,
    long clockOffsetNs,
    long watermarkNs,
    Form form) {
  public static final String VERSION = "ps.v";
  public static final String TYPE = "ps.type";
  public static final String SESSION = "ps.session";
  public static final String SEQ = "ps.seq";
  public static final String FIRST_LINE = "ps.first_line";
  public static final String LINES = "ps.lines";
  public static final String CLOCK_OFFSET_NS = "ps.clock_offset_ns";
  public static final String WATERMARK_NS = "ps.watermark_ns";
  public static final String FORM = "ps.form";

  public RawMeta {
    present(type, TYPE);
    present(session, SESSION);
    present(form, FORM);
    count(seq, SEQ);
    count(firstLine, FIRST_LINE);
    notNegative(lines, LINES);
    timeNs(clockOffsetNs, CLOCK_OFFSET_NS);
    timeNs(watermarkNs, WATERMARK_NS);
    check(!type.isOfHost() || !session.isEmpty(), SESSION + " is empty");
  }

  /** The headers of a tick, which belongs to no session. */
  public static RawMeta tick() {
    return ofNoHost(RecordType.TICK);
  }

  /** The headers of a rule set, which belongs to no session. */
  public static RawMeta rules() {
    return ofNoHost(RecordType.RULES);
  }

  private static RawMeta ofNoHost(RecordType type) {
    return new RawMeta(type, "", 0, 0, 0, 0, 0, Form.KERNEL);
  }

  public Headers toHeaders() {
    RecordHeaders headers = new RecordHeaders();
    put(headers, VERSION, "1");
    put(headers, TYPE, type.wireName());
    if (!type.isOfHost()) {
      return headers;
    }
    put(headers, SESSION, session);
    put(headers, SEQ, Long.toString(seq));
    put(headers, FIRST_LINE, Long.toString(firstLine));
    put(headers, LINES, Integer.toString(lines));
    put(headers, CLOCK_OFFSET_NS, Long.toString(clockOffsetNs));
    put(headers, WATERMARK_NS, Long.toString(watermarkNs));
    put(headers, FORM, form.wireName());
    return headers;
  }

  /**
   * Reads the headers of a record of the raw topic.
   *
   * @throws IllegalArgumentException with the reason if this is not a record of version 1
   */
  public static RawMeta of(Headers headers) {
    check("1".equals(text(headers, VERSION)), VERSION + " is not 1");
    RecordType type = RecordType.of(text(headers, TYPE));
    check(type != null, TYPE + " is unknown");
    if (!type.isOfHost()) {
      return ofNoHost(type);
    }
    Form form = Form.of(text(headers, FORM));
    check(form != null, FORM + " is unknown");
    long lines = number(headers, LINES);
    check(lines >= 0 && lines <= Integer.MAX_VALUE, LINES + " is out of range");
    return new RawMeta(
        type,
        text(headers, SESSION),
        number(headers, SEQ),
        number(headers, FIRST_LINE),
        (int) lines,
        number(headers, CLOCK_OFFSET_NS),
        number(headers, WATERMARK_NS),
        form);
  }

  private static void put(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    check(header != null && header.value() != null, name + " is missing");
    return new String(header.value(), StandardCharsets.US_ASCII);
  }

  private static long number(Headers headers, String name) {
    String text = text(headers, name);
    check(!text.startsWith("+"), name + " is not a decimal integer");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is not a decimal integer", e);
    }
  }
}
