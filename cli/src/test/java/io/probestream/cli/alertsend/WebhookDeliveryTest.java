package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.alert.DeadAlertHeaders;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks over real sockets and a real broker. */
@Timeout(120)
class WebhookDeliveryTest {
  @TempDir private static Path directory;
  private static SendFixture kafka;

  @BeforeAll
  static void start() {
    kafka = new SendFixture(directory);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static MadeAlert alert(String rule, String host) {
    return new MadeAlert(rule, host, System.currentTimeMillis());
  }

  private static void eventually(ThrowingRunnable assertion) {
    await().atMost(SendFixture.PATIENCE).untilAsserted(assertion);
  }

  @Test
  void aThousandHostsInOneSecondAreOneMessage() throws Exception {
    Topics topics = kafka.topics("thousand");
    try (Webhook hook = new Webhook();
        SendFixture.Running sender =
            kafka.start(
                topics, "webhooks:", "- {name: hook, url: '" + hook.url() + "', groupWait: 2s}")) {
      sender.awaitDelivering();
      for (int host = 0; host < 1_000; host++) {
        kafka.put(topics, alert("Thousand", "host-" + host).firing());
      }
      eventually(() -> assertThat(hook.taken("Thousand")).hasSize(1));
      assertThat(hook.taken("Thousand").get(0).get("alerts")).hasSize(1_000);
      eventually(() -> assertThat(sender.counts("hook").behind()).isZero());
      assertThat(sender.counts("hook").taken()).isEqualTo(1);
      eventually(() -> assertThat(kafka.read(topics.alertsSent())).hasSize(1_000));
    }
  }

  @Test
  void aReceiverThatFailsIsTriedUntilItDoesNot() throws Exception {
    Topics topics = kafka.topics("fails");
    AtomicInteger tries = new AtomicInteger();
    try (Webhook hook = new Webhook();
        SendFixture.Running sender =
            kafka.start(
                topics,
                "webhooks:",
                "- {name: hook, url: '" + hook.url() + "', groupWait: 10ms, timeout: 300ms,",
                "   backoff: {first: 10ms, longest: 50ms}}")) {
      hook.behave(
          (message, exchange) ->
              switch (tries.incrementAndGet()) {
                case 1 -> 500;
                case 2 -> -1; // the connection is cut
                case 3 -> 404;
                case 4 -> {
                  exchange.getResponseHeaders().add("Location", hook.url() + "/other");
                  yield 302;
                }
                case 5 -> {
                  exchange.getResponseHeaders().add("Retry-After", "1");
                  yield 429;
                }
                default -> null;
              });
      kafka.put(topics, alert("Fails", "web-1").firing());
      eventually(() -> assertThat(hook.taken("Fails")).hasSize(1));
      assertThat(hook.seen("Fails")).hasSize(6);
      eventually(() -> assertThat(sender.says("answers again after 5 failures in")).isTrue());
      assertThat(sender.counts("hook").failed()).isEqualTo(5);
      assertThat(sender.said.stream().filter(s -> s.contains("does not take"))).hasSize(1);
      assertThat(sender.counts("hook").dead()).isZero();
    }
  }

  @Test
  void whatIsRefusedForGoodIsDeadWithTheReasonAndItsNextStateIsTold() throws Exception {
    Topics topics = kafka.topics("refused");
    MadeAlert made = alert("Refused", "web-1");
    try (Webhook hook = new Webhook();
        SendFixture.Running sender =
            kafka.start(
                topics,
                "webhooks:",
                "- {name: hook, url: '"
                    + hook.url()
                    + "', groupWait: 10ms, groupInterval: 10ms}")) {
      hook.behave((message, exchange) -> 422);
      kafka.put(topics, made.firing());
      eventually(() -> assertThat(kafka.read(topics.alertsDead())).hasSize(1));
      ConsumerRecord<byte[], byte[]> dead = kafka.read(topics.alertsDead()).get(0);
      assertThat(Json.read(dead.value(), Alert.class)).isEqualTo(made.firing());
      assertThat(header(dead, DeadAlertHeaders.RECEIVER)).isEqualTo("hook");
      assertThat(header(dead, DeadAlertHeaders.STATUS)).isEqualTo("422");
      assertThat(header(dead, DeadAlertHeaders.REASON))
          .isEqualTo("HTTP status 422: said by the test");
      assertThat(sender.says("refuses alert Refused")).isTrue();
      hook.behave((message, exchange) -> null);
      kafka.put(topics, made.resolved(System.currentTimeMillis()));
      eventually(() -> assertThat(hook.taken("Refused")).hasSize(1));
      assertThat(hook.seen("Refused")).hasSize(2);
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  @Test
  void oneReceiverThatHangsKeepsNoOtherWaiting() throws Exception {
    Topics topics = kafka.topics("hangs");
    try (Webhook slow = new Webhook();
        Webhook hook = new Webhook();
        SendFixture.Running sender =
            kafka.start(
                topics,
                "webhooks:",
                "- {name: slow, url: '" + slow.url() + "', groupWait: 1ms, timeout: 30s}",
                "- {name: hook, url: '" + hook.url() + "', groupWait: 1ms,",
                "   matchers: ['host!=\"web-2\"']}",
                "closeTimeout: 100ms")) {
      sender.awaitDelivering();
      slow.behave(
          (message, exchange) -> {
            await().atMost(SendFixture.PATIENCE).until(() -> !hook.taken("Hangs").isEmpty());
            return null;
          });
      kafka.put(topics, alert("Hangs", "web-2").firing());
      eventually(() -> assertThat(slow.seen("Hangs")).hasSize(1));
      kafka.put(topics, alert("Hangs", "web-1").firing());
      eventually(() -> assertThat(hook.taken("Hangs")).hasSize(1));
      assertThat(Webhook.statuses(hook.taken("Hangs").get(0))).containsExactly("web-1 firing");
    }
  }

  @Test
  void credentialsComeFromFilesAndCertificatesAreChecked() throws Exception {
    Topics topics = kafka.topics("tls");
    Path store = directory.resolve("server.p12");
    Path ca = directory.resolve("ca.pem");
    keytool(
        "-genkeypair -alias s -keyalg EC -dname CN=test -ext san=ip:127.0.0.1 -validity 2"
            + " -storetype PKCS12 -storepass secret -keystore "
            + store);
    keytool("-exportcert -rfc -alias s -storepass secret -keystore " + store + " -file " + ca);
    Path token = Files.writeString(directory.resolve("token"), "first\n");
    List<String> authorizations = new CopyOnWriteArrayList<>();
    try (Webhook hook = new Webhook(https(store))) {
      hook.behave(
          (JsonNode message, HttpExchange exchange) -> {
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            authorizations.add(authorization);
            return authorization.equals("Bearer first") ? (Integer) 401 : null;
          });
      String url = "https://127.0.0.1:" + hook.port() + "/hook";
      Path address = Files.writeString(directory.resolve("address"), url + "\n");
      try (SendFixture.Running sender =
          kafka.start(
              topics,
              "webhooks:",
              "- name: trusted",
              "  urlFile: " + address,
              "  bearerFile: " + token,
              "  tls: {ca: " + ca + "}",
              "  groupWait: 10ms",
              "  backoff: {first: 10ms, longest: 20ms}",
              "- {name: stranger, url: '" + url + "', groupWait: 10ms}",
              "- name: basic",
              "  url: " + url + "/basic",
              "  basicAuth: {user: probe, passwordFile: " + token + "}",
              "  tls: {ca: " + ca + "}",
              "  matchers: [host=other]",
              "  groupWait: 10ms")) {
        sender.awaitDelivering();
        kafka.put(topics, alert("Tls", "web-1").firing());
        eventually(() -> assertThat(authorizations).isNotEmpty());
        Files.writeString(token, "second\n");
        eventually(() -> assertThat(hook.taken("Tls")).hasSize(1));
        assertThat(authorizations).startsWith("Bearer first").endsWith("Bearer second");
        eventually(() -> assertThat(sender.says("stranger (https://127.0.0.1:")).isTrue());
        assertThat(sender.counts("stranger").taken()).isZero();
        kafka.put(topics, alert("Tls", "other").firing());
        eventually(() -> assertThat(authorizations).contains("Basic cHJvYmU6c2Vjb25k"));
      }
    }
  }

  private static HttpsServer https(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "secret".toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "secret".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return server;
  }

  private static void keytool(String arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
