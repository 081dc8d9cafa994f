package io.probestream.schemas.probe;

/** Where in a function a probe sits. */
public enum ProbeKind {
  /** At the function's start. */
  ENTRY("entry"),
  /** At its return. */
  RETURN("return"),
  /** Anywhere else. */
  OTHER("other");

  private final String wireName;

  ProbeKind(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /** The kind with that name; {@link #OTHER} for anything else. */
  public static ProbeKind of(String wireName) {
    return switch (wireName) {
      case "entry" -> ENTRY;
      case "return" -> RETURN;
      default -> OTHER;
    };
  }
}
