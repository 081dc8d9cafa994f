package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command as a real process that is killed and told to end. */
@Timeout(180)
class SenderProcessTest {
  @TempDir private static Path directory;
  private static SendFixture kafka;
  private static int number;

  @BeforeAll
  static void start() {
    kafka = new SendFixture(directory);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(SendFixture.PATIENCE).untilAsserted(assertion);
  }

  private static MadeAlert alert(String rule, String host) {
    return new MadeAlert(rule, host, System.currentTimeMillis());
  }

  private static Sending sending(Topics topics, Webhook hook, String... more) throws IOException {
    return new Sending(
        directory.resolve("sender-" + number++),
        kafka.broker.bootstrapServers(),
        topics,
        "webhooks:\n- {name: hook, url: '"
            + hook.url()
            + "', groupWait: 10ms, groupInterval: 10ms, backoff: {first: 10ms}}\n",
        more);
  }

  /** When a later alert is told, an earlier one would have been. */
  private static void awaitSentinel(Topics topics, Webhook hook, String rule) {
    kafka.put(topics, alert(rule, "sentinel").firing());
    eventually(() -> assertThat(hook.taken(rule)).hasSize(1));
  }

  @Test
  void killedBetweenPostAndCommitItPostsAgainAndAfterTheCommitItDoesNot() throws Exception {
    Topics topics = kafka.topics("killed");
    try (Webhook hook = new Webhook()) {
      AtomicReference<Process> victim = new AtomicReference<>();
      hook.behave(
          (message, exchange) -> {
            Process process = victim.getAndSet(null);
            if (process != null) {
              // SIGKILL while it waits for the answer: the message has been read.
              process.destroyForcibly();
            }
            return null;
          });
      kafka.put(topics, alert("Killed", "web-1").firing());
      kafka.flush();
      try (Sending first = sending(topics, hook)) {
        victim.set(first.process);
        assertThat(first.awaitEnd()).isEqualTo(128 + 9);
      }
      assertThat(hook.taken("Killed")).hasSize(1);
      assertThat(kafka.read(topics.alertsSent())).isEmpty();
      // The answer has come, and what was told is not written: halts as SIGKILL would.
      try (Sending second =
          sending(topics, hook, "-X", "interceptor.classes=" + HaltBeforeSent.class.getName())) {
        assertThat(second.awaitEnd()).isEqualTo(HaltBeforeSent.STATUS);
      }
      assertThat(hook.taken("Killed")).hasSize(2);
      assertThat(kafka.read(topics.alertsSent())).isEmpty();
      try (Sending third = sending(topics, hook)) {
        eventually(() -> assertThat(hook.taken("Killed")).hasSize(3));
        eventually(() -> assertThat(kafka.read(topics.alertsSent())).hasSize(1));
        third.process.destroyForcibly();
        assertThat(third.awaitEnd()).isEqualTo(128 + 9);
      }
      try (Sending fourth = sending(topics, hook)) {
        fourth.awaitSaid("1 alert fires");
        awaitSentinel(topics, hook, "Sentinel");
      }
      assertThat(hook.taken("Killed")).hasSize(3);
    }
  }

  @Test
  void onSigtermItWaitsForTheAnswerThatIsOnItsWayAndRemembersIt() throws Exception {
    Topics topics = kafka.topics("term");
    try (Webhook hook = new Webhook()) {
      try (Sending sending = sending(topics, hook)) {
        sending.awaitSaid("delivering");
        hook.behave(
            (message, exchange) -> {
              sending.process.destroy(); // SIGTERM
              return null;
            });
        kafka.put(topics, alert("Term", "web-1").firing());
        assertThat(sending.awaitEnd()).isEqualTo(128 + 15);
        assertThat(sending.said()).endsWith("probestream: sender ended\n");
        assertThat(sending.said()).doesNotContain("\tat ");
      }
      hook.behave((message, exchange) -> null);
      assertThat(kafka.read(topics.alertsSent())).hasSize(1);
    }
  }

  @Test
  void aStandbyTakesOverFromAKilledSenderAndTellsNothingTwice() throws Exception {
    Topics topics = kafka.topics("standby");
    try (Webhook hook = new Webhook();
        Sending first = sending(topics, hook)) {
      first.awaitSaid("delivering");
      kafka.put(topics, alert("Before", "web-1").firing());
      eventually(() -> assertThat(kafka.read(topics.alertsSent())).hasSize(1));
      try (Sending second = sending(topics, hook)) {
        second.awaitSaid("standing by");
        kafka.put(topics, alert("Both", "web-1").firing());
        eventually(() -> assertThat(hook.taken("Both")).hasSize(1));
        assertThat(second.said()).doesNotContain("delivering");
        eventually(() -> assertThat(kafka.read(topics.alertsSent())).hasSize(2));
        first.process.destroyForcibly();
        kafka.put(topics, alert("After", "web-1").firing());
        eventually(() -> assertThat(hook.taken("After")).hasSize(1));
        assertThat(second.said()).contains("delivering");
        awaitSentinel(topics, hook, "Sentinel");
      }
      assertThat(hook.taken("Before")).hasSize(1);
      assertThat(hook.taken("Both")).hasSize(1);
    }
  }
}
