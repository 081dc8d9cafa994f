package io.probestream.collector.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.collector.CollectorException;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Throttle;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsSinkTest {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  private final MetricsSink sink = new MetricsSink(() -> 4_711);
  private long seq;

  private void send(String session, Counters counters) {
    sink.send(
        new RawMeta(RecordType.COUNTERS, session, seq++, 0, 0, 0, 0, Form.KERNEL),
        Json.bytes(counters),
        0);
  }

  private static Counters counters(long hits, List<CpuCounter> cpus) {
    return new Counters(
        0,
        1,
        List.of(new ProbeCounter("w", hits, 2)),
        cpus,
        new AgentCounters(hits, 100 * hits, hits, 100 * hits, 1));
  }

  private String scrape() throws Exception {
    try (MetricsServer server = MetricsServer.start("127.0.0.1", 0, sink)) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void a_scrape_gets_what_the_records_said_last() throws Exception {
    send("a", counters(10, List.of(new CpuCounter(0, 5, 3, 0, 9, 0), cpu1())));
    // A record names only what changed.
    send("a", counters(20, List.of(new CpuCounter(0, 6, 4, 0, 19, 0))));
    assertThat(scrape())
        .contains("probestream_probe_hits_total{probe=\"w\"} 20.0\n")
        .contains("probestream_ring_overrun_total{cpu=\"0\"} 4.0\n")
        .contains("probestream_ring_overrun_total{cpu=\"1\"} 7.0\n")
        .contains("probestream_collector_read_lines_total 20.0\n")
        .contains("probestream_collector_held_bytes 4711.0\n");
    send("b", counters(1, List.of()));
    assertThat(scrape())
        .contains("probestream_probe_hits_total{probe=\"w\"} 1.0\n")
        .doesNotContain("probestream_ring_overrun_total{cpu");
  }

  @Test
  void a_throttled_probe_is_told_from_one_that_is_on() throws Exception {
    Throttle twice = new Throttle(2, 0, 20_000, "too many hits");
    Status status =
        new Status(
            "h",
            0,
            "",
            "",
            "",
            "boot",
            Status.NS,
            1,
            "trace_pipe",
            "kernel",
            Map.of(),
            true,
            List.of(
                new ProbeStatus("off", "g", "entry", "p:g/off f", "disabled", null, twice),
                new ProbeStatus("on", "g", "entry", "p:g/on g", "enabled", null)),
            List.of(),
            Counters.none(),
            false);
    sink.send(
        new RawMeta(RecordType.STATUS, "a", 0, 0, 0, 0, 0, Form.KERNEL), Json.bytes(status), 0);
    assertThat(scrape())
        .contains("probestream_probe_throttled{probe=\"off\"} 1.0\n")
        .contains("probestream_probe_throttled{probe=\"on\"} 0.0\n")
        .contains("probestream_probe_throttles_total{probe=\"off\"} 2.0\n")
        .containsPattern("(?m)^process_cpu_seconds_total [0-9.]+$");
  }

  private static CpuCounter cpu1() {
    return new CpuCounter(1, 0, 7, 0, 0, 0);
  }

  @Test
  void promtool_finds_nothing_wrong(@TempDir Path dir) throws Exception {
    assumeTrue(Files.isExecutable(PROMTOOL), "needs Debian's package prometheus for " + PROMTOOL);
    send("a", counters(10, List.of(cpu1())));
    Path metrics = Files.writeString(dir.resolve("metrics"), scrape());
    Path found = dir.resolve("found");
    Process promtool =
        new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
            .redirectInput(metrics.toFile())
            .redirectErrorStream(true)
            .redirectOutput(found.toFile())
            .start();
    assertThat(promtool.waitFor()).as(Files.readString(found)).isZero();
    assertThat(Files.readString(found)).isEmpty();
  }

  @Test
  void a_port_that_is_taken_is_named() {
    try (MetricsServer server = MetricsServer.start("127.0.0.1", 0, sink)) {
      assertThatThrownBy(() -> MetricsServer.start("127.0.0.1", server.port(), sink))
          .isInstanceOf(CollectorException.class)
          .hasMessageContaining("127.0.0.1:" + server.port())
          .hasMessageContaining("--metrics");
    }
  }
}
