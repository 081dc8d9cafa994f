package io.probestream.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes the README's pictures of the dashboard; run by name only: {@code mvn test -pl cli -am
 * -Dtest=DashboardImages -Ddashboard.images=$PWD/docs/images
 * -Dsurefire.failIfNoSpecifiedTests=false}. Three hosts are replayed over three minutes; one of
 * them loses most events, and one does not speak for a while.
 */
class DashboardImages {
  private static final int WIDTH = 1_140;
  private static final int TURNS = 30;
  private static final long TURN_MS = 6_000;
  private static final String COMPLETE = "arm64-6.1/complete";
  private static final String LOSSY = "x86_64-6.1/ring-lost";

  @TempDir private Path dir;

  @Test
  void take_the_pictures() throws Exception {
    String directory = System.getProperty("dashboard.images");
    assumeTrue(directory != null, "needs -Ddashboard.images=DIRECTORY");
    Path images = Files.createDirectories(Path.of(directory));
    Path profile = Files.createDirectory(dir.resolve("chromium"));
    try (Site site = Site.start(dir, Map.of());
        Chromium chromium = new Chromium(profile)) {
      String range = fill(site);
      String function = "#/function/vfs_write" + range;
      Pictures pictures = new Pictures(chromium, site.url(), images);
      pictures.take("#/" + range, 790, "light", "fleet.png");
      pictures.take(function + "&host=web-1", 1_010, "dark", "function.png");
      pictures.take("#/host/lossy-1" + range, 800, "light", "host.png");
      pictures.take(function + "&host=lossy-1", 520, "light", "loss.png");
    }
  }

  /** The range of time that is replayed, as it stands in an address. */
  private static String fill(Site site) {
    long beginMs = (System.currentTimeMillis() / 10_000 - 2) * 10_000 - TURNS * TURN_MS;
    long events = 0;
    for (int turn = 0; turn < TURNS; turn++) {
      long atMs = beginMs + turn * TURN_MS;
      site.replayAt(atMs, COMPLETE, "--host=web-1", "--by=task,count");
      site.replayAt(atMs + 2_000, COMPLETE, "--host=web-2", "--by=task,count");
      events += 2 * Site.analyzed(COMPLETE).get("events").asLong();
      if (turn % 10 < 7 && turn % 2 == 0) {
        site.replayAt(atMs, LOSSY, "--host=lossy-1");
        events += Site.analyzed(LOSSY).get("events").asLong();
      }
    }
    String range = "?from=" + (beginMs - 4_000) + "&to=" + (beginMs + TURNS * TURN_MS + 4_000);
    long expected = events;
    await()
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> {
              long sum = 0;
              for (JsonNode series : site.get("rates" + range).get("series")) {
                sum += series.at("/points/0/count").asLong();
              }
              assertThat(sum).isEqualTo(expected);
            });
    return range;
  }

  private record Pictures(Chromium chromium, URI site, Path images) {
    void take(String hash, int height, String scheme, String name) throws IOException {
      chromium.resize(WIDTH, height);
      chromium.prefer(scheme);
      chromium.goTo(URI.create("about:blank"));
      chromium.goTo(URI.create(site + hash));
      chromium.awaitTrue("document.body?.dataset.shown");
      Files.write(images.resolve(name), chromium.screenshot());
    }
  }
}
