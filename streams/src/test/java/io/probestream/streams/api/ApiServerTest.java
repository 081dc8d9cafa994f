package io.probestream.streams.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Budget;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Throttle;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.rollup.LatencySpan;
import io.probestream.streams.rollup.MadeWindows;
import io.probestream.streams.window.LatencyMath;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API over real sockets, its stores in the heap. */
class ApiServerTest {
  private static final long BEGIN_MS = 1_795_420_200_000L;
  private static final int SECONDS = 700;
  private static final long NOW_MS = BEGIN_MS + SECONDS * 1_000L + 1_500;
  private static final List<String> HOSTS = List.of("a", "b", "c");

  private static final HeapCluster CLUSTER = new HeapCluster();
  private static final Map<String, List<LatencyWindow>> LATENCIES = new TreeMap<>();
  private static final List<RateWindow> RATES = new ArrayList<>();

  private final HttpClient client = HttpClient.newHttpClient();
  private ApiServer server;

  @BeforeAll
  static void fill() {
    MadeWindows made = new MadeWindows(11);
    for (String host : HOSTS) {
      int partition = host.equals("b") ? 1 : 0;
      Status status = status(host);
      CLUSTER
          .hosts
          .get(partition)
          .add("s-" + host, host, status.startMs(), Json.bytes(status), BEGIN_MS);
      for (int s = 0; s < SECONDS; s++) {
        long startMs = BEGIN_MS + s * 1_000L;
        LatencyWindow latency = made.latency(host, "vfs_write", startMs);
        LATENCIES.computeIfAbsent(host, h -> new ArrayList<>()).add(latency);
        CLUSTER.hosts.get(partition).add(latency, startMs + 1_000);
        RateWindow rate = made.rate(host, "w", startMs);
        RATES.add(rate);
        CLUSTER.hosts.get(partition).add(rate, startMs + 1_000);
        if (s % 20 == 0) {
          CLUSTER.hosts.get(partition).add(made.missed(host, "-", startMs), startMs + 1_000);
        }
      }
    }
    silence(1, "b");
  }

  private static void silence(int partition, String host) {
    long fromMs = BEGIN_MS + SECONDS * 1_000L;
    CLUSTER
        .hosts
        .get(partition)
        .add(MissedWindow.silence(host, fromMs, fromMs + 1_000, "s-" + host), fromMs + 11_000);
  }

  @Test
  void it_is_said_when_nothing_is_known_of_a_host() throws Exception {
    long fromMs = BEGIN_MS + SECONDS * 1_000L;
    JsonNode answer = get("/api/v1/silence?host=b&host=c&since=1m");
    assertThat(answer.get("hosts").size()).isEqualTo(1);
    assertThat(answer.at("/hosts/0/host").asText()).isEqualTo("b");
    JsonNode silence = answer.at("/hosts/0/silences/0");
    assertThat(silence.get("fromMs").asLong()).isEqualTo(fromMs);
    assertThat(silence.has("toMs")).isFalse();
    assertThat(silence.get("why").asText()).isEqualTo("silent");
    assertThat(get("/api/v1/silence?from=" + BEGIN_MS + "&to=" + fromMs).get("hosts")).isEmpty();
    assertThat(get("/api/v1/hosts?host=b").at("/hosts/0/state").asText()).isEqualTo("silent");
    JsonNode status = get("/api/v1/hosts?host=b&status=true").at("/hosts/0/status");
    assertThat(Json.read(Json.bytes(status), Status.class)).isEqualTo(status("b"));
  }

