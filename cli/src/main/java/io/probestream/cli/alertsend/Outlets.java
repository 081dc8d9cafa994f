package io.probestream.cli.alertsend;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Makes the outlets of all receivers; connections and counts outlive them. */
final class Outlets {
  private final SendSettings settings;
  private final SendMetrics metrics;
  private final Consumer<String> notices;
  private final Map<String, Poster> posters = new HashMap<>();
  private final Random random = new Random();

  Outlets(SendSettings settings, SendMetrics metrics, Consumer<String> notices) {
    this.settings = settings;
    this.metrics = metrics;
    this.notices = notices;
    settings.receivers().forEach(r -> posters.put(r.name(), new Poster(r.target())));
  }

  List<Outlet> make(Map<String, Ledger> ledgers, Outlet.DeadLetters dead) {
    Links links = Links.at(settings.dashboardUrl());
    List<Outlet> outlets = new ArrayList<>();
    for (AlertmanagerSettings a : settings.alertmanagers()) {
      Ledger ledger = ledgers.get(a.receiver().name());
      AlertmanagerJson json = new AlertmanagerJson(links, a.validMs());
      outlets.add(
          outlet(a.receiver(), new AlertmanagerPlan(ledger, json, a.resendMs()), ledger, dead));
    }
    for (WebhookSettings w : settings.webhooks()) {
      Ledger ledger = ledgers.get(w.receiver().name());
      WebhookJson json = new WebhookJson(w.receiver().name(), links, w.maxAlerts());
      outlets.add(outlet(w.receiver(), new WebhookPlan(ledger, w, json), ledger, dead));
    }
    return outlets;
  }

  private Outlet outlet(ReceiverSettings r, Plan plan, Ledger ledger, Outlet.DeadLetters dead) {
    return new Outlet(
        r,
        posters.get(r.name()),
        plan,
        ledger,
        dead,
        notices,
        new Backoff(r.firstBackoffMs(), r.longestBackoffMs(), random),
        metrics.of(r.name()));
  }
}
