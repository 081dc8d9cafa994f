package io.probestream.schemas.raw;

/** How the lines of a record were printed, by the name in {@code ps.form}. */
public enum Form {
  /** Bytes exactly as the kernel printed them. */
  KERNEL("kernel"),
  /** Printed by the agent, with control characters, quotes and backslashes escaped. */
  ESCAPED("escaped");

  private final String wireName;

  Form(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }

  /** The form with that name, or null. */
  public static Form of(String wireName) {
    for (Form form : values()) {
      if (form.wireName.equals(wireName)) {
        return form;
      }
    }
    return null;
  }
}
