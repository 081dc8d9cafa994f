package io.probestream.schemas.raw;

/** The kinds of records in the raw topic, by their name in {@code ps.type}. */
public enum RecordType {
  /** Whole trace lines, each ending in a newline. */
  LINES("lines"),
  /** A {@link Counters} value. */
  COUNTERS("counters"),
  /** A {@link Status} value. */
  STATUS("status"),
  /** A {@link Tick} value, written by the streams side. */
  TICK("tick"),
  /** An {@link AlertRules} value, written by the streams side. */
  RULES("rules");

  private final String wireName;

  RecordType(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /** Whether a collector wrote it, as a part of a session of its host. */
  public boolean isOfHost() {
    return this != TICK && this != RULES;
  }

  /** The type with that name, or null. */
  public static RecordType of(String wireName) {
    for (RecordType type : values()) {
      if (type.wireName.equals(wireName)) {
        return type;
      }
    }
    return null;
  }
}
