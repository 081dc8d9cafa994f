package io.probestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.window.CallCounts;
import io.probestream.streams.window.LatencyMath;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class DemoScreenTest {
  private static final Topics TOPICS = Topics.standard();

  private final DemoResults results = new DemoResults(TOPICS);
  private final DemoScreen screen = new DemoScreen("title", List.of("source", "end"));

  private void take(String topic, Object window) {
    results.take(new ConsumerRecord<>(topic, 0, 0, new byte[0], Json.bytes(window)));
  }

  private static LatencyWindow latency(String host, long startMs, long... durationsNs) {
    Histogram histogram = Histograms.empty(2);
    long sum = 0;
    long min = Long.MAX_VALUE;
    long max = 0;
    for (long d : durationsNs) {
      histogram.recordValue(d);
      sum += d;
      min = Math.min(min, d);
      max = Math.max(max, d);
    }
    return LatencyMath.window(
        host,
        "vfs_read",
        startMs,
        startMs + 1_000,
        Status.NS,
        histogram,
        new CallCounts(sum, min, max, 0, 0, 0, 0, 0, 0),
        List.of(),
        List.of(),
        null,
        false,
        null,
        null);
  }

  private void takeRate(String host, String probe, long startMs, long count, long missed) {
    take(
        TOPICS.rates(),
        new RateWindow(
            host,
            probe,
            startMs,
            startMs + 1_000,
            count,
            null,
            0,
            0,
            missed,
            LatencyMath.completenessPpm(count, missed),
            false,
            null,
            null));
    if (missed > 0) {
      Causes causes = new Causes(0, 0, 0, 0, 0, missed, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      take(
          TOPICS.missed(),
          new MissedWindow(
              host, probe, startMs, startMs + 1_000, "s", causes, null, null, false, null, null));
    }
  }

  @Test
  void hostsAreMergedAndWhatWasMissedIsNamed() {
    take(TOPICS.latency(), latency("a", 0, 1_000, 2_000));
    take(TOPICS.latency(), latency("b", 0, 3_000_000));
    takeRate("a", "read", 0, 60, 0);
    takeRate("b", "read", 0, 30, 10);
    String text = String.join("\n", screen.live(results.view(), 1_000, 80, 24));
    assertThat(text)
        .contains("vfs_read")
        .contains("3.00 ms")
        .contains("kernelMissed")
        .contains("90.00 % of events")
        .contains("2 hosts");
    assertThat(text).containsPattern("read +90/s +90 +10 ");
  }

  @Test
  void onlyTheLastTenSecondsMakeTheRate() {
    takeRate("a", "read", 0, 1_000_000, 0);
    takeRate("a", "read", 60_000, 500, 0);
    assertThat(results.view().probes().get(0).recentEvents()).isEqualTo(500);
    assertThat(results.view().probes().get(0).total().count()).isEqualTo(1_000_500);
  }

  @Test
  void everyScreenFitsItsTerminalAndKeepsItsFooter() {
    for (int i = 0; i < 40; i++) {
      takeRate("a", "a_probe_with_quite_a_long_name_" + i, 0, 1_000_000, 1_000);
      take(TOPICS.latency(), latency("a", 0, 5));
    }
    for (int height : new int[] {10, 24, 30, 100}) {
      List<String> lines = screen.live(results.view(), 1_000, 80, height);
      assertThat(lines).hasSizeLessThanOrEqualTo(height).allMatch(l -> l.length() <= 80);
      assertThat(lines).endsWith("source", "end");
    }
    assertThat(screen.live(results.view(), 1_000, 80, 24)).anyMatch(l -> l.contains("more rows"));
  }
}