  @Test
  void what_is_switched_off_to_keep_within_the_budget_is_told() throws Exception {
    JsonNode host = get("/api/v1/hosts?host=c").at("/hosts/0");
    assertThat(host.get("probes").asInt()).isEqualTo(2);
    assertThat(host.get("probesEnabled").asInt()).isZero();
    assertThat(host.get("probesThrottled").asInt()).isEqualTo(2);
    assertThat(Json.read(Json.bytes(host.get("budget")), Budget.class)).isEqualTo(BUDGET);
    JsonNode probe = get("/api/v1/probes?host=c&probe=w").at("/probes/0");
    assertThat(probe.get("state").asText()).isEqualTo("disabled");
    assertThat(Json.read(Json.bytes(probe.get("throttle")), Throttle.class)).isEqualTo(THROTTLE);
    assertThat(get("/api/v1/hosts?host=b").at("/hosts/0/probesThrottled").asInt()).isZero();
    assertThat(get("/api/v1/hosts?host=b").at("/hosts/0").has("budget")).isFalse();
  }

  @BeforeEach
  void start() {
    CLUSTER.isAway = false;
    CLUSTER.lagRecords = 0;
    serve(ApiConfig.local());
  }

  private void serve(ApiConfig config) {
    stop();
    server = new ApiServer(config);
    server.start();
    server.serve(
        CLUSTER, Clock.fixed(Instant.ofEpochMilli(NOW_MS), ZoneOffset.UTC), MetricSnapshots::new);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static final Throttle THROTTLE =
      new Throttle(2, BEGIN_MS, BEGIN_MS + 20_000, "22,000 hits/s of all probes");

  private static final Budget BUDGET = new Budget(48_211L, 50_000L, 22_000, 1_000L);

  private static Status status(String host) {
    List<ProbeStatus> probes =
        ProbeDefinition.parseAll("p:ps/w vfs_write sp=$stack\nr10:ps/w_ret vfs_write").stream()
            .map(
                d ->
                    new ProbeStatus(
                        d.event(),
                        d.group(),
                        d.kind().wireName(),
                        d.text(),
                        host.equals("c") ? ProbeStatus.DISABLED : ProbeStatus.ENABLED,
                        null,
                        host.equals("c") ? THROTTLE : null))
            .toList();
    return new Status(
        host,
        BEGIN_MS,
        "boot",
        "6.1.0",
        "x86_64",
        "boot",
        Status.NS,
        1_000,
        "trace_pipe",
        "kernel",
        Map.of("role", host.equals("c") ? "db" : "web"),
        true,
        probes,
        List.of(),
        Counters.none(),
        false,
        null,
        null,
        host.equals("c") ? BUDGET : null);
  }

  private HttpResponse<String> send(String method, String pathAndQuery, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url()).resolve(pathAndQuery))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode get(String pathAndQuery) throws IOException, InterruptedException {
    HttpResponse<String> response = send("GET", pathAndQuery);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.mapper().readTree(response.body());
  }

  private JsonNode problem(int status, HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = Json.mapper().readTree(response.body());
    assertThat(problem.get("status").asInt()).isEqualTo(status);
    assertThat(problem.get("detail").asText()).isNotEmpty();
    return problem;
  }

