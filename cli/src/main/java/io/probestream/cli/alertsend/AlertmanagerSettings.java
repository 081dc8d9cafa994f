package io.probestream.cli.alertsend;

import io.probestream.schemas.config.ConfigSection;

/**
 * An Alertmanager. Each member of a cluster is one of its own: all are told everything.
 *
 * @param resendMs after which an alert is sent again; one that is not sent four times ends there
 */
record AlertmanagerSettings(ReceiverSettings receiver, long resendMs) {
  static final String PATH = "/api/v2/alerts";

  /** Prometheus' {@code rules.alert.resend-delay}. */
  private static final long RESEND_MS = 60_000;

  /** Prometheus lets a firing alert live for four of its intervals ({@code sendAlerts}). */
  private static final int LIVES = 4;

  static AlertmanagerSettings read(ConfigSection section) {
    section.allow(ReceiverSettings.keys("resend"));
    return new AlertmanagerSettings(
        ReceiverSettings.read(section, PATH, 0),
        section.durationMs("resend", 100, 3_600_000, RESEND_MS));
  }

  static AlertmanagerSettings of(ReceiverSettings receiver) {
    return new AlertmanagerSettings(receiver, RESEND_MS);
  }

  long validMs() {
    return LIVES * resendMs;
  }
}
