package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.alert.AlertDelivery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Grouping in made time: groupWait 30 s, groupInterval 5 min, repeatInterval 4 h. */
class WebhookPlanTest {
  private static final long BEGIN_MS = 1_795_392_900_000L;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;

  private final Map<String, AlertDelivery> saved = new HashMap<>();
  private Ledger ledger = new Ledger("hook");
  private WebhookPlan plan = plan(List.of("alertname"), true, 0);
  private long ms;

  private WebhookPlan plan(List<String> groupBy, boolean sendResolved, int maxAlerts) {
    ReceiverSettings receiver =
        ReceiverSettings.of("hook", Target.plain("http://127.0.0.1:1/hook", ""), 0);
    WebhookSettings settings =
        new WebhookSettings(
            receiver, groupBy, 30 * SECOND, 5 * MINUTE, 240 * MINUTE, sendResolved, maxAlerts);
    Links links = Links.at("https://dash.example.org/p");
    return new WebhookPlan(ledger, settings, new WebhookJson("hook", links, maxAlerts));
  }

  private Now now() {
    return new Now(ms * 1_000_000, BEGIN_MS + ms);
  }

  private void put(Alert alert) {
    plan.changed(alert.fingerprint(), alert, false, now());
  }

  private void gone(MadeAlert alert) {
    plan.changed(alert.fingerprint(), null, false, now());
  }

  /** The messages until then, each delivered at once. */
  private List<JsonNode> until(long untilMs) {
    List<JsonNode> messages = new ArrayList<>();
    for (; ms <= untilMs; ms += SECOND) {
      for (Post post = plan.due(now(), 0); post != null; post = plan.due(now(), 0)) {
        messages.add(read(post));
        plan.delivered(post, now());
      }
      save();
    }
    return messages;
  }

  private void save() {
    ledger.save(
        (fingerprint, delivery) -> {
          if (delivery == null) {
            saved.remove(fingerprint);
          } else {
            saved.put(fingerprint, delivery);
          }
        });
  }