  @Test
  void what_openapi_describes_is_what_is_answered() throws Exception {
    JsonNode description = get("/openapi.json");
    assertThat(description.get("openapi").asText()).isEqualTo("3.1.0");
    assertThat(description.get("paths").size()).isEqualTo(12);
    for (Map.Entry<String, JsonNode> path : description.get("paths").properties()) {
      JsonNode get = path.getValue().get("get");
      String ref = get.at("/responses/200/content/application~1json/schema/$ref").asText();
      List<String> queries = new ArrayList<>(List.of(""));
      for (JsonNode param : get.get("parameters")) {
        String name = param.get("name").asText();
        String example = param.get("example").asText();
        // As it stands in the description, and so that something is found.
        boolean ofParts = List.of("value", "limit").contains(name);
        boolean isSlow = path.getKey().endsWith("/slow");
        queries.add(
            (ofParts && !isSlow ? "by=task&" : "")
                + (name.equals("labels") ? example : name + "=" + example));
      }
      queries.add("host=a");
      queries.add("label.role=db");
      for (String query : queries) {
        assertMatches(description, ref, get(path.getKey() + "?" + query), path.getKey() + query);
      }
      problem(400, send("GET", path.getKey() + "?unknown=1"));
    }
    for (String rich :
        List.of(
            "/api/v1/latency?quantile=0.95&quantile=1&histogram=true&by=host&step=10s",
            "/api/v1/missed?by=host",
            "/api/v1/latency?by=task&host=a&limit=2",
            "/api/v1/histogram?by=task&host=a&host=b&limit=2",
            "/api/v1/heatmap?by=task&host=a&limit=2",
            "/api/v1/silence?from=" + BEGIN_MS,
            "/api/v1/slow?host=a&host=b&step=1s",
            "/api/v1/hosts?status=true",
            "/api/v1/heatmap?host=a&function=vfs_write")) {
      String path = rich.substring(0, rich.indexOf('?'));
      String ref =
          description
              .at("/paths/" + path.replace("/", "~1") + "/get/responses/200/content")
              .at("/application~1json/schema/$ref")
              .asText();
      JsonNode answer = get(rich);
      assertThat(answer.toString()).contains("\"host", "a");
      assertMatches(description, ref, answer, rich);
    }
    assertMatches(
        description,
        "#/components/schemas/Problem",
        problem(404, send("GET", "/nowhere")),
        "/nowhere");
  }

