package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import java.net.URI;

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

  /**
   * The alert's own, absolute; empty if the dashboard's place is not known. Alertmanager refuses an
   * alert whose link is no URI: the dashboard's own stands in for such a one.
   */
  String of(Alert alert) {
    if (dashboard.isEmpty()) {
      return "";
    }
    try {
      return URI.create(dashboard + alert.link().replaceFirst("^/", "")).toString();
    } catch (IllegalArgumentException e) {
      return dashboard;
    }
  }
}
