package io.probestream.streams.rollup;

/** What a window is about; the tags are part of the stores' format. */
public enum WindowType {
  RATE(1),
  LATENCY(2),
  MISSED(3);

  private final byte tag;

  WindowType(int tag) {
    this.tag = (byte) tag;
  }

  byte tag() {
    return tag;
  }

  static WindowType of(byte tag) {
    for (WindowType type : values()) {
      if (type.tag == tag) {
        return type;
      }
    }
    throw new IllegalArgumentException("unknown type of window " + tag);
  }

  /**
   * An empty span of this type.
   *
   * @param host null for windows of many hosts
   */
  public WindowSpan<?> span(String host, String name) {
    return span(host, name, true);
  }

  /**
   * The same.
   *
   * @param toldApart whether with what the windows' calls are told apart by
   */
  public WindowSpan<?> span(String host, String name, boolean toldApart) {
    return switch (this) {
      case RATE -> new RateSpan(host, name);
      case LATENCY -> new LatencySpan(host, name, toldApart);
      case MISSED -> new MissedSpan(host, name);
    };
  }
}