  private static JsonNode read(Post post) {
    try {
      return Json.mapper().readTree(post.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Another process, with what the first one saved. */
  private void restart(Alert... picture) {
    ledger = new Ledger("hook");
    saved.values().forEach(ledger::restore);
    plan = plan(List.of("alertname"), true, 0);
    List<String> present = new ArrayList<>();
    for (Alert alert : picture) {
      plan.changed(alert.fingerprint(), alert, true, now());
      present.add(alert.fingerprint());
    }
    ledger.fingerprints().stream()
        .filter(f -> !present.contains(f))
        .forEach(f -> plan.changed(f, null, true, now()));
  }

  private static MadeAlert slow(String host) {
    return new MadeAlert("SlowWrites", host, BEGIN_MS);
  }

  private static List<String> statuses(JsonNode message) {
    List<String> statuses = new ArrayList<>();
    message
        .get("alerts")
        .forEach(a -> statuses.add(a.at("/labels/host").asText() + ' ' + a.get("status").asText()));
    return statuses;
  }

  @Test
  void aThousandHostsInOneSecondAreOneMessage() {
    for (int host = 0; host < 1_000; host++) {
      ms = host;
      put(slow("host-" + host).firing());
    }
    List<JsonNode> messages = until(60 * MINUTE);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).get("alerts")).hasSize(1_000);
    assertThat(messages.get(0).get("status").asText()).isEqualTo("firing");
    assertThat(plan.behind()).isZero();
  }

  @Test
  void aMessageIsAlertmanagersVersion4() {
    put(slow("a").firing());
    JsonNode message = until(30 * SECOND).get(0);
    assertThat(message.get("version").asText()).isEqualTo("4");
    assertThat(message.get("groupKey").asText()).isEqualTo("{}:{alertname=\"SlowWrites\"}");
    assertThat(message.get("receiver").asText()).isEqualTo("hook");
    assertThat(message.get("truncatedAlerts").asInt()).isZero();
    assertThat(message.at("/groupLabels/alertname").asText()).isEqualTo("SlowWrites");
    assertThat(message.at("/commonLabels/host").asText()).isEqualTo("a");
    assertThat(message.at("/commonAnnotations/summary").asText()).isNotEmpty();
    assertThat(message.get("externalURL").asText()).isEqualTo("https://dash.example.org/p/");
    JsonNode alert = message.at("/alerts/0");
    assertThat(alert.get("status").asText()).isEqualTo("firing");
    assertThat(alert.get("startsAt").asText()).isEqualTo("2026-11-23T00:15:00Z");
    assertThat(alert.get("endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
    assertThat(alert.get("fingerprint").asText()).isEqualTo(slow("a").fingerprint());
    assertThat(alert.get("generatorURL").asText())
        .startsWith("https://dash.example.org/p/#/function/vfs_write?from=");
    assertThat(alert.at("/probestream/upper").asLong()).isEqualTo(35_000_000);
  }

  @Test
  void endsAreToldAfterTheGroupsInterval() {
    put(slow("a").firing());
    put(slow("b").firing());
    assertThat(until(MINUTE)).hasSize(1);
    put(slow("a").resolved(BEGIN_MS + MINUTE));
    List<JsonNode> messages = until(20 * MINUTE);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).get("status").asText()).isEqualTo("firing");
    assertThat(statuses(messages.get(0))).containsExactly("b firing", "a resolved");
    assertThat(messages.get(0).at("/alerts/1/endsAt").asText()).isEqualTo("2026-11-23T00:16:00Z");
    put(slow("b").resolved(BEGIN_MS + 20 * MINUTE));
    messages = until(40 * MINUTE);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).get("status").asText()).isEqualTo("resolved");
    assertThat(statuses(messages.get(0))).containsExactly("b resolved");
  }

  @Test
  void withoutAChangeWhatFiresIsToldAgainAfterTheRepeatInterval() {
    put(slow("a").firing());
    assertThat(until(30 * SECOND)).hasSize(1);
    put(slow("a").firing());
    assertThat(until(240 * MINUTE)).isEmpty();
    assertThat(until(241 * MINUTE)).hasSize(1);
    assertThat(until(482 * MINUTE)).hasSize(1);
  }

  @Test
  void aFlappingSeriesIsAtMostOneMessageInAnInterval() {
    long flaps = 0;
    List<JsonNode> messages = new ArrayList<>();
    for (long at = 0; at < 60 * MINUTE; at += 10 * SECOND) {
      MadeAlert alert = slow("a").at(BEGIN_MS + at);
      put(flaps++ % 2 == 0 ? alert.firing() : alert.resolved(BEGIN_MS + at));
      messages.addAll(until(at + 9 * SECOND));
    }
    assertThat(messages).hasSizeBetween(2, 13);
  }

  @Test
  void whatFlappedBackToWhatWasToldIsNoNews() {
    put(slow("a").firing());
    until(30 * SECOND);
    put(slow("a").resolved(BEGIN_MS + 31 * SECOND));
    until(40 * SECOND);
    put(slow("a").at(BEGIN_MS + 40 * SECOND).firing());
    assertThat(until(60 * MINUTE)).isEmpty();
  }

  @Test
  void whatFiredAndEndedBetweenTwoMessagesIsToldOnce() {
    put(slow("a").firing());
    ms = 10 * SECOND;
    put(slow("a").resolved(BEGIN_MS + 10 * SECOND));
    gone(slow("a"));
    List<JsonNode> messages = until(60 * MINUTE);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).get("status").asText()).isEqualTo("resolved");
    assertThat(plan.behind()).isZero();
    assertThat(saved).isEmpty();
  }

  @Test
  void whatFiredAndEndedIsToldThoughItIsPendingAgain() {
    put(slow("a").firing());
    ms = 10 * SECOND;
    put(slow("a").resolved(BEGIN_MS + 10 * SECOND));
    put(slow("a").at(BEGIN_MS + 11 * SECOND).pending());
    List<JsonNode> messages = until(60 * MINUTE);
    assertThat(messages).hasSize(1);
    assertThat(statuses(messages.get(0))).containsExactly("a resolved");
    put(slow("a").at(BEGIN_MS + 12 * SECOND).pending());
    assertThat(until(120 * MINUTE)).isEmpty();
    assertThat(saved).isEmpty();
  }

  @Test
  void unknownWakesNobodyAndKeepsWhatFires() {
    put(slow("a").firing());
    put(slow("b").unheard(BEGIN_MS));
    put(slow("c").pending());
    assertThat(until(MINUTE)).hasSize(1);
    put(slow("a").unknown(BEGIN_MS + MINUTE));
    assertThat(until(239 * MINUTE)).isEmpty();
    JsonNode repeated = until(242 * MINUTE).get(0);
    assertThat(statuses(repeated)).containsExactly("a firing");
    assertThat(repeated.at("/alerts/0/annotations/state").asText()).isEqualTo("unknown");
    assertThat(repeated.at("/alerts/0/annotations/reason").asText())
        .isEqualTo("too much is missing");
    assertThat(repeated.at("/alerts/0/labels/state").isMissingNode()).isTrue();
  }

  @Test
  void aRestartTellsNothingAgainAndForgetsNothing() {
    put(slow("a").firing());
    put(slow("b").firing());
    until(MINUTE);
    restart(slow("a").firing(), slow("b").firing());
    assertThat(until(60 * MINUTE)).isEmpty();
    // b has ended and is gone while no sender ran, c is new.
    restart(slow("a").firing(), slow("c").at(BEGIN_MS + 59 * MINUTE).firing());
    List<JsonNode> messages = until(90 * MINUTE);
    assertThat(messages).hasSize(1);
    assertThat(statuses(messages.get(0)))
        .containsExactlyInAnyOrder("a firing", "c firing", "b resolved");
  }

  @Test
  void aRestartBeforeTheAnswerIsSavedTellsAgain() {
    put(slow("a").firing());
    ms = 31 * SECOND;
    Post post = plan.due(now(), 0);
    assertThat(post).isNotNull();
    restart(slow("a").firing());
    assertThat(until(32 * SECOND)).hasSize(1);
  }

  @Test
  void aRestartKeepsTheGroupsIntervalEvenIfTheWallClockWasSetBack() {
    put(slow("a").firing());
    until(30 * SECOND);
    saved.replaceAll(
        (f, d) -> new AlertDelivery("hook", d.sentMs() + 24 * 60 * MINUTE, false, d.alert()));
    restart(slow("a").firing(), slow("b").firing());
    assertThat(until(5 * MINUTE)).isEmpty();
    assertThat(until(6 * MINUTE)).hasSize(1);
  }

  @Test
  void whatChangesWhileAMessageIsOnItsWayIsToldNext() {
    put(slow("a").firing());
    ms = 30 * SECOND;
    Post post = plan.due(now(), 0);
    put(slow("a").resolved(BEGIN_MS + 30 * SECOND));
    plan.delivered(post, now());
    List<JsonNode> messages = until(10 * MINUTE);
    assertThat(messages).hasSize(1);
    assertThat(statuses(messages.get(0))).containsExactly("a resolved");
  }

  @Test
  void aRefusedMessageIsGivenUpUntilItsAlertsChange() {
    put(slow("a").firing());
    ms = 30 * SECOND;
    assertThat(plan.refused(plan.due(now(), 0), now())).hasSize(1);
    save();
    assertThat(until(60 * MINUTE)).isEmpty();
    put(slow("a").resolved(BEGIN_MS + 60 * MINUTE));
    assertThat(until(80 * MINUTE)).hasSize(1);
  }

  @Test
  void groupsFollowTheLabelsAndLongMessagesAreCut() {
    plan = plan(List.of("host"), true, 0);
    put(slow("a").firing());
    put(new MadeAlert("Other", "a", BEGIN_MS).firing());
    put(slow("b").firing());
    assertThat(until(MINUTE)).hasSize(2);
    ledger = new Ledger("hook");
    plan = plan(List.of("..."), true, 0);
    put(slow("a").firing());
    put(slow("b").firing());
    assertThat(until(3 * MINUTE)).hasSize(2);
    ledger = new Ledger("hook");
    plan = plan(List.of(), true, 2);
    put(slow("a").firing());
    put(slow("b").firing());
    put(slow("c").firing());
    List<JsonNode> messages = until(5 * MINUTE);
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0).get("alerts")).hasSize(2);
    assertThat(messages.get(0).get("truncatedAlerts").asInt()).isEqualTo(1);
    assertThat(plan.behind()).isZero();
  }

  @Test
  void endsAreNotToldToWhoDoesNotWantThem() {
    plan = plan(List.of("alertname"), false, 0);
    put(slow("a").firing());
    until(MINUTE);
    put(slow("a").resolved(BEGIN_MS + MINUTE));
    assertThat(until(20 * MINUTE)).isEmpty();
    put(slow("a").at(BEGIN_MS + 20 * MINUTE).firing());
    assertThat(until(30 * MINUTE)).hasSize(1);
    gone(slow("a"));
    assertThat(until(50 * MINUTE)).isEmpty();
    assertThat(plan.behind()).isZero();
    assertThat(saved).isEmpty();
  }
}
