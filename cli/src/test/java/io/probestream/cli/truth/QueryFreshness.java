package io.probestream.cli.truth;

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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Not a test: how long it takes from an event to the moment when a query shows it, with the default
 * settings and a capture replayed at its pace as three hosts. Run its {@code main} with the test
 * class path. An event may lie anywhere in its window, so that each window stands for a hundred.
 */
final class QueryFreshness {
  private static final int SECONDS = 40;

  private QueryFreshness() {}

  public static void main(String[] args) throws Exception {
    Path dir = Files.createTempDirectory("query-freshness");
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(dir.resolve("kafka")))) {
      Map<String, String> settings = new HashMap<>();
      settings.put("kafka.bootstrapServers", broker.bootstrapServers());
      settings.put("stateDir", dir.resolve("state").toString());
      settings.put("api.port", "0");
      StreamConfig config =
          StreamConfig.read(ConfigFile.empty("main", Overrides.of(settings, Map.of(), "")));
      try (StreamsService streams = new StreamsService(config, sentence -> {})) {
        streams.start();
        while (!streams.isRunning()) {
          Thread.sleep(100);
        }
        Thread replay = new Thread(() -> replay(broker.bootstrapServers()));
        replay.setDaemon(true);
        replay.start();
        watch(streams);
      }
    }
    System.exit(0);
  }

  /** One turn after the other; their event times are the wall clock's, not those of a window. */
  private static void replay(String bootstrapServers) {
    String file = Captures.path("arm64-6.1/complete.txt.gz").toString();
    long firstNs = Figures.analyze(file).get("firstNs").asLong();
    while (true) {
      Cli.run(
          "replay",
          "--bootstrap-servers=" + bootstrapServers,
          "--hosts=3",
          "--clock-offset-ns=" + (System.currentTimeMillis() * 1_000_000 - firstNs),
          file);
    }
  }

  private static void watch(StreamsService streams) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    Map<String, List<Long>> ages = new HashMap<>();
    Set<String> seen = new HashSet<>();
    long beginMs = System.currentTimeMillis();
    while (System.currentTimeMillis() < beginMs + SECONDS * 1_000L) {
      for (String by : List.of("", "&by=host")) {
        URI uri =
            URI.create(
                streams.apiUrl() + "api/v1/latency?function=vfs_write&since=20s&step=1s" + by);
        JsonNode answer =
            Json.mapper()
                .readTree(
                    client
                        .send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString())
                        .body());
        long nowMs = System.currentTimeMillis();
        for (JsonNode series : answer.path("series")) {
          for (JsonNode point : series.get("points")) {
            long startMs = point.get("startMs").asLong();
            // Of the fleet all three hosts; not where a turn begins or ends.
            boolean isWhole =
                !point.get("partial").asBoolean()
                    && (!by.isEmpty() || point.get("hosts").asInt() == 3);
            // The first seconds are the JVM's.
            if (isWhole
                && startMs > beginMs + 10_000
                && seen.add(by + series.path("group").asText() + startMs)) {
              List<Long> of = ages.computeIfAbsent(by, b -> new ArrayList<>());
              for (int event = 0; event < 100; event++) {
                of.add(nowMs - startMs - event * 10L);
              }
            }
          }
        }
      }
      Thread.sleep(10);
    }
    ages.forEach(
        (by, all) -> {
          Collections.sort(all);
          System.out.printf(
              "%-8s %d windows: median %d ms, p99 %d ms, longest %d ms%n",
              by.isEmpty() ? "fleet" : "by host",
              all.size() / 100,
              all.get(all.size() / 2),
              all.get(all.size() * 99 / 100),
              all.get(all.size() - 1));
        });
  }
}
