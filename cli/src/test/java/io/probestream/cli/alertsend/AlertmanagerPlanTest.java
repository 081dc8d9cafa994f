package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Alertmanager is sent, in made time; resend is a minute. */
class AlertmanagerPlanTest {
  private static final long BEGIN_MS = 1_795_392_900_000L;
  private static final long MINUTE = 60_000;

  private final Ledger ledger = new Ledger("am");
  private final AlertmanagerPlan plan =
      new AlertmanagerPlan(
          ledger, new AlertmanagerJson(Links.at("http://dash"), 4 * MINUTE), MINUTE);
  private long ms;

  private Now now() {
    return new Now(ms * 1_000_000, BEGIN_MS + ms);
  }

  private void put(Alert alert) {
    plan.changed(alert.fingerprint(), alert, false, now());
  }

  private static MadeAlert slow(String host) {
    return new MadeAlert("SlowWrites", host, BEGIN_MS - MINUTE);
  }

  private JsonNode take() throws IOException {
    Post post = plan.due(now(), BEGIN_MS + ms);
    if (post == null) {
      return Json.mapper().createArrayNode();
    }
    plan.delivered(post, now());
    return Json.mapper().readTree(post.body());
  }

  private static long time(JsonNode alert, String field) {
    return Instant.parse(alert.get(field).asText()).toEpochMilli();
  }

  @Test
  void whatFiresIsSentAtOnceAndAgainEachMinuteWithAnEndFourMinutesAhead() throws Exception {
    put(slow("a").firing());
    JsonNode alert = take().get(0);
    assertThat(time(alert, "startsAt")).isEqualTo(BEGIN_MS - MINUTE);
    assertThat(time(alert, "endsAt")).isEqualTo(BEGIN_MS + 4 * MINUTE);
    assertThat(alert.get("generatorURL").asText()).startsWith("http://dash/#/function/vfs_write");
    ms = MINUTE - 1;
    assertThat(take()).isEmpty();
    ms = MINUTE;
    assertThat(time(take().get(0), "endsAt")).isEqualTo(BEGIN_MS + 5 * MINUTE);
  }

  @Test
  void aRefreshWithoutNewsWaitsForTheNextTime() throws Exception {
    put(slow("a").firing());
    take();
    ms = 30_000;
    put(slow("a").firing());
    assertThat(take()).isEmpty();
    put(slow("a").unknown(BEGIN_MS + ms));
    assertThat(take().get(0).at("/annotations/state").asText()).isEqualTo("unknown");
  }

  @Test
  void anEndIsSentUntilTheAlertIsGoneAndNeverLiesInTheReceiversFuture() throws Exception {
    put(slow("a").firing());
    take();
    ms = 1_000;
    put(slow("a").resolved(BEGIN_MS + 10 * MINUTE));
    assertThat(time(take().get(0), "endsAt")).isEqualTo(BEGIN_MS + 1_000);
    ms += MINUTE;
    assertThat(take()).hasSize(1);
    plan.changed(slow("a").fingerprint(), null, false, now());
    ms += MINUTE;
    assertThat(take()).isEmpty();
    assertThat(ledger.get(slow("a").fingerprint())).isNull();
  }

  @Test
  void anEventTimeInTheFutureIsNoStartInTheFuture() throws Exception {
    put(slow("a").at(BEGIN_MS + 60 * MINUTE).firing());
    JsonNode alert = take().get(0);
    assertThat(time(alert, "startsAt")).isEqualTo(BEGIN_MS);
    assertThat(time(alert, "endsAt")).isEqualTo(BEGIN_MS + 4 * MINUTE);
  }

  @Test
  void pendingAndUnknownOnesThatNeverFiredAreNotSent() throws Exception {
    put(slow("a").pending());
    put(slow("b").unheard(BEGIN_MS));
    assertThat(take()).isEmpty();
    assertThat(plan.behind()).isZero();
  }

  @Test
  void whatEndedAndWentWhileItWasNotTakenIsStillSent() throws Exception {
    put(slow("a").firing());
    assertThat(plan.due(now(), BEGIN_MS)).isNotNull();
    ms = 20 * MINUTE;
    put(slow("a").resolved(BEGIN_MS + MINUTE));
    plan.changed(slow("a").fingerprint(), null, false, now());
    assertThat(plan.behind()).isEqualTo(1);
    JsonNode alert = take().get(0);
    assertThat(time(alert, "endsAt")).isEqualTo(BEGIN_MS + MINUTE);
    assertThat(plan.behind()).isZero();
    ms += MINUTE;
    assertThat(take()).isEmpty();
  }

