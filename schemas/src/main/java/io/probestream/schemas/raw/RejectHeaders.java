package io.probestream.schemas.raw;

/** The headers of a record of the rejects topic. ASCII, integers in decimal. */
public final class RejectHeaders {
  /** Why, in a few words. */
  public static final String REASON = "ps.reason";

  /** Byte offset of the fault in the value. */
  public static final String OFFSET = "ps.offset";

  /** Session of the raw record; empty if it told none. */
  public static final String SESSION = RawMeta.SESSION;

  /** Sequence number of the raw record; -1 if it told none. */
  public static final String SEQ = RawMeta.SEQ;

  /** How many bytes of a rejected value are kept. */
  public static final int MAX_VALUE_BYTES = 4096;

  /** Key of rejects whose own key is no host name. */
  public static final String NO_HOST = "-";

  private RejectHeaders() {}
}
