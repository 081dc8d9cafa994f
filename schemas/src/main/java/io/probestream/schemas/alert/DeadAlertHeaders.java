package io.probestream.schemas.alert;

/** The headers of a record of the dead letters' topic, whose value is the {@link Alert}. UTF-8. */
public final class DeadAlertHeaders {
  /** The receiver that refused it. */
  public static final String RECEIVER = "ps.receiver";

  /** HTTP status of the refusal. */
  public static final String STATUS = "ps.status";

  /** What the receiver said, for people. */
  public static final String REASON = "ps.reason";

  private DeadAlertHeaders() {}
}
