package io.probestream.cli.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.schemas.Json;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code demo --source live} as it was packaged, whole in a real kernel: Kafka, the streams
 * application and the collector in one process of the guest.
 */
final class DemoKernelIT {
  private static final Path VM = Path.of("target", "kernel", "demo-vm").toAbsolutePath();

  @TempDir static Path work;

  private static GuestReport report;
  private static JsonNode summary;

  @BeforeAll
  static void boot() throws Exception {
    report = DemoGuest.run(GuestFactory.orSkip(), work, VM);
    assertThat(report.number("demo.status")).as(report.text("demo.err")).isZero();
    summary = Json.mapper().readTree(report.text("demo.json"));
  }

  @Test
  void theSourceIsThisMachine() {
    assertThat(summary.get("source").asText()).isEqualTo("live");
    assertThat(summary.get("title").asText()).contains(report.text("uname").strip());
    assertThat(summary.get("hosts").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"__x64_sys_write", "__x64_sys_openat", "vfs_read"})
  void itsCallsAreMeasured(String function) {
    JsonNode calls = byName(summary.get("functions"), "/function").get(function);
    assertThat(calls).as("functions: %s", summary.get("functions")).isNotNull();
    assertThat(calls.get("count").asLong()).isPositive();
    assertThat(calls.get("minNs").asLong()).isPositive();
    assertThat(calls.get("maxNs").asLong()).isGreaterThanOrEqualTo(calls.get("p99Ns").asLong());
  }

  @Test
  void everyRecordThatTheKernelHandedOutArrivedAndEveryEventIsInTheWindows() {
    JsonNode law = summary.get("lineLaw");
    assertThat(law).as("%s, and on stderr: %s", summary, report.text("demo.err")).isNotNull();
    assertThat(law.get("handedOut").asLong())
        .isPositive()
        .isEqualTo(
            law.get("records").asLong()
                + law.get("collectorDropped").asLong()
                + law.get("transportLost").asLong());
    assertThat(summary.get("events").asLong()).isEqualTo(law.get("records").asLong());
  }

  @Test
  void afterItTheKernelAndTheDirectoryAreAsTheyWere() {
    assertThat(report.lines("after")).isEqualTo(report.lines("before"));
  }

  private static Map<String, JsonNode> byName(JsonNode array, String name) {
    return StreamSupport.stream(array.spliterator(), false)
        .collect(Collectors.toMap(each -> each.at(name).asText(), each -> each));
  }
}
