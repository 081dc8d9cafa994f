package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.alert.DeadAlertHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager, a real broker; each test has a rule and topics of its own. */
@Timeout(120)
class AlertmanagerDeliveryTest {
  @TempDir private static Path directory;
  private static SendFixture kafka;
  private static Webhook notified;
  private static Alertmanager alertmanager;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Alertmanager.isInstalled(), Alertmanager.NEEDED);
    kafka = new SendFixture(directory);
    notified = new Webhook();
    alertmanager = Alertmanager.start(directory.resolve("am"), notified.url());
  }

  @AfterAll
  static void stop() {
    if (kafka != null) {
      alertmanager.close();
      notified.close();
      kafka.close();
    }
  }

  private static String[] receiver() {
    return new String[] {
      "dashboardUrl: http://dash.example.org/",
      "alertmanagers:",
      "- name: am",
      "  url: " + alertmanager.url(),
      "  resend: 500ms",
      "  backoff: {first: 50ms, longest: 400ms}"
    };
  }

  private static MadeAlert alert(String rule, String host) {
    return new MadeAlert(rule, host, System.currentTimeMillis());
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(SendFixture.PATIENCE).untilAsserted(assertion);
  }

  @Test
  void anAlertFiresStaysAndEnds() throws Exception {
    Topics topics = kafka.topics("life");
    MadeAlert life = alert("Life", "web-1");
    kafka.put(topics, life.pending());
    try (SendFixture.Running sender = kafka.start(topics, receiver())) {
      sender.awaitDelivering();
      assertThat(alertmanager.alerts("Life")).isEmpty();
      kafka.put(topics, life.firing());
      eventually(() -> assertThat(notified.taken("Life")).hasSize(1));
      JsonNode message = notified.taken("Life").get(0);
      assertThat(Webhook.statuses(message)).containsExactly("web-1 firing");
      assertThat(message.at("/alerts/0/labels/severity").asText()).isEqualTo("page");
      assertThat(message.at("/alerts/0/generatorURL").asText())
          .startsWith("http://dash.example.org/#/function/vfs_write?from=");
      assertThat(Instant.parse(message.at("/alerts/0/startsAt").asText()).toEpochMilli())
          .isEqualTo(life.sinceMs());
      // Longer than four times the interval: it lives by being sent again.
      await()
          .atMost(SendFixture.PATIENCE)
          .until(() -> System.currentTimeMillis() - life.sinceMs() > 4_000);
      assertThat(alertmanager.alerts("Life")).hasSize(1);
      // What is not known any more keeps firing, and says so.
      kafka.put(topics, life.unknown(System.currentTimeMillis()));
      eventually(
          () ->
              assertThat(alertmanager.alerts("Life").at("/0/annotations/state").asText())
                  .isEqualTo("unknown"));
      kafka.put(topics, life.resolved(System.currentTimeMillis()));
      eventually(() -> assertThat(alertmanager.alerts("Life")).isEmpty());
      eventually(() -> assertThat(notified.taken("Life")).hasSize(2));
      assertThat(Webhook.statuses(notified.taken("Life").get(1))).containsExactly("web-1 resolved");
      assertThat(sender.counts("am").failed()).isZero();
    }
  }

  @Test
  void aThousandHostsInOneSecondAreOneNotification() throws Exception {
    Topics topics = kafka.topics("thousand");
    try (SendFixture.Running sender = kafka.start(topics, receiver())) {
      sender.awaitDelivering();
      for (int host = 0; host < 1_000; host++) {
        kafka.put(topics, alert("Thousand", "host-" + host).firing());
      }
      eventually(() -> assertThat(notified.taken("Thousand")).hasSize(1));
      assertThat(notified.taken("Thousand").get(0).get("alerts")).hasSize(1_000);
      eventually(() -> assertThat(sender.counts("am").behind()).isZero());
    }
    assertThat(notified.taken("Thousand")).hasSize(1);
  }

  @Test
  void aSilenceInAlertmanagerSilences() throws Exception {
    Topics topics = kafka.topics("silence");
    alertmanager.silence("Silence", "web-1");
    try (SendFixture.Running sender = kafka.start(topics, receiver())) {
      sender.awaitDelivering();
      kafka.put(topics, alert("Silence", "web-1").firing());
      kafka.put(topics, alert("Silence", "web-2").firing());
      eventually(() -> assertThat(alertmanager.alerts("Silence")).hasSize(2));
      eventually(() -> assertThat(notified.taken("Silence")).hasSize(1));
      assertThat(Webhook.statuses(notified.taken("Silence").get(0)))
          .containsExactly("web-2 firing");
    }
  }

  @Test
  void aFlappingSeriesIsNotMoreThanAlertmanagersIntervalAllows() throws Exception {
    Topics topics = kafka.topics("flap");
    try (SendFixture.Running sender = kafka.start(topics, receiver())) {
      sender.awaitDelivering();
      long beginMs = System.currentTimeMillis();
      for (int flap = 0; flap < 40; flap++) {
        MadeAlert alert = alert("Flap", "web-1");
        kafka.put(topics, flap % 2 == 0 ? alert.firing() : alert.resolved(alert.sinceMs() + 50));
        kafka.flush();
        long flaps = flap;
        await()
            .pollInterval(Duration.ofMillis(10))
            .until(() -> System.currentTimeMillis() - beginMs > flaps * 100);
      }
      eventually(() -> assertThat(alertmanager.alerts("Flap")).isEmpty());
      eventually(() -> assertThat(sender.counts("am").behind()).isZero());
      long intervals = (System.currentTimeMillis() - beginMs) / 2_000 + 1;
      assertThat(notified.taken("Flap").size()).isLessThanOrEqualTo((int) intervals + 1);
    }
  }

  @Test
  void whatAlertmanagerRefusesIsDeadAndTheRestOfTheBatchIsNot() throws Exception {
    Topics topics = kafka.topics("dead");
    Alert bare = bare(alert("Dead", "nobody").firing());
    kafka.put(topics, bare);
    for (int host = 0; host < 20; host++) {
      kafka.put(topics, alert("Dead", "web-" + host).firing());
    }
    kafka.flush();
    try (SendFixture.Running sender = kafka.start(topics, receiver())) {
      eventually(() -> assertThat(alertmanager.alerts("Dead")).hasSize(20));
      eventually(() -> assertThat(kafka.read(topics.alertsDead())).hasSize(1));
      eventually(() -> assertThat(sender.counts("am").behind()).isZero());
      assertThat(sender.counts("am").dead()).isEqualTo(1);
    }
    ConsumerRecord<byte[], byte[]> dead = kafka.read(topics.alertsDead()).get(0);
    assertThat(new String(dead.key(), StandardCharsets.UTF_8)).isEqualTo(bare.fingerprint());
    assertThat(Json.read(dead.value(), Alert.class)).isEqualTo(bare);
    assertThat(header(dead, DeadAlertHeaders.RECEIVER)).isEqualTo("am");
    assertThat(header(dead, DeadAlertHeaders.STATUS)).isEqualTo("400");
    assertThat(header(dead, DeadAlertHeaders.REASON)).contains("label");
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  /** Alertmanager drops empty labels, and wants one. */
  private static Alert bare(Alert a) {
    Map<String, String> labels = new TreeMap<>(a.labels());
    labels.replaceAll((name, value) -> "");
    return MadeAlert.with(a, a.fingerprint(), labels);
  }

  @Test
  void whatHappensWhileAlertmanagerIsAwayIsToldWhenItIsBack() throws Exception {
    Topics topics = kafka.topics("away");
    MadeAlert stays = alert("Away", "stays");
    MadeAlert ends = alert("Away", "ends");
    MadeAlert comes = alert("Away", "comes");
    Webhook other = new Webhook();
    try (other;
        Alertmanager am = Alertmanager.start(directory.resolve("away"), other.url());
        SendFixture.Running sender =
            kafka.start(
                topics,
                "alertmanagers:",
                "- {name: am, url: '" + am.url() + "', resend: 500ms,",
                "   backoff: {first: 20ms, longest: 200ms}}")) {
      kafka.put(topics, stays.firing());
      kafka.put(topics, ends.firing());
      eventually(() -> assertThat(other.taken("Away")).hasSize(1));
      am.stop();
      eventually(() -> assertThat(sender.says("does not take alerts: ")).isTrue());
      kafka.put(topics, ends.resolved(System.currentTimeMillis()));
      kafka.gone(topics, ends.fingerprint());
      kafka.put(topics, comes.firing());
      eventually(() -> assertThat(sender.counts("am").behind()).isEqualTo(2));
      eventually(() -> assertThat(sender.counts("am").failures()).isGreaterThan(6));
      assertThat(sender.counts("am").backoffMs()).isBetween(100L, 200L);
      am.start();
      eventually(() -> assertThat(sender.says("answers again after")).isTrue());
      eventually(() -> assertThat(am.alerts("Away")).hasSize(2));
      // Its own memory of what it notified survived: it tells the end, and the new one.
      eventually(
          () ->
              assertThat(other.taken("Away").stream().flatMap(m -> Webhook.statuses(m).stream()))
                  .contains("ends resolved", "comes firing"));
      assertThat(sender.counts("am").behind()).isZero();
    }
  }

  @Test
  void ourWallClockMayJumpWithoutAnAlertEnding() throws Exception {
    Topics topics = kafka.topics("jump");
    AtomicLong shiftMs = new AtomicLong();
    MadeAlert alert = alert("Jump", "web-1");
    try (SendFixture.Running sender =
        kafka.startAt(
            () -> new Now(Now.read().ns(), System.currentTimeMillis() + shiftMs.get()),
            topics,
            receiver())) {
      sender.awaitDelivering();
      kafka.put(topics, alert.firing());
      eventually(() -> assertThat(notified.taken("Jump")).hasSize(1));
      for (long jumpMs : new long[] {-7_200_000, 7_200_000}) {
        shiftMs.set(jumpMs);
        long taken = sender.counts("am").taken();
        eventually(() -> assertThat(sender.counts("am").taken()).isGreaterThan(taken + 3));
        JsonNode known = alertmanager.alerts("Jump");
        assertThat(known).hasSize(1);
        assertThat(Instant.parse(known.at("/0/endsAt").asText()).toEpochMilli())
            .isLessThan(System.currentTimeMillis() + 10_000);
      }
      // Event time, too, was ahead: the end lies in the future, and counts now.
      kafka.put(topics, alert.resolved(System.currentTimeMillis() + 3_600_000));
      eventually(() -> assertThat(notified.taken("Jump")).hasSize(2));
      assertThat(Webhook.statuses(notified.taken("Jump").get(1))).containsExactly("web-1 resolved");
    }
  }
}
