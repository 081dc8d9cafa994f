package io.probestream.cli.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.schemas.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Debian's package {@code prometheus}: the server, and its {@code promtool}. */
public final class Prometheus implements AutoCloseable {
  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private Prometheus(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  public static boolean isInstalled() {
    return Stream.of("prometheus", "promtool")
        .allMatch(name -> Files.isExecutable(Path.of("/usr/bin", name)));
  }

  /** Scrapes one address each second, native histograms included. */
  static Prometheus scraping(Path directory, URI target) throws IOException {
    return scraping(directory, target, "groups: []");
  }

  /** Evaluates rules each second, too. */
  static Prometheus scraping(Path directory, URI target, String rules) throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("rules.yml"), rules);
    Path config = directory.resolve("prometheus.yml");
    Files.writeString(
        config,
        String.join(
            "\n",
            "global: {scrape_interval: 1s, evaluation_interval: 1s}",
            "rule_files: [rules.yml]",
            "scrape_configs:",
            "- job_name: probestream",
            "  static_configs:",
            "  - targets: ['" + target.getHost() + ":" + target.getPort() + "']",
            ""));
    int port = freePort();
    Process process =
        new ProcessBuilder(
                "/usr/bin/prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--enable-feature=native-histograms")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(process, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The value of a query that gives one, or NaN where there is none yet. */
  double value(String promQl) {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/api/v1/query?query="
                + URLEncoder.encode(promQl, StandardCharsets.UTF_8));
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      JsonNode value = Json.mapper().readTree(response.body()).at("/data/result/0/value/1");
      return value.isMissingNode() ? Double.NaN : Double.parseDouble(value.asText());
    } catch (IOException e) {
      return Double.NaN; // it still starts
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    }
  }

  /** What {@code promtool check metrics} finds wrong with a text; empty if nothing. */
  public static String lint(Path directory, String metrics)
      throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("metrics.txt"), metrics);
    Path found = directory.resolve("found.txt");
    Process promtool =
        new ProcessBuilder(List.of("/usr/bin/promtool", "check", "metrics"))
            .redirectInput(file.toFile())
            .redirectErrorStream(true)
            .redirectOutput(found.toFile())
            .start();
    int status = promtool.waitFor();
    String text = Files.readString(found);
    return status == 0 ? text : "exit status " + status + ": " + text;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** For a failing assertion. */
  static String log(Path directory) {
    try {
      return Files.readString(directory.resolve("prometheus.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