  /** The document itself is the schema: its references stay what they are. */
  private static void assertMatches(JsonNode description, String ref, JsonNode answer, String of) {
    ObjectNode schema = Json.mapper().createObjectNode();
    schema.set("components", description.get("components"));
    schema.put("$ref", ref);
    List<Error> errors =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema.toString(), InputFormat.JSON)
            .validate(answer.toString(), InputFormat.JSON);
    assertThat(errors).as(of).isEmpty();
  }

  @Test
  void alerts_are_those_that_the_parameters_name() throws Exception {
    CLUSTER.alerts.add(alert("00000000000000a1", "Slow", "warning", Alert.FIRING, "a"));
    CLUSTER.alerts.add(alert("00000000000000a2", "Slow", "warning", Alert.PENDING, "b"));
    CLUSTER.alerts.add(alert("00000000000000a3", "Lost", "critical", Alert.PENDING, "b"));
    try {
      JsonNode answer = get("/api/v1/alerts");
      assertThat(answer.findValuesAsText("fingerprint"))
          .containsExactly("00000000000000a1", "00000000000000a3", "00000000000000a2");
      assertMatches(get("/openapi.json"), "#/components/schemas/Alerts", answer, "alerts");
      assertThat(get("/api/v1/alerts?state=firing&state=unknown").get("alerts").size())
          .isEqualTo(1);
      assertThat(get("/api/v1/alerts?rule=Slow&host=b").findValuesAsText("fingerprint"))
          .containsExactly("00000000000000a2");
      assertThat(get("/api/v1/alerts?severity=critical").get("alerts").size()).isEqualTo(1);
      assertThat(get("/api/v1/alerts?label.host=b&label.team=x").get("alerts")).isEmpty();
      problem(400, send("GET", "/api/v1/alerts?state=fired"));
    } finally {
      CLUSTER.alerts.clear();
    }
  }

  private static Alert alert(
      String fingerprint, String rule, String severity, String state, String host) {
    boolean firing = state.equals(Alert.FIRING);
    return new Alert(
        fingerprint,
        rule,
        severity,
        Map.of("alertname", rule, "host", host),
        Map.of(),
        "0123456789abcdef",
        BEGIN_MS,
        state,
        firing,
        BEGIN_MS,
        firing ? (Long) BEGIN_MS : null,
        null,
        null,
        BEGIN_MS,
        BEGIN_MS + 1_000,
        Alert.NS,
        1L,
        1L,
        null,
        1L,
        1_000_000,
        null,
        "#/alerts");
  }

  @Test
  void histograms_are_added_over_hosts_and_time() throws Exception {
    LatencySpan expected = new LatencySpan(null, "vfs_write");
    InFlight inFlight = null;
    for (String host : List.of("a", "b")) {
      LatencySpan ofHost = new LatencySpan(host, "vfs_write");
      LATENCIES.get(host).stream()
          .filter(w -> w.startMs() >= BEGIN_MS + 3_000 && w.startMs() < BEGIN_MS + 617_000)
          .forEach(ofHost::add);
      expected.add(ofHost.result());
      inFlight = InFlight.ofHosts(inFlight, ofHost.result().inFlight());
    }
    LatencyWindow sum = expected.result();
    JsonNode answer =
        get(
            "/api/v1/latency?histogram=true&label.role=web&from="
                + (BEGIN_MS + 3_000)
                + "&to="
                + (BEGIN_MS + 617_000));
    JsonNode series = answer.at("/series/0");
    JsonNode point = series.at("/points/0");
    assertThat(series.get("hosts").asInt()).isEqualTo(2);
    assertThat(point.get("histogram").asText()).isEqualTo(sum.histogram());
    assertThat(point.get("errnos").toString()).isEqualTo(Json.string(sum.errnos()));
    assertThat(Json.read(Json.bytes(point.get("slowest")), SlowCall[].class))
        .containsExactlyElementsOf(sum.slowest());
    assertThat(point.get("sumNs").asLong()).isEqualTo(sum.sumNs());
    assertThat(point.get("p99Ns").asLong()).isEqualTo(sum.p99Ns());
    assertThat(point.get("completenessPpm").asInt()).isEqualTo(sum.completenessPpm());
    assertThat(Json.read(Json.bytes(point.get("inFlight")), InFlight.class)).isEqualTo(inFlight);
    assertThat(answer.at("/series").size()).isEqualTo(1);
    assertThat(answer.get("stale").asBoolean()).isFalse();
  }

  @Test
  void buckets_and_cells_hold_every_call() throws Exception {
    String range = "host=a&from=" + BEGIN_MS + "&to=" + (BEGIN_MS + 600_000);
    long count = get("/api/v1/latency?" + range).at("/series/0/points/0/count").asLong();
    assertThat(count).isPositive();
    long inBuckets = 0;
    long before = -1;
    for (JsonNode bucket : get("/api/v1/histogram?perOctave=8&" + range).at("/series/0/buckets")) {
      assertThat(bucket.get("lowNs").asLong()).isGreaterThanOrEqualTo(before);
      before = bucket.get("highNs").asLong();
      assertThat(before).isGreaterThan(bucket.get("lowNs").asLong());
      inBuckets += bucket.get("count").asLong();
    }
    assertThat(inBuckets).isEqualTo(count);
    JsonNode heatmap = get("/api/v1/heatmap?step=30s&" + range).at("/series/0");
    assertThat(heatmap.get("columns").size()).isEqualTo(20);
    long inCells = 0;
    for (JsonNode column : heatmap.get("columns")) {
      for (JsonNode cell : column.get("cells")) {
        assertThat(cell.get(0).asInt()).isLessThan(heatmap.get("boundsNs").size() - 1);
        inCells += cell.get(1).asLong();
      }
    }
    assertThat(inCells).isEqualTo(count);
  }

  @Test
  void tasks_and_others_add_up_to_the_function() throws Exception {
    String range = "function=vfs_write&from=" + BEGIN_MS + "&to=" + (BEGIN_MS + 617_000);
    for (String hosts : List.of("&host=a", "&host=a&host=b", "&label.role=web")) {
      for (String step : List.of("", "&step=30s")) {
        for (int limit : new int[] {1, 2, 20}) {
          JsonNode whole = get("/api/v1/latency?" + range + hosts + step).at("/series/0/points");
          JsonNode series =
              get("/api/v1/latency?by=task&limit=" + limit + "&" + range + hosts + step)
                  .get("series");
          Map<Long, long[]> sums = new TreeMap<>();
          for (JsonNode each : series) {
            for (JsonNode point : each.get("points")) {
              long[] sum = sums.computeIfAbsent(point.get("startMs").asLong(), ms -> new long[3]);
              sum[0] += point.get("count").asLong();
              sum[1] += point.get("sumNs").asLong();
              sum[2] += point.get("errors").asLong();
            }
          }
          assertThat(series.size()).isLessThanOrEqualTo(limit + 1);
          assertThat(series.get(series.size() - 1).get("other").asBoolean()).isTrue();
          for (JsonNode point : whole) {
            assertThat(sums.getOrDefault(point.get("startMs").asLong(), new long[3]))
                .as(hosts + step + limit)
                .containsExactly(
                    point.get("count").asLong(),
                    point.get("sumNs").asLong(),
                    point.get("errors").asLong());
          }
        }
      }
    }
    // Of one host by id, of several by name; one value's cells are its calls.
    JsonNode ids = get("/api/v1/latency?by=task&host=a&" + range).get("series");
    assertThat(ids.get(0).get("group").asText()).matches("[0-5]");
    assertThat(ids.get(0).get("task").asText()).startsWith("task");
    JsonNode names = get("/api/v1/latency?by=task&label.role=web&" + range).get("series");
    assertThat(names.get(0).get("group").asText()).startsWith("task");
    JsonNode heatmap =
        get("/api/v1/heatmap?by=task&step=1s&host=a&value="
                + ids.get(0).get("group").asText()
                + "&"
                + range)
            .get("series");
    assertThat(heatmap.size()).isEqualTo(1);
    long inCells = 0;
    for (JsonNode column : heatmap.get(0).get("columns")) {
      for (JsonNode cell : column.get("cells")) {
        inCells += cell.get(1).asLong();
      }
    }
    assertThat(inCells).isEqualTo(ids.get(0).at("/points/0/count").asLong());
    problem(400, send("GET", "/api/v1/latency?value=1"));
    problem(400, send("GET", "/api/v1/rates?by=task"));
    assertThat(get("/api/v1/latency?by=arg.fd&host=a&" + range).at("/series/0/other").asBoolean())
        .isTrue();
  }

  @Test
  void integers_beyond_2_to_the_53_stand_there_as_strings_too() throws Exception {
    long sumNs = (1L << 53) + 1;
    MadeWindows made = new MadeWindows(1);
    RateWindow w = made.rate(null, "big", BEGIN_MS);
    CLUSTER.fleet.add(
        new RateWindow(
            null, "big", w.startMs(), w.endMs(), sumNs, null, 0, 0, 0, 1_000_000, false, 3, true),
        NOW_MS);
    JsonNode point = get("/api/v1/rates?probe=big").at("/series/0/points/0");
    assertThat(point.get("count").asLong()).isEqualTo(sumNs);
    assertThat(point.get("countExact").asText()).isEqualTo("9007199254740993");
    assertThat(point.has("startMsExact")).isFalse();
  }

  @Test
  void a_step_that_is_no_longer_kept_gets_longer_and_the_answer_says_so() throws Exception {
    JsonNode answer =
        get("/api/v1/rates?by=host&step=1s&from=" + (NOW_MS - 3_600_000) + "&to=" + NOW_MS);
    assertThat(answer.get("stepMs").asLong()).isEqualTo(10_000);
    assertThat(answer.get("note").asText()).contains("10000 ms");
    long inPoints = 0;
    for (JsonNode series : answer.get("series")) {
      for (JsonNode point : series.get("points")) {
        inPoints += point.get("count").asLong();
      }
    }
    assertThat(inPoints).isEqualTo(RATES.stream().mapToLong(RateWindow::count).sum());
  }

  @Test
  void too_many_windows_for_one_answer_make_its_steps_longer() throws Exception {
    MadeWindows made = new MadeWindows(2);
    long sum = 0;
    for (int probe = 0; probe < 120; probe++) {
      for (int s = 0; s < 600; s += 60) {
        RateWindow w = made.rate(null, "many" + probe, BEGIN_MS + s * 1_000L);
        CLUSTER.fleet.add(w, NOW_MS);
        sum += w.count();
      }
    }
    String many = "/api/v1/rates?step=1s&from=" + (NOW_MS - 890_000) + "&to=" + NOW_MS;
    JsonNode answer = get(many);
    assertThat(answer.get("stepMs").asLong()).isEqualTo(10_000);
    assertThat(answer.get("note").asText()).contains("series are answered in steps of 10000 ms");
    long inPoints = 0;
    for (JsonNode series : answer.get("series")) {
      for (JsonNode point : series.get("points")) {
        inPoints +=
            series.get("probe").asText().startsWith("many") ? point.get("count").asLong() : 0;
      }
    }
    assertThat(inPoints).isEqualTo(sum);
    assertThat(get(many + "&probe=many1").get("stepMs").asLong()).isEqualTo(1_000);
  }

  @Test
  void a_copy_that_is_behind_is_called_stale_and_no_copy_is_no_answer() throws Exception {
    CLUSTER.lagRecords = 7;
    JsonNode answer = get("/api/v1/rates?by=host");
    assertThat(answer.get("stale").asBoolean()).isTrue();
    assertThat(answer.get("lagRecords").asLong()).isEqualTo(7);
    CLUSTER.isAway = true;
    HttpResponse<String> response = send("GET", "/api/v1/rates");
    problem(503, response);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "from=-1",
        "from=99999999999999",
        "from=2026-11-23T10:00:00Z&to=2026-11-23T09:00:00Z",
        "from=0&since=1m",
        "since=15",
        "since=1000000h",
        "step=0s",
        "host=../etc",
        "host=",
        "by=probe",
        "by=label.",
        "label.=x",
        "to=1&to=2",
      })
  void what_is_not_understood_is_named(String query) throws Exception {
    HttpResponse<String> response = send("GET", "/api/v1/rates?" + query);
    assertThat(response.statusCode()).isIn(400, 422);
    assertThat(response.body()).contains("detail");
  }

  @Test
  void inputs_are_bounded() throws Exception {
    problem(400, send("GET", "/api/v1/rates?probe=x" + "&probe=x".repeat(1_000)));
    problem(400, send("GET", "/api/v1/rates?probe=" + "x".repeat(5_000)));
    assertThat(send("GET", "/api/v1/rates?probe=" + "x".repeat(20_000)).statusCode())
        .isEqualTo(414);
    problem(422, send("GET", "/api/v1/rates?step=10s&since=8760h"));
    problem(405, send("PUT", "/api/v1/rates"));
    problem(405, send("POST", "/api/v1/rates"));
  }

  @Test
  void a_page_that_gives_this_machine_a_name_of_its_own_gets_nothing() throws Exception {
    for (String path : List.of("/api/v1/hosts", "/")) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\n\r\n";
      try (java.net.Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] head = socket.getInputStream().readNBytes(12);
        assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 403");
      }
    }
  }

  @Test
  void with_a_token_nothing_is_answered_without_it() throws Exception {
    String token = "0123456789abcdef";
    serve(new ApiConfig(true, "127.0.0.1", 0, false, "", token, null, "", 0));
    HttpResponse<String> without = send("GET", "/api/v1/hosts");
    problem(401, without);
    assertThat(without.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    problem(401, send("GET", "/openapi.json", "Authorization", "Bearer 0123456789abcdeX"));
    problem(401, send("POST", ApiServer.PARTS));
    assertThat(send("GET", "/api/v1/hosts", "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void a_bucket_ends_where_the_next_one_begins(int perOctave) {
    LogBuckets buckets = new LogBuckets(perOctave);
    for (int i = 0; i < 50 * perOctave; i++) {
      assertThat(buckets.index(buckets.low(i))).isEqualTo(i);
      assertThat(buckets.index(buckets.low(i + 1) - 1)).isEqualTo(i);
    }
  }

  @Test
  void hosts_have_figures_of_the_time_that_is_asked_about_and_none_otherwise() throws Exception {
    for (JsonNode host : get("/api/v1/hosts").get("hosts")) {
      assertThat(host.has("count")).isFalse();
    }
    long fromMs = BEGIN_MS + 20_000;
    long toMs = BEGIN_MS + 500_000;
    JsonNode answer = get("/api/v1/hosts?from=" + fromMs + "&to=" + toMs);
    assertThat(answer.get("fromMs").asLong()).isEqualTo(fromMs);
    assertThat(answer.get("toMs").asLong()).isEqualTo(toMs);
    assertThat(answer.get("hosts").size()).isEqualTo(HOSTS.size());
    for (JsonNode host : answer.get("hosts")) {
      List<RateWindow> own =
          RATES.stream()
              .filter(w -> w.host().equals(host.get("host").asText()))
              .filter(w -> w.startMs() >= fromMs && w.startMs() < toMs)
              .toList();
      long count = own.stream().mapToLong(RateWindow::count).sum();
      long missing = own.stream().mapToLong(w -> w.lostMax() + w.kernelMissed()).sum();
      assertThat(host.get("count").asLong()).isEqualTo(count);
      assertThat(host.get("lostMax").asLong() + host.get("kernelMissed").asLong())
          .isEqualTo(missing);
      assertThat(host.get("completenessPpm").asInt())
          .isEqualTo(LatencyMath.completenessPpm(count, missing));
    }
  }

  @Test
  void the_dashboard_is_there_without_a_token_under_a_strict_policy_and_is_kept() throws Exception {
    serve(new ApiConfig(true, "127.0.0.1", 0, false, "", "0123456789abcdef", null, "", 0));
    HttpResponse<String> page = send("GET", "/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("unsafe", "*", "http");
    String etag = page.headers().firstValue("ETag").orElseThrow();
    assertThat(send("GET", "/", "If-None-Match", etag).statusCode()).isEqualTo(304);
    Matcher script = Pattern.compile("src=\"(/assets/[0-9a-f]{16}/main.js)\"").matcher(page.body());
    assertThat(script.find()).isTrue();
    HttpResponse<String> main = send("GET", script.group(1));
    assertThat(main.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
    assertThat(main.headers().firstValue("Content-Type"))
        .hasValue("text/javascript; charset=utf-8");
    String zipped = send("GET", script.group(1), "Accept-Encoding", "gzip").body();
    assertThat(zipped.length()).isLessThan(main.body().length());
    problem(401, send("GET", "/assets/0000000000000000/main.js"));
    problem(401, send("POST", "/"));
  }

  @Test
  void before_there_is_a_cluster_it_says_so() throws Exception {
    server.close();
    server = new ApiServer(ApiConfig.local());
    server.start();
    problem(503, send("GET", "/api/v1/hosts"));
  }

  @Test
  void an_ipv6_address_stands_in_brackets() {
    assertThat(ApiServer.inUrl("::1")).isEqualTo("[::1]");
    assertThat(ApiServer.inUrl("[::1]")).isEqualTo("[::1]");
    assertThat(ApiServer.inUrl("kafka-1")).isEqualTo("kafka-1");
  }

  @Test
  void a_port_that_was_nobodys_choice_gives_way() {
    ApiConfig taken = new ApiConfig(true, "127.0.0.1", server.port(), true, "", "", null, "", 0);
    try (ApiServer other = new ApiServer(taken)) {
      other.start();
      assertThat(other.port()).isNotEqualTo(server.port());
    }
  }
}
