package io.probestream.cli.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A broker, and the streams application with its API and dashboard. */
final class Site implements AutoCloseable {
  static final String TOKEN = "a-token-of-the-test";

  private static final Map<String, JsonNode> ANALYZED = new ConcurrentHashMap<>();

  private final EmbeddedBroker broker;
  private final StreamsService streams;
  private final HttpClient client = HttpClient.newHttpClient();

  private Site(EmbeddedBroker broker, StreamsService streams) {
    this.broker = broker;
    this.streams = streams;
  }

  /**
   * Starts both.
   *
   * @param dir an empty directory
   * @param more settings of the application
   */
  static Site start(Path dir, Map<String, String> more) throws InterruptedException {
    EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(dir.resolve("kafka")));
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrapServers", broker.bootstrapServers());
    settings.put("stateDir", dir.resolve("state").toString());
    settings.put("commitInterval", "100ms");
    settings.put("topics.partitions", "2");
    settings.put("api.port", "0");
    settings.putAll(more);
    StreamsService streams =
        new StreamsService(
            StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), ""))),
            sentence -> {});
    streams.start();
    return new Site(broker, streams);
  }

  URI url() {
    return URI.create(streams.apiUrl());
  }

  /** Replays a capture; returns when that is done, never with {@code --loop}. */
  Cli replay(String capture, String... options) {
    String[] args = new String[options.length + 3];
    args[0] = "replay";
    args[1] = "--bootstrap-servers=" + broker.bootstrapServers();
    System.arraycopy(options, 0, args, 2, options.length);
    args[args.length - 1] = Captures.path(capture + ".txt.gz").toString();
    return Cli.run(args);
  }

  /** Replays a capture at once, its first line at a time of the past. */
  void replayAt(long firstMs, String capture, String... options) {
    long offsetNs = firstMs * 1_000_000 - analyzed(capture).get("firstNs").asLong();
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "--speed=max";
    all[options.length + 1] = "--clock-offset-ns=" + offsetNs;
    Cli run = replay(capture, all);
    if (run.status() != 0) {
      throw new IllegalStateException(run.err());
    }
  }

  /** What {@code analyze} says of a capture. */
  static JsonNode analyzed(String capture) {
    return ANALYZED.computeIfAbsent(
        capture,
        name -> {
          String file = Captures.path(name + ".txt.gz").toString();
          try {
            return Json.mapper().readTree(Cli.run("analyze", "--format", "json", file).out());
          } catch (JsonProcessingException e) {
            throw new IllegalStateException(name, e);
          }
        });
  }

  /** Asks the API. */
  JsonNode get(String pathAndQuery) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(url().resolve("api/v1/" + pathAndQuery))
                .header("Authorization", "Bearer " + TOKEN)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(response.statusCode() + ": " + response.body());
    }
    return Json.mapper().readTree(response.body());
  }

  @Override
  public void close() {
    streams.close();
    broker.close();
  }
}