  @Test
  void whatEndedWhileItWasNotTakenIsSentThoughItIsPendingAgain() throws Exception {
    put(slow("a").firing());
    put(slow("a").resolved(BEGIN_MS));
    put(slow("a").pending());
    assertThat(plan.behind()).isEqualTo(1);
    assertThat(time(take().get(0), "endsAt")).isEqualTo(BEGIN_MS);
    put(slow("a").pending());
    ms = MINUTE;
    assertThat(take()).isEmpty();
    assertThat(plan.behind()).isZero();
  }

  @Test
  void whatIsGoneWithoutAnEndEndsNow() throws Exception {
    put(slow("a").firing());
    take();
    ms = MINUTE / 2;
    plan.changed(slow("a").fingerprint(), null, false, now());
    assertThat(time(take().get(0), "endsAt")).isEqualTo(BEGIN_MS + ms);
    ms += MINUTE;
    assertThat(take()).isEmpty();
  }

  @Test
  void manyAreSentInBatches() throws Exception {
    for (int host = 0; host < 600; host++) {
      put(slow("host-" + host).firing());
    }
    List<Integer> sizes = new ArrayList<>();
    for (JsonNode batch = take(); !batch.isEmpty(); batch = take()) {
      sizes.add(batch.size());
    }
    assertThat(sizes).containsExactly(256, 256, 88);
  }

  @Test
  void ofARefusedBatchOnlyTheOneAtFaultIsGivenUp() {
    for (int host = 0; host < 100; host++) {
      put(slow("host-" + host).firing());
    }
    List<String> dead = new ArrayList<>();
    int posts = 0;
    for (Post post = plan.due(now(), BEGIN_MS); post != null; post = plan.due(now(), BEGIN_MS)) {
      posts++;
      if (post.body().contains("host-42\"")) {
        plan.refused(post, now()).forEach(n -> dead.add(n.alert().labels().get("host")));
      } else {
        plan.delivered(post, now());
      }
    }
    assertThat(dead).containsExactly("host-42");
    assertThat(posts).isLessThan(20);
    assertThat(plan.behind()).isZero();
    ms = MINUTE;
    assertThat(plan.due(now(), BEGIN_MS).notices()).hasSize(99);
  }

  @Test
  void anAlertWithOtherLabelsEndsUnderTheOldOnes() throws Exception {
    put(slow("a").firing());
    take();
    Alert other = slow("b").firing();
    plan.changed(slow("a").fingerprint(), named(other, slow("a").fingerprint()), false, now());
    JsonNode both = take();
    assertThat(both).hasSize(2);
    assertThat(both.at("/0/labels/host").asText()).isEqualTo("a");
    assertThat(time(both.get(0), "endsAt")).isEqualTo(BEGIN_MS);
    assertThat(both.at("/1/labels/host").asText()).isEqualTo("b");
    assertThat(time(both.get(1), "endsAt")).isGreaterThan(BEGIN_MS);
    assertThat(plan.behind()).isZero();
    ms = MINUTE;
    assertThat(take()).hasSize(1);
  }

  private static Alert named(Alert a, String fingerprint) {
    return MadeAlert.with(a, fingerprint, a.labels());
  }

  @Test
  void aLinkThatIsNoUriIsTheDashboards() {
    Alert alert = slow("100%-zz").firing();
    assertThat(Links.at("http://dash/p").of(alert)).isEqualTo("http://dash/p/");
    assertThat(Links.at("").of(alert)).isEmpty();
    assertThat(Links.at("http://dash/p").of(slow("a").firing()))
        .startsWith("http://dash/p/#/function/vfs_write?from=");
  }

  @Test
  void namesThatAlertmanagerRefusesAreMadeAllowed() {
    assertThat(
            AlertmanagerJson.names(
                Map.of("rack-id", "1", "rack.id", "2", "7th", "3", "ok_1", "4", "é", "5")))
        .isEqualTo(Map.of("rack_id", "1", "rack_id_", "2", "_7th", "3", "ok_1", "4", "_", "5"));
  }
}
