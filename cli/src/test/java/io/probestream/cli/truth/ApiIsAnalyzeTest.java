package io.probestream.cli.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Captures;
import io.probestream.cli.Cli;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.rollup.LatencySpan;
import io.probestream.streams.rollup.MissedSpan;
import io.probestream.streams.rollup.RateSpan;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the HTTP API answers for any stretch of time, any step and any hosts is the sum of the
 * windows of {@code analyze --windows} on the same lines, to the last digit: over a real broker,
 * and whichever of two instances is asked, with TLS and a token. One of them goes, and the other
 * answers it all.
 */
class ApiIsAnalyzeTest {
  private static final UUID SESSION = UUID.fromString("00000000-0000-4000-8000-000000000001");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CAPTURE = "arm64-6.1/complete";
  private static final String TOKEN = "a-token-of-the-test";
  private static final String PASSWORD = "changeit";
  private static final int HOSTS = 4;
  private static final int PARTITIONS = 4;

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;

  private HttpClient client;
  private final List<RateWindow> rates = new ArrayList<>();
  private final List<LatencyWindow> latencies = new ArrayList<>();
  private final List<MissedWindow> misses = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start(BrokerOptions.in(directory.resolve("kafka")));
  }

  /** A key of 127.0.0.1, signed by itself; the instances and this test trust it. */
  @BeforeAll
  static void makeKey() throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "api",
                "-keyalg",
                "EC",
                "-dname",
                "CN=probestream",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                keyStore().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
  }

  private static Path keyStore() {
    return directory.resolve("api.p12");
  }

  @BeforeEach
  void trust() throws Exception {
    KeyStore keys = KeyStore.getInstance(keyStore().toFile(), PASSWORD.toCharArray());
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("api", keys.getCertificate("api"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, trust.getTrustManagers(), null);
    client = HttpClient.newBuilder().sslContext(tls).build();
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static StreamsService streams(String instance) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrapServers", broker.bootstrapServers());
    settings.put("instanceId", instance);
    settings.put("stateDir", directory.resolve(instance).toString());
    settings.put("ticks", "false");
    settings.put("topics.partitions", Integer.toString(PARTITIONS));
    settings.put("window", "100ms");
    settings.put("commitInterval", "100ms");
    settings.put("standbyReplicas", "1");
    settings.put("rollups.windows", "24h");
    settings.put("api.port", "0");
    settings.put("api.token", TOKEN);
    settings.put("api.tls.keyStore", keyStore().toString());
    settings.put("api.tls.password", PASSWORD);
    settings.put("kafka.properties.acceptable.recovery.lag", "0");
    settings.put("kafka.properties.probing.rebalance.interval.ms", "60000");
    StreamConfig config =
        StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), "")));
    return new StreamsService(config, sentence -> {});
  }

  @Test
  @SuppressWarnings("try") // one is closed before the other
  void every_answer_is_the_sum_of_analyzed_windows_from_any_instance() throws Exception {
    // An hour ago: never ahead of the records.
    long offsetNs = (System.currentTimeMillis() / 1_000 - 3_600) * 1_000_000_000L;
    String file = Captures.path(CAPTURE + ".txt.gz").toString();
    analyze(file, offsetNs);
    long seed = System.nanoTime();
    try (StreamsService one = streams("one");
        StreamsService two = streams("two")) {
      one.start();
      two.start();
      replay(file, offsetNs);
      Silence.of(broker.bootstrapServers(), Topics.standard(), PARTITIONS);
      long events = rates.stream().mapToLong(RateWindow::count).sum();
      for (StreamsService service : List.of(one, two)) {
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(300))
            .untilAsserted(() -> assertThat(events(service)).isEqualTo(events));
      }
      checkRandomStretches(one, two, new Random(seed), "seed " + seed);
      checkTasks(one, file);

      // A static member says no goodbye: for the others it is as if it had been killed.
      JsonNode before = get(two, "rates?by=host&step=10s&" + all());
      Thread asking = new Thread(() -> askUntilInterrupted(two, before));
      asking.start();
      one.close();
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(two)).isEqualTo(events));
      asking.interrupt();
      asking.join();
      assertThat(wrong).isEmpty();
      checkRandomStretches(two, two, new Random(seed + 1), "seed " + (seed + 1));
    }
  }

  private final List<String> wrong = new ArrayList<>();

  /** While partitions move every answer is whole, or there is none. */
  private void askUntilInterrupted(StreamsService service, JsonNode expected) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        HttpResponse<String> response = send(service, "rates?by=host&step=10s&" + all());
        if (response.statusCode() == 200) {
          JsonNode series = Json.mapper().readTree(response.body()).get("series");
          if (!series.equals(expected.get("series"))) {
            wrong.add(response.body());
          }
        } else if (response.statusCode() != 503) {
          wrong.add(response.statusCode() + " " + response.body());
        }
      }
    } catch (IOException e) {
      wrong.add(e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void checkRandomStretches(
      StreamsService one, StreamsService two, Random random, String seed) throws Exception {
    for (int i = 0; i < 25; i++) {
      long fromMs = beginMs() + 100L * random.nextInt((int) (endMs() - beginMs()) / 100);
      long toMs = fromMs + 100L * (1 + random.nextInt((int) (endMs() - fromMs) / 100));
      String stretch = "from=" + fromMs + "&to=" + toMs;
      String at = seed + ", " + stretch;
      StreamsService service = random.nextBoolean() ? one : two;
      checkLatency(service, stretch, fromMs, toMs, at);
      checkRates(service, stretch, fromMs, toMs, at);
      checkMissed(service, stretch, fromMs, toMs, at);
    }
  }

  private void checkLatency(
      StreamsService service, String stretch, long fromMs, long toMs, String at) throws Exception {
    JsonNode answer = get(service, "latency?histogram=true&host=replay-1&host=replay-3&" + stretch);
    Map<String, LatencySpan> expected = new HashMap<>();
    latencies.stream()
        .filter(w -> w.startMs() >= fromMs && w.startMs() < toMs)
        .filter(w -> w.host().equals("replay-1") || w.host().equals("replay-3"))
        .forEach(w -> expected.computeIfAbsent(w.function(), f -> new LatencySpan(null, f)).add(w));
    assertThat(answer.get("series").size()).as(at).isEqualTo(expected.size());
    for (JsonNode series : answer.get("series")) {
      LatencyWindow sum = expected.get(series.get("function").asText()).result();
      JsonNode point = series.at("/points/0");
      assertThat(point.get("histogram").asText()).as(at).isEqualTo(sum.histogram());
      assertThat(point.get("count").asLong()).as(at).isEqualTo(sum.count());
      assertThat(point.get("sumNs").asLong()).as(at).isEqualTo(sum.sumNs());
      assertThat(point.get("maxNs").asLong()).as(at).isEqualTo(sum.maxNs());
      assertThat(point.get("p999Ns").asLong()).as(at).isEqualTo(sum.p999Ns());
      assertThat(point.get("discarded").asLong()).as(at).isEqualTo(sum.discarded());
      assertThat(point.get("completenessPpm").asInt()).as(at).isEqualTo(sum.completenessPpm());
    }
  }

  /** Of one host by id to the digit; of all hosts by name. */
  private void checkTasks(StreamsService service, String file) throws Exception {
    JsonNode analyzed = Figures.analyze("--by=task", file).get("functions");
    for (JsonNode function : analyzed) {
      String name = function.get("function").asText();
      Map<String, long[]> byId = new HashMap<>();
      for (JsonNode task : function.get("tasks")) {
        long[] sums = {task.get("count").asLong(), task.get("sumNs").asLong()};
        byId.put(task.get("pid").asText() + ' ' + task.get("task").asText(), sums);
      }
      JsonNode series =
          get(service, "latency?by=task&limit=1000&host=replay-2&function=" + name + "&" + all())
              .get("series");
      assertThat(series.size()).as(name).isEqualTo(byId.size());
      for (JsonNode each : series) {
        long[] sums = byId.get(each.get("group").asText() + ' ' + each.get("task").asText());
        assertThat(each.at("/points/0/count").asLong()).as(name).isEqualTo(sums[0]);
        assertThat(each.at("/points/0/sumNs").asLong()).as(name).isEqualTo(sums[1]);
      }
      JsonNode fleet = get(service, "latency?by=task&function=" + name + "&" + all());
      assertThat(fleet.get("source").asText()).isEqualTo("fleet");
      long calls = 0;
      for (JsonNode each : fleet.get("series")) {
        calls += each.at("/points/0/count").asLong();
      }
      assertThat(calls).as(name).isEqualTo(HOSTS * function.get("count").asLong());
    }
  }

  private void checkRates(StreamsService service, String stretch, long fromMs, long toMs, String at)
      throws Exception {
    // The fleet's own windows: the same calls, merged before they were kept.
    JsonNode answer = get(service, "rates?" + stretch);
    assertThat(answer.get("source").asText()).isEqualTo("fleet");
    Map<String, RateSpan> expected = new HashMap<>();
    rates.stream()
        .filter(w -> w.startMs() >= fromMs && w.startMs() < toMs)
        .forEach(w -> expected.computeIfAbsent(w.probe(), p -> new RateSpan(null, p)).add(w));
    assertThat(answer.get("series").size()).as(at).isEqualTo(expected.size());
    for (JsonNode series : answer.get("series")) {
      RateWindow sum = expected.get(series.get("probe").asText()).result();
      JsonNode point = series.at("/points/0");
      assertThat(point.get("count").asLong()).as(at).isEqualTo(sum.count());
      assertThat(point.get("lostMax").asLong()).as(at).isEqualTo(sum.lostMax());
      assertThat(point.get("kernelMissed").asLong()).as(at).isEqualTo(sum.kernelMissed());
      assertThat(point.get("completenessPpm").asInt()).as(at).isEqualTo(sum.completenessPpm());
    }
  }

  private void checkMissed(
      StreamsService service, String stretch, long fromMs, long toMs, String at) throws Exception {
    JsonNode answer = get(service, "missed?by=host&" + stretch);
    Map<String, MissedSpan> expected = new HashMap<>();
    misses.stream()
        .filter(w -> w.startMs() >= fromMs && w.startMs() < toMs)
        .filter(w -> w.silent() == null && w.warmupUntilMs() == null)
        .forEach(
            w ->
                expected
                    .computeIfAbsent(
                        w.host() + ' ' + w.probe(), k -> new MissedSpan(w.host(), w.probe()))
                    .add(w));
    assertThat(answer.get("series").size()).as(at).isEqualTo(expected.size());
    for (JsonNode series : answer.get("series")) {
      String key = series.get("group").asText() + ' ' + series.get("probe").asText();
      MissedWindow sum = expected.get(key).result();
      JsonNode point = series.at("/points/0");
      assertThat(point.get("causes"))
          .as(at)
          .isEqualTo(Json.mapper().readTree(Json.bytes(sum.causes())));
      if (sum.totals() != null) {
        assertThat(point.get("totals"))
            .as(at)
            .isEqualTo(Json.mapper().readTree(Json.bytes(sum.totals())));
      }
    }
  }

  private long events(StreamsService service) throws Exception {
    long sum = 0;
    for (JsonNode series : get(service, "rates?" + all()).get("series")) {
      sum += series.at("/points/0/count").asLong();
    }
    return sum;
  }

  private String all() {
    return "from=" + beginMs() + "&to=" + endMs();
  }

  private long beginMs() {
    return rates.stream().mapToLong(RateWindow::startMs).min().orElseThrow();
  }

  private long endMs() {
    return rates.stream().mapToLong(RateWindow::endMs).max().orElseThrow();
  }

  private JsonNode get(StreamsService service, String query) throws Exception {
    HttpResponse<String> response = send(service, query);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.mapper().readTree(response.body());
  }

  private HttpResponse<String> send(StreamsService service, String query)
      throws IOException, InterruptedException {
    URI uri = URI.create(service.apiUrl() + "api/v1/" + query);
    return client.send(
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer " + TOKEN).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void replay(String file, long offsetNs) {
    Cli run =
        Cli.run(
            "replay",
            "--bootstrap-servers=" + broker.bootstrapServers(),
            "--hosts=" + HOSTS,
            "--speed=max",
            "--by=task",
            "--session=" + SESSION,
            "--clock-offset-ns=" + offsetNs,
            file);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
  }

  private void analyze(String file, long offsetNs) throws IOException {
    for (int i = 0; i < HOSTS; i++) {
      UUID session =
          new UUID(SESSION.getMostSignificantBits(), SESSION.getLeastSignificantBits() + i);
      JsonNode windows =
          Figures.analyze(
                  "--windows",
                  "--window=100ms",
                  "--host=replay-" + (i + 1),
                  "--session=" + session,
                  "--clock-offset-ns=" + offsetNs,
                  file)
              .get("windows");
      for (JsonNode w : windows.get("rates")) {
        rates.add(Json.mapper().treeToValue(w, RateWindow.class));
      }
      for (JsonNode w : windows.get("latency")) {
        latencies.add(Json.mapper().treeToValue(w, LatencyWindow.class));
      }
      for (JsonNode w : windows.get("missed")) {
        misses.add(Json.mapper().treeToValue(w, MissedWindow.class));
      }
    }
  }
}
