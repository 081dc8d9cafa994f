package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;

/**
 * Links to the dashboard.
 *
 * @param dashboard where it is served, with a slash at the end; empty if nobody said
 */
record Links(String dashboard) {
  static Links at(String dashboardUrl) {
    boolean whole = dashboardUrl.isEmpty() || dashboardUrl.endsWith("/");
    return new Links(whole ? dashboardUrl : dashboardUrl + '/');
  }

  /** The alert's own, absolute; empty if the dashboard's place is not known. */
  String of(Alert alert) {
    return dashboard.isEmpty() ? "" : dashboard + alert.link().replaceFirst("^/", "");
  }
}
