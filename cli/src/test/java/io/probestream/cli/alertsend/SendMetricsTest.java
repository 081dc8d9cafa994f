package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.cli.metrics.Prometheus;
import io.probestream.collector.metrics.MetricsServer;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SendMetricsTest {
  @TempDir private Path directory;

  private static SendMetrics made() {
    SendMetrics metrics =
        new SendMetrics(
            SendSettings.read(
                ConfigFile.empty("x", Overrides.none()),
                List.of("http://127.0.0.1:1"),
                List.of("http://127.0.0.1:2")));
    MadeAlert alert = new MadeAlert("Slow", "web-1", 1_795_392_900_000L);
    metrics.picture(true, List.of(alert.firing(), alert.pending(), alert.firing()));
    OutletCounts counts = metrics.of("webhook-1");
    Now now = new Now(0, 1_795_392_900_000L);
    counts.answered(new Answer(Verdict.TAKEN, 200, "", 0, null), 7, now);
    counts.answered(Answer.none("cannot connect"), 2, now);
    counts.answered(new Answer(Verdict.REFUSED, 400, "no", 0, null), 1, now);
    counts.buried(1);
    counts.state(2, 1);
    counts.failing(1, 750);
    return metrics;
  }

  private static String scrape() throws Exception {
    try (MetricsServer server = MetricsServer.start("127.0.0.1", 0, made())) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(server.url())).build();
      return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Test
  void aScrapeTellsWhatEachReceiverHas() throws Exception {
    assertThat(scrape())
        .contains("probestream_alert_send_active 1.0")
        .contains("probestream_alert_send_picture{state=\"firing\"} 2.0")
        .contains(
            "probestream_alert_send_posts_total{outcome=\"taken\",receiver=\"webhook-1\"} 1.0")
        .contains(
            "probestream_alert_send_posts_total{outcome=\"failed\",receiver=\"webhook-1\"} 1.0")
        .contains("probestream_alert_send_alerts_total{receiver=\"webhook-1\"} 7.0")
        .contains("probestream_alert_send_dead_alerts_total{receiver=\"webhook-1\"} 1.0")
        .contains("probestream_alert_send_behind{receiver=\"webhook-1\"} 2.0")
        .contains("probestream_alert_send_backoff_seconds{receiver=\"webhook-1\"} 0.75")
        .contains("probestream_alert_send_alerts_total{receiver=\"alertmanager-1\"} 0.0");
  }

  @Test
  void prometheusFindsNothingWrongWithIt() throws Exception {
    assumeTrue(Prometheus.isInstalled(), "needs Debian's package prometheus: /usr/bin/promtool");
    assertThat(Prometheus.lint(directory, scrape())).isEmpty();
  }
}
