package io.probestream.cli.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * Not a test: how long the dashboard's pages take to load, and its frames while the pointer moves
 * over a chart and the page scrolls. Run its {@code main} with the test class path; argument: the
 * address that {@code QueryTimes 1000 1000 serve} prints.
 */
final class DashboardTimes {
  private static final int TURNS = 5;

  private static final String FRAMES =
      """
      new Promise(done => {
        const over = document.querySelector('.u-over');
        const box = over.getBoundingClientRect();
        const times = [];
        let last = performance.now();
        let i = 0;
        requestAnimationFrame(function step(now) {
          times.push(now - last);
          last = now;
          over.dispatchEvent(new MouseEvent('mousemove', {bubbles: true,
              clientX: box.x + box.width * (i % 200) / 200, clientY: box.y + box.height / 2}));
          scrollBy(0, i % 40 < 20 ? 8 : -8);
          ++i < 240 ? requestAnimationFrame(step) : done(times.slice(5));
        });
      })
      """;

  /** When the page's figures are there, in ms since it was asked for. */
  private static final String SHOWN =
      """
      new MutationObserver(() => {
        if (document.body.dataset.shown !== undefined) window.shownAt ??= performance.now();
      }).observe(document, {subtree: true, attributes: true, attributeFilter: ['data-shown']});
      """;

  private DashboardTimes() {}

  public static void main(String[] args) throws Exception {
    URI site = URI.create(args[0]);
    Path dir = Files.createTempDirectory("dashboard-times");
    try (Chromium chromium = new Chromium(dir)) {
      chromium.resize(1_600, 1_000);
      chromium.send("Page.addScriptToEvaluateOnNewDocument", Map.of("source", SHOWN));
      for (String page : List.of("", "function/f", "host/host-0")) {
        List<Double> loads = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
          chromium.goTo(URI.create("about:blank"));
          chromium.goTo(URI.create(site + "#/" + page + "?since=1h"));
          chromium.awaitTrue("document.body?.dataset.shown");
          loads.add(chromium.evaluate("window.shownAt").asDouble());
        }
        List<Double> frames = new ArrayList<>();
        for (JsonNode ms : chromium.evaluate(FRAMES)) {
          frames.add(ms.asDouble());
        }
        double first = loads.get(0);
        System.out.printf(
            "%-12s load: first %4.0f ms, median %4.0f ms · frames: median %.1f ms, p99 %.1f ms%n",
            page.isEmpty() ? "fleet" : page,
            first,
            at(loads, 0.5),
            at(frames, 0.5),
            at(frames, 0.99));
      }
    }
    System.exit(0);
  }

  private static double at(List<Double> values, double quantile) {
    Collections.sort(values);
    return values.get((int) (quantile * (values.size() - 1)));
  }
}
