package io.probestream.cli.alertsend;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Debian's package {@code prometheus-alertmanager}, notifying one webhook. */
final class Alertmanager implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/prometheus-alertmanager");
  static final String NEEDED = "needs Debian's package prometheus-alertmanager: " + BINARY;

  private final Path directory;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;

  private Alertmanager(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  static boolean isInstalled() {
    return Files.isExecutable(BINARY);
  }

  /** It groups by name, waits a second, and tells changes every two seconds. */
  static Alertmanager start(Path directory, String webhook) throws IOException {
    return start(directory, webhook, "1s");
  }

  /** The same, but it waits for longer, or not so long. */
  static Alertmanager start(Path directory, String webhook, String groupWait) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(
        directory.resolve("alertmanager.yml"),
        String.join(
            "\n",
            "route:",
            "  receiver: test",
            "  group_by: [alertname]",
            "  group_wait: " + groupWait,
            "  group_interval: 2s",
            "  repeat_interval: 1h",
            "receivers:",
            "- name: test",
            "  webhook_configs: [{url: '" + webhook + "', send_resolved: true}]",
            ""));
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Alertmanager alertmanager = new Alertmanager(directory, port);
    alertmanager.start();
    return alertmanager;
  }

  /** Again on its port, with what it had written. */
  void start() throws IOException {
    process =
        new ProcessBuilder(
                BINARY.toString(),
                "--config.file=" + directory.resolve("alertmanager.yml"),
                "--storage.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=")
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("alertmanager.log").toFile()))
            .start();
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Its active alerts of a rule; empty while it does not answer. */
  JsonNode alerts(String rule) {
    String filter = URLEncoder.encode("alertname=\"" + rule + '"', StandardCharsets.UTF_8);
    try {
      HttpResponse<String> response =
          send(HttpRequest.newBuilder(uri("/api/v2/alerts?filter=" + filter)));
      return Json.mapper().readTree(response.body());
    } catch (IOException e) {
      return Json.mapper().createArrayNode();
    }
  }

  /** Silences one host of a rule for an hour. */
  void silence(String rule, String host) throws IOException {
    Instant now = Instant.now();
    String body =
        """
        {"matchers":[{"name":"alertname","value":"%s","isRegex":false,"isEqual":true},
        {"name":"host","value":"%s","isRegex":false,"isEqual":true}],
        "startsAt":"%s","endsAt":"%s","createdBy":"test","comment":"test"}"""
            .formatted(rule, host, now, now.plusSeconds(3_600));
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(uri("/api/v2/silences"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    if (response.statusCode() != 200) {
      throw new IOException(response.body());
    }
  }

  private URI uri(String path) {
    return URI.create(url() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return client.send(
          request.timeout(Duration.ofSeconds(10)).build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  String log() {
    try {
      return Files.readString(directory.resolve("alertmanager.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it, as SIGTERM does: it keeps silences and what it has notified, and no alerts. */
  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
