package io.probestream.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.api.ApiClient;
import io.probestream.cli.results.RawStatuses;
import io.probestream.cli.results.RawStatuses.Seen;
import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** From the API: it is asked for all of it again at each refresh. */
final class ApiAccount implements Account {
  private final ApiClient api;
  private final Wanted wanted;
  private final boolean calls;
  private final Notes notes;
  private final List<RateWindow> rates = new ArrayList<>();
  private final List<MissedWindow> missed = new ArrayList<>();
  private final Map<String, InFlight> inFlight = new TreeMap<>();
  private final Map<String, Seen> statuses = new TreeMap<>();
  private final Map<String, Long> newestMs = new HashMap<>();
  private final Map<String, Long> silentFromMs = new HashMap<>();
  private final Set<String> contested = new HashSet<>();

  private ApiAccount(ApiClient api, Wanted wanted, boolean calls, Notes notes) {
    this.api = api;
    this.wanted = wanted;
    this.calls = calls;
    this.notes = notes;
  }

  static ApiAccount read(ApiClient api, Wanted wanted, boolean calls, Notes notes) {
    ApiAccount account = new ApiAccount(api, wanted, calls, notes);
    account.ask(wanted.between(wanted.fromMs(), wanted.toMs()));
    return account;
  }

  @Override
  public void refresh(Duration patience) {
    try {
      Thread.sleep(patience.toMillis());
    } catch (InterruptedException e) {
      throw ApiFeed.interrupted(e);
    }
    ask(wanted.between(wanted.fromMs(), Math.floorDiv(System.currentTimeMillis(), 1_000) * 1_000));
  }

  private void ask(Wanted now) {
    rates.clear();
    missed.clear();
    inFlight.clear();
    hosts(now);
    new ApiFeed<>(new RateKind(), now, api, notes).read(Feed.WHOLE, rates::add);
    new ApiFeed<>(new MissedKind(), now, api, notes).read(Feed.WHOLE, missed::add);
    if (calls) {
      new ApiFeed<>(new LatencyKind(), now, api, notes).read(Feed.WHOLE, this::addInFlight);
    }
    contested.clear();
    if (missed.stream().anyMatch(m -> m.causes().hostConflict() > 0)) {
      Wanted lately = now.between(now.toMs() - RawStatuses.LIVE_MS, now.toMs());
      new ApiFeed<>(new MissedKind(), lately, api, notes)
          .read(
              Feed.WHOLE,
              m -> {
                if (m.causes().hostConflict() > 0) {
                  contested.add(m.host());
                }
              });
    }
  }

  private void addInFlight(LatencyWindow w) {
    if (w.inFlight() != null) {
      inFlight.put(Keys.of(w.host(), w.function()), w.inFlight());
    }
  }

  private void hosts(Wanted now) {
    ApiClient.Params params = ApiClient.params().with("status", true);
    ApiFeed.with(params, now);
    JsonNode answer = ApiFeed.get(api, "hosts", params);
    notes.about(answer);
    silentFromMs.clear();
    for (JsonNode host : answer.path("hosts")) {
      String name = host.path("host").asText();
      newestMs.put(name, host.path("newestMs").asLong());
      if (host.has("silentFromMs")) {
        silentFromMs.put(name, host.get("silentFromMs").asLong());
      }
      if (host.has("status")) {
        Status status = Json.read(Json.bytes(host.get("status")), Status.class);
        statuses.put(
            name, new Seen(host.get("session").asText(), host.get("statusMs").asLong(), status));
      }
    }
  }

  @Override
  public List<RateWindow> rates() {
    return rates;
  }

  @Override
  public List<MissedWindow> missed() {
    return missed;
  }

  @Override
  public Map<String, InFlight> inFlight() {
    return inFlight;
  }

  @Override
  public Map<String, Seen> statuses() {
    return statuses;
  }

  @Override
  public boolean isContested(String host, long nowMs) {
    return contested.contains(host);
  }

  @Override
  public long newestMs(String host) {
    return newestMs.getOrDefault(host, 0L);
  }

  @Override
  public Long silentFromMs(String host) {
    return silentFromMs.get(host);
  }

  @Override
  public Set<String> silentHosts() {
    return silentFromMs.keySet();
  }

  @Override
  public void close() {
    // nothing is held open
  }
}
