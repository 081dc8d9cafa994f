package io.probestream.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Cli;
import io.probestream.cli.Main;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Histograms;
import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.Budget;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Throttle;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.ErrnoCount;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.schemas.window.SessionTotals;
import io.probestream.schemas.window.SlowCall;
import io.probestream.streams.window.CallCounts;
import io.probestream.streams.window.LatencyMath;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QueryCommandTest {
  private static final Topics TOPICS = new Topics("q.");
  private static final long BASE_MS = System.currentTimeMillis() / 1_000 * 1_000 - 60_000;
  private static final long OFFSET_NS = 1_000_000_000_000L;
  private static final String ENTRY =
      "             cat-7       [001] .....     5.000001: read: (vfs_read+0x0/0x10)\n";
  private static final String RETURN =
      "             cat-7       [001] .....     5.250001: read_ret: (x+0x1/0x2 <- vfs_read)\n";

  private EmbeddedBroker broker;
  private KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  void startAndFill(@TempDir Path dir) throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(dir));
    Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (Admin admin = Admin.create(client)) {
      List<NewTopic> topics =
          TOPICS.all().stream()
              .map(t -> new NewTopic(t, Optional.of(2), Optional.empty()))
              .toList();
      admin.createTopics(topics).all().get();
    }
    producer = new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    long entry = send(TOPICS.raw(), "web1", raw(RecordType.LINES, 0, 1), bytes(ENTRY));
    long returned = send(TOPICS.raw(), "web1", raw(RecordType.LINES, 1, 1), bytes(RETURN));
    send(TOPICS.raw(), "web1", raw(RecordType.STATUS, 2, 0), Json.bytes(status("web1", 0, false)));
    claimTwice();
    say("web7", "throttled", 0, false);
    SlowCall slow =
        new SlowCall(
            "web1", 250_000_000, OFFSET_NS + 5_250_001_000L, 7, "cat", 1, 0, entry, returned);
    send(TOPICS.latency(), "web1/vfs_read", latency(0, List.of(slow), 250_000_000));
    send(TOPICS.latency(), "web1/vfs_read", latency(1_000, List.of(), 1_000, 2_000, 3_000));
    send(TOPICS.fleetLatency(), "vfs_read", latency(null, 0, List.of(), 5_000, 80_000_000));
    send(TOPICS.rates(), "web1/read", rate("web1", 0, 3, true));
    send(TOPICS.rates(), "web1/read", rate("web1", 1_000, 4, true));
    send(TOPICS.rates(), "web2/read", rate("web2", 0, 10, true));
    send(TOPICS.fleetRates(), "read", rate(null, 0, 3, false));
    send(TOPICS.fleetRates(), "read", rate(null, 0, 13, true));
    send(TOPICS.fleetRates(), "read", rate(null, 1_000, 4, false));
    Causes causes = new Causes(0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    SessionTotals totals = new SessionTotals(12, 5, 7, 0, 1, 4, 5, false);
    send(TOPICS.missed(), "web1/read", missed("web1", "read", causes, totals));
  }

  @AfterAll
  void stop() {
    producer.close();
    broker.close();
  }

  /** Collectors of three hosts: web4's older one goes on, web5's ended, web6's was killed. */
  private void claimTwice() throws Exception {
    for (String host : List.of("web4", "web5", "web6")) {
      say(host, "older", 0, false);
      say(host, "newer", 100, false);
    }
    say("web4", "older", 0, false);
    say("web5", "older", 0, true);
    Causes conflict = new Causes(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 70, 0, 0);
    send(TOPICS.missed(), "web4/-", missed("web4", Keys.NO_PROBE, conflict, null));
  }

  private void say(String host, String session, long startMs, boolean closing) throws Exception {
    Headers headers =
        new RawMeta(RecordType.STATUS, session + "-of-" + host, 0, 0, 0, OFFSET_NS, 0, Form.KERNEL)
            .toHeaders();
    send(TOPICS.raw(), host, headers, Json.bytes(status(host, startMs, closing)));
  }

  private static Headers raw(RecordType type, long seq, int lines) {
    return new RawMeta(type, "session-1", seq, seq, lines, OFFSET_NS, 0, Form.KERNEL).toHeaders();
  }

  private static Status status(String host, long startMs, boolean closing) {
    ProbeStatus probe =
        new ProbeStatus(
            "read",
            "g",
            "entry",
            "p:g/read vfs_read",
            host.equals("web7") ? ProbeStatus.DISABLED : ProbeStatus.ENABLED,
            null,
            host.equals("web7") ? new Throttle(3, 0, 40_000, "too many hits") : null);
    return new Status(
        host,
        startMs,
        "boot",
        "6.1.0",
        "x86_64",
        "boot",
        Status.NS,
        1_000,
        "trace_pipe",
        "kernel",
        host.equals("web1") ? Map.of("role", "db") : Map.of(),
        true,
        List.of(probe),
        List.of(),
        Counters.none(),
        closing,
        null,
        null,
        host.equals("web7") ? new Budget(48_211L, 50_000L, 22_000, null) : null);
  }

  private static LatencyWindow latency(long startMs, List<SlowCall> slowest, long... durations) {
    return latency("web1", startMs, slowest, durations);
  }

  private static LatencyWindow latency(
      String host, long startMs, List<SlowCall> slowest, long... durations) {
    Histogram histogram = Histograms.empty(2);
    Arrays.stream(durations).forEach(histogram::recordValue);
    CallCounts counts =
        new CallCounts(
            Arrays.stream(durations).sum(),
            Arrays.stream(durations).min().orElseThrow(),
            Arrays.stream(durations).max().orElseThrow(),
            startMs == 0 ? 1 : 0,
            0,
            0,
            0,
            1,
            0);
    return LatencyMath.window(
        host,
        "vfs_read",
        BASE_MS + startMs,
        BASE_MS + startMs + 1_000,
        Status.NS,
        histogram,
        counts,
        startMs == 0 ? List.of(new ErrnoCount(2, 1), new ErrnoCount(512, 3)) : List.of(),
        slowest,
        startMs == 0 ? new InFlight(1, 0, 3, null, 9, 0) : new InFlight(2, 0, 2, null, 1_000, 0),
        false,
        host == null ? 1 : null,
        host == null ? true : null);
  }

  private static RateWindow rate(String host, long startMs, long count, boolean isFinal) {
    return new RateWindow(
        host,
        "read",
        BASE_MS + startMs,
        BASE_MS + startMs + 1_000,
        count,
        null,
        0,
        0,
        0,
        1_000_000,
        false,
        host == null ? 2 : null,
        host == null ? isFinal : null);
  }

  private static MissedWindow missed(
      String host, String probe, Causes causes, SessionTotals totals) {
    return new MissedWindow(
        host,
        probe,
        BASE_MS,
        BASE_MS + 1_000,
        "session-1",
        causes,
        totals,
        null,
        false,
        null,
        null);
  }

  private void send(String topic, String key, Object value) throws Exception {
    send(topic, key, new RecordHeaders(), Json.bytes(value));
  }

  private long send(String topic, String key, Headers headers, byte[] value) throws Exception {
    // One partition, so that the test knows where a record lies.
    return producer.send(new ProducerRecord<>(topic, 0, bytes(key), value, headers)).get().offset();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String query(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine root = Main.commandLine(Map.of());
    root.setOut(new PrintWriter(out, true));
    root.setErr(new PrintWriter(err, true));
    String[] all =
        Stream.of(
                Stream.of("query"),
                Arrays.stream(args),
                Stream.of("--bootstrap-servers", broker.bootstrapServers(), "--topic-prefix", "q."))
            .flatMap(s -> s)
            .toArray(String[]::new);
    assertThat(root.execute(all)).describedAs(err::toString).isZero();
    return out.toString();
  }

  private static String[] between(long fromMs, long toMs, String... args) {
    return Stream.concat(
            Arrays.stream(args),
            Stream.of("--from=" + (BASE_MS + fromMs), "--to=" + (BASE_MS + toMs)))
        .toArray(String[]::new);
  }

  private static List<JsonNode> objects(String lines) {
    return lines.lines().map(l -> Json.read(bytes(l), JsonNode.class)).toList();
  }

  @Test
  void windowsOfOneNameAreAddedUp() {
    List<JsonNode> rows = objects(query("rates", "--format", "json"));
    assertThat(rows).extracting(r -> r.get("host").asText()).containsExactly("web1", "web2");
    assertThat(rows).extracting(r -> r.get("count").asLong()).containsExactly(7L, 10L);
    assertThat(query(between(0, 2_000, "rates"))).contains("3.5/s").contains("2 s");
  }

  @Test
  void histogramsAreAddedAndQuantilesNotAveraged() {
    JsonNode row = objects(query("latency", "--format", "json")).get(0);
    assertThat(row.get("count").asLong()).isEqualTo(4);
    assertThat(row.get("sumNs").asLong()).isEqualTo(250_006_000);
    assertThat(row.get("maxNs").asLong()).isEqualTo(250_000_000);
    assertThat(row.get("p50Ns").asLong()).isBetween(1_980L, 2_020L);
    assertThat(row.get("completenessPpm").asLong()).isEqualTo(666_666);
  }

  @Test
  void inFlightIsWhatTheLastWindowSaysAndTheMostIsThatOfAll() {
    JsonNode row = objects(query("latency", "--format", "json")).get(0).get("inFlight");
    assertThat(row.get("atEnd").asLong()).isEqualTo(2);
    assertThat(row.get("max").asLong()).isEqualTo(3);
    assertThat(row.get("oldestNs").asLong()).isEqualTo(1_000);
    assertThat(query("latency")).contains("in flight").contains("1.00 µs");
  }

  @Test
  void aStretchOfTimeHasTheWindowsThatLieInItAtLeastInPart() {
    JsonNode first = objects(query(between(0, 1_000, "rates", "--format", "json"))).get(0);
    assertThat(first.get("count").asLong()).isEqualTo(3);
    JsonNode wider = objects(query(between(999, 1_001, "rates", "--format", "json"))).get(0);
    assertThat(wider.get("count").asLong()).isEqualTo(7);
    assertThat(wider.get("startMs").asLong()).isEqualTo(BASE_MS);
    assertThat(wider.get("endMs").asLong()).isEqualTo(BASE_MS + 2_000);
  }

  @Test
  void someHostsTogetherAreAddedUp() {
    String rows = query("rates", "--fleet", "--host", "web1", "--host", "web2", "--format", "json");
    assertThat(objects(rows)).hasSize(1);
    JsonNode row = objects(rows).get(0);
    assertThat(row.get("count").asLong()).isEqualTo(17);
    assertThat(row.get("hosts").asLong()).isEqualTo(2);
  }

  @Test
  void labelsChooseHosts() {
    assertThat(objects(query("rates", "--label", "role=db", "--format", "json")))
        .extracting(r -> r.get("host").asText())
        .containsExactly("web1");
    assertThat(objects(query("hosts", "--label", "role=db", "--format", "json"))).hasSize(1);
    assertThat(query("rates", "--label", "role=web")).startsWith("No rates").contains("role=web");
  }

  @Test
  void csvHasAHeaderAndExactIntegers() {
    assertThat(query(between(0, 2_000, "rates", "--host", "web1", "--format", "csv")))
        .isEqualTo(
            "host,probe,startMs,endMs,count,hits,lostMin,lostMax,kernelMissed,completenessPpm,"
                + "partial,warmup,hosts,final\r\nweb1,read,"
                + BASE_MS
                + ','
                + (BASE_MS + 2_000)
                + ",7,,0,0,0,1000000,false,,,\r\n");
    assertThat(query("latency", "--format", "csv"))
        .contains(",inFlight.atEnd,")
        .contains(",250006000,")
        .doesNotContain("histogram")
        .doesNotContain("errnos");
  }

  @Test
  void filtersLeaveOutOthers() {
    assertThat(objects(query("rates", "--host", "web2", "--format", "json"))).hasSize(1);
    assertThat(query("rates", "--probe", "absent")).startsWith("No rates in q.rates");
    assertThat(query("rates", "--host", "absent", "--format", "json")).isEmpty();
  }

  @Test
  void ofTheFleetOnlyTheLastRecordOfAWindowCounts() {
    JsonNode row = objects(query("rates", "--fleet", "--format", "json")).get(0);
    assertThat(row.get("count").asLong()).isEqualTo(17);
    assertThat(row.get("final").asBoolean()).isFalse();
    assertThat(objects(query("rates", "--fleet", "--windows", "--format", "json"))).hasSize(2);
  }

  @Test
  void slowCallsComeWithTheirRawLines() {
    JsonNode row = objects(query("slow", "--format", "json")).get(0);
    assertThat(row.get("entryLine").asText()).isEqualTo(ENTRY.stripTrailing());
    assertThat(row.get("returnLine").asText()).isEqualTo(RETURN.stripTrailing());
    assertThat(query("slow")).contains("250 ms").contains("(vfs_read+0x0/0x10)");
  }

  @Test
  void errorsHaveTheNamesOfTheKernel() {
    assertThat(query("errors")).contains("ENOENT").contains("ERESTARTSYS");
    List<JsonNode> rows = objects(query("errors", "--format", "json"));
    assertThat(rows).extracting(r -> r.get("name").asText()).contains("ENOENT", "ERESTARTSYS");
    assertThat(rows).extracting(r -> r.get("errno").asInt()).contains(2, 512);
    assertThat(query("errors", "--function", "absent")).startsWith("No calls in q.latency");
  }

  @Test
  void histogramsAndHeatmapsAreDrawn() {
    String histogram = query("histogram", "vfs_read");
    assertThat(histogram).contains("2 calls").contains("50.0 %").contains("67.1 ms");
    assertThat(query("histogram", "vfs_read", "--each")).contains("web1").contains("4 calls");
    String heatmap = query("heatmap", "vfs_read", "--step", "1s");
    assertThat(heatmap).contains("2 calls, a column is 1 s").contains("a cell:");
    assertThat(query("functions")).contains("vfs_read").contains("80.0 ms");
  }

  @Test
  void bucketsThatAreNoneAreWrongUsage() {
    Cli run = Cli.run("query", "histogram", "f", "--per-octave=3", "--bootstrap-servers=a:1");
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("1, 2, 4, 8 or 16");
  }

  @Test
  void whatWasMissedIsExplained() {
    assertThat(query("missed")).contains("kernelMissed").contains("another probe's handler");
  }

  @Test
  void hostsAndProbesAreWhatTheirStatusSays() {
    JsonNode host = objects(query("hosts", "--host", "web1", "--format", "json")).get(0);
    assertThat(host.get("kernelRelease").asText()).isEqualTo("6.1.0");
    assertThat(host.get("events").asLong()).isEqualTo(7);
    JsonNode probe = objects(query("probes", "--format", "json")).get(0);
    assertThat(probe.get("definition").asText()).isEqualTo("p:g/read vfs_read");
    assertThat(probe.get("totals").get("hits").asLong()).isEqualTo(12);
    assertThat(query("hosts")).contains("web2");
    assertThat(query("probes")).contains("0–1").contains("4–5");
  }

  @Test
  void whatIsThrottledIsToldWithItsReasonAndUntilWhen() {
    JsonNode host = objects(query("hosts", "--host", "web7", "--format", "json")).get(0);
    assertThat(host.get("probesEnabled").asInt()).isZero();
    assertThat(host.get("probesThrottled").asInt()).isEqualTo(1);
    assertThat(host.at("/budget/cpuLimitPpm").asInt()).isEqualTo(50_000);
    assertThat(query("hosts", "--host", "web7"))
        .contains("4.82 %")
        .contains("web7: 1 of 1 probes are switched off to keep within the budget");
    assertThat(query("hosts", "--host", "web1")).doesNotContain("budget");
    assertThat(query("probes", "--host", "web7"))
        .contains("throttled")
        .contains("web7: read is switched off until ")
        .contains(", for the 3. time: too many hits.");
    JsonNode probe = objects(query("probes", "--host", "web7", "--format", "json")).get(0);
    assertThat(probe.get("state").asText()).isEqualTo("disabled");
    assertThat(probe.at("/throttle/toMs").asLong()).isEqualTo(40_000);
  }

  @Test
  void ofTwoCollectorsThatClaimAHostTheLaterOneIsShownAndTheConflictReported() {
    JsonNode row = objects(query("hosts", "--host", "web4", "--format", "json")).get(0);
    assertThat(row.get("state").asText()).isEqualTo("contested");
    assertThat(row.get("session").asText()).isEqualTo("newer-of-web4");
    assertThat(row.get("hostConflict").asLong()).isEqualTo(70);
    assertThat(query("hosts", "--host", "web4")).contains("contested").contains("70 lines");
    assertThat(query("hosts", "--host", "web1")).doesNotContain("two collectors");
  }

  @Test
  void aCollectorThatEndsOrIsKilledLeavesItsHostToTheNextOne() {
    for (String host : List.of("web5", "web6")) {
      JsonNode row = objects(query("hosts", "--host", host, "--format", "json")).get(0);
      assertThat(row.get("state").asText()).isNotIn("contested", "closed");
      assertThat(row.get("session").asText()).isEqualTo("newer-of-" + host);
      assertThat(query("hosts", "--host", host)).doesNotContain("two collectors");
    }
  }

  @Test
  void aMissingTopicIsNamed() {
    StringWriter err = new StringWriter();
    CommandLine root = Main.commandLine(Map.of());
    root.setErr(new PrintWriter(err, true));
    int status =
        root.execute(
            "query",
            "rates",
            "--bootstrap-servers",
            broker.bootstrapServers(),
            "--topic-prefix",
            "other.");
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("has no topic other.rates").contains("--topic-prefix");
  }
}
