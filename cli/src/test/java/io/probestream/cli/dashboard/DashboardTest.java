package io.probestream.cli.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The dashboard in a real Chromium, over a real broker fed by replayed captures: two hosts that
 * lost nothing, and one that lost most of it. What it shows is what the API says.
 */
class DashboardTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String COMPLETE = "arm64-6.1/complete";
  private static final String LOSSY = "x86_64-6.1/ring-lost";
  private static final int TURNS = 5;
  private static final long TURN_MS = 12_000;
  private static final List<String> PAGES =
      List.of("", "function/vfs_write", "host/lossy-1", "alerts");

  @TempDir private static Path directory;
  private static Site site;
  private static Chromium chromium;
  private static long fromMs;
  private static long toMs;

  @BeforeAll
  static void replay() throws Exception {
    assumeTrue(Chromium.isInstalled(), "needs Debian's package chromium: /usr/bin/chromium");
    Path profile = Files.createDirectory(directory.resolve("chromium"));
    site = Site.start(directory, Map.of("api.token", Site.TOKEN));
    chromium = new Chromium(profile);
    toMs = (System.currentTimeMillis() / 10_000 - 3) * 10_000;
    fromMs = toMs - TURNS * TURN_MS;
    for (int turn = 0; turn < TURNS; turn++) {
      long firstMs = fromMs + turn * TURN_MS;
      site.replayAt(firstMs, COMPLETE, "--hosts=2", "--host=web", "--by=task,count");
      site.replayAt(firstMs, LOSSY, "--host=lossy-1");
    }
    long events = TURNS * (2 * events(COMPLETE) + events(LOSSY));
    for (String by : List.of("", "&by=host")) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .untilAsserted(
              () -> assertThat(sum(site.get("rates?" + range() + by), "count")).isEqualTo(events));
    }
    chromium.resize(1600, 1000);
    chromium.goTo(site.url());
    chromium.awaitTrue("document.querySelector('#token')");
    chromium.evaluate("document.querySelector('#token').value = '" + Site.TOKEN + "'");
    chromium.press("Enter", false);
    chromium.awaitTrue("document.body.dataset.shown !== undefined");
    // The first request, without a token, was refused: the browser says so, and only that.
    assertThat(chromium.complaints()).allMatch(c -> c.contains("401"));
    before = chromium.complaints().size();
  }

  private static int before;

  @AfterAll
  static void stop() {
    if (chromium != null) {
      chromium.close();
      site.close();
    }
  }

  @BeforeEach
  void asAtFirst() {
    chromium.resize(1600, 1000);
    chromium.prefer("light");
  }

  @AfterEach
  void nothing_leaves_this_machine_and_nothing_goes_wrong() {
    assertThat(chromium.complaints().stream().skip(before)).isEmpty();
    assertThat(chromium.requests())
        .allMatch(r -> !r.getScheme().startsWith("http") || r.getHost().equals("127.0.0.1"));
  }

  private static long events(String capture) {
    return Site.analyzed(capture).get("events").asLong();
  }

  private static long sum(JsonNode answer, String field) {
    long sum = 0;
    for (JsonNode series : answer.get("series")) {
      for (JsonNode point : series.get("points")) {
        sum += point.get(field).asLong();
      }
    }
    return sum;
  }

  private static String range() {
    return "from=" + fromMs + "&to=" + toMs;
  }

  /** Opens a page over the replayed time, and waits for its figures. */
  private static void open(String page, String... more) {
    String with = more.length > 0 ? "&" + String.join("&", more) : "";
    String hash = "#/" + page + "?" + range() + with;
    chromium.evaluate("document.body && delete document.body.dataset.shown");
    chromium.goTo(URI.create(site.url() + hash));
    chromium.awaitTrue("document.body?.dataset.shown === '" + hash + "'");
  }

  private static String text(String selector) {
    return chromium
        .evaluate("document.querySelector(`" + selector + "`)?.textContent ?? ''")
        .asText();
  }

  /** Rows of a table by their key: the text and the title of each cell. */
  private static Map<String, JsonNode> rows(String selector) {
    JsonNode all =
        chromium.evaluate(
            "[...document.querySelectorAll('"
                + selector
                + " tbody tr')].map(tr => [tr.dataset.key ?? tr.children[0].textContent,"
                + " [...tr.children].map(c => ({text: c.textContent, title: c.title}))])");
    Map<String, JsonNode> rows = new HashMap<>();
    all.forEach(row -> rows.put(row.get(0).asText(), row.get(1)));
    return rows;
  }

  /** The digits that a cell's title, or its text, begins with. */
  private static long digits(JsonNode cell) {
    String text = cell.get("title").asText();
    text = text.isEmpty() ? cell.get("text").asText() : text;
    return Long.parseLong(text.replaceFirst("^([0-9,]+).*", "$1").replace(",", ""));
  }

  @Test
  void the_overview_shows_the_apis_figures_of_functions_and_hosts() throws Exception {
    open("");
    Map<String, JsonNode> slowest = rows("#table-p99");
    JsonNode functions = site.get("functions?" + range()).get("functions");
    assertThat(slowest).hasSize(functions.size());
    for (JsonNode f : functions) {
      JsonNode cells = slowest.get(f.get("function").asText());
      assertThat(cells.get(1).get("title").asText())
          .startsWith(f.get("perSecond").asText().replaceFirst("\\.?0+$", ""))
          .endsWith(String.format("%,d in all", f.get("count").asLong()));
      assertThat(digits(cells.get(2))).isEqualTo(f.get("p50Ns").asLong());
      assertThat(digits(cells.get(3))).isEqualTo(f.get("p99Ns").asLong());
      assertThat(digits(cells.get(4))).isEqualTo(f.get("maxNs").asLong());
    }
    Map<String, JsonNode> hosts = rows("#table-hosts");
    assertThat(hosts).containsOnlyKeys("web-1", "web-2", "lossy-1");
    for (JsonNode h : site.get("hosts?" + range()).get("hosts")) {
      JsonNode cells = hosts.get(h.get("host").asText());
      assertThat(cells.get(1).get("text").asText()).isEqualTo(h.get("state").asText());
      assertThat(digits(cells.get(5))).isEqualTo(h.get("count").asLong());
      assertThat(digits(cells.get(7))).isEqualTo(h.get("completenessPpm").asLong());
    }
    assertThat(text(".facts")).contains("Hosts live0 of 3", "3 closed");
  }

  @Test
  void the_function_page_shows_the_apis_figures_down_to_each_bucket() throws Exception {
    String of = "function=vfs_write&" + range();
    open("function/vfs_write");
    JsonNode function = site.get("functions?" + of).get("functions").get(0);
    JsonNode facts =
        chromium.evaluate(
            "Object.fromEntries([...document.querySelectorAll('.facts > div')]"
                + ".map(d => [d.querySelector('dt').textContent, {title: d.title}]))");
    assertThat(digits(facts.get("Rate"))).isEqualTo(function.get("count").asLong());
    assertThat(digits(facts.get("p50"))).isEqualTo(function.get("p50Ns").asLong());
    assertThat(digits(facts.get("p99.9"))).isEqualTo(function.get("p999Ns").asLong());
    assertThat(digits(facts.get("Complete"))).isEqualTo(function.get("completenessPpm").asLong());
    assertThat(text(".facts")).contains("∞"); // the worst case, for most calls are missing

    openTables();
    long inHeatmap = 0;
    for (JsonNode cells : rows("[data-chart=Latency] .behind").values()) {
      inHeatmap += digits(cells.get(1));
    }
    assertThat(inHeatmap).isEqualTo(function.get("count").asLong());
    Map<String, JsonNode> buckets = rows("[data-chart=Distribution] .behind");
    long inBuckets = 0;
    JsonNode expected = site.get("histogram?perOctave=8&" + of).at("/series/0/buckets");
    assertThat(buckets).hasSize(expected.size());
    for (JsonNode cells : buckets.values()) {
      inBuckets += digits(cells.get(2));
    }
    assertThat(inBuckets).isEqualTo(function.get("count").asLong());
    Map<String, JsonNode> byHost = rows("#table-host");
    JsonNode hosts = site.get("latency?by=host&" + of).get("series");
    assertThat(byHost).hasSize(hosts.size());
    for (JsonNode series : hosts) {
      JsonNode cells = byHost.get(series.get("group").asText());
      assertThat(digits(cells.get(3))).isEqualTo(series.at("/points/0/p99Ns").asLong());
    }
    long slowest = site.get("slow?" + of).at("/calls/0/durationNs").asLong();
    assertThat(rows("#table-slow").values()).anyMatch(cells -> digits(cells.get(0)) == slowest);
  }

  @Test
  void calls_are_told_apart_by_what_the_probe_asks_for_as_the_api_tells_them() throws Exception {
    for (String by : List.of("task", "arg.count")) {
      open("function/vfs_write", "host=web-1", "by=" + by);
      assertThat(text("[aria-label='Told apart by'] [aria-pressed=true]"))
          .isEqualTo(by.replace("arg.", ""));
      String of = "latency?host=web-1&function=vfs_write&limit=100&by=" + by + "&" + range();
      Map<String, JsonNode> shown = rows("#table-part");
      JsonNode expected = site.get(of).get("series");
      assertThat(expected.size()).isPositive();
      for (JsonNode series : expected) {
        JsonNode cells =
            shown.get(series.has("other") ? "other" : "=" + series.get("group").asText());
        if (cells != null) { // of the first page
          assertThat(digits(cells.get(3))).isEqualTo(series.at("/points/0/p99Ns").asLong());
        }
      }
      assertThat(shown).hasSize(Math.min(12, expected.size()));
    }
    open("function/vfs_write", "host=lossy-1");
    assertThat(text("[aria-label='Calls told apart'][hidden] h2")).isNotEmpty();
  }

  private static void openTables() {
    chromium.evaluate("document.querySelectorAll('.behind').forEach(d => { d.open = true; })");
    chromium.awaitTrue("document.querySelector('.behind tbody tr')");
  }

  @Test
  void the_host_page_shows_where_every_hit_went_and_the_parts_add_up() throws Exception {
    open("host/lossy-1");
    Map<String, JsonNode> ledger = rows("table.ledger");
    int probes = 0;
    for (JsonNode series : site.get("missed?by=host&host=lossy-1&" + range()).get("series")) {
      JsonNode totals = series.at("/points/0/totals");
      if (totals.isObject()) {
        probes++;
        JsonNode cells = ledger.get(series.get("probe").asText());
        assertThat(digits(cells.get(2))).isEqualTo(totals.get("hits").asLong());
        assertThat(digits(cells.get(3))).isEqualTo(totals.get("seen").asLong());
        assertThat(digits(cells.get(4))).isEqualTo(totals.get("lostMin").asLong());
        assertThat(digits(cells.get(6))).isEqualTo(totals.get("missed").asLong());
      }
    }
    assertThat(ledger).hasSize(probes);
    JsonNode shares =
        chromium.evaluate(
            "[...document.querySelectorAll('table.ledger .stack')].map(s =>"
                + " [...s.children].reduce((n, p) => n + Number(p.style.flexGrow), 0))");
    shares.forEach(s -> assertThat(s.asDouble()).isBetween(0.9999, 1.0001));
    long lost = Site.analyzed(LOSSY).get("ringLost").asLong();
    assertThat(text("[aria-label=Lines]")).contains(String.format("%,d", lost));
    assertThat(text("[aria-label=Causes]")).contains(String.format("%,d", TURNS * lost));
    assertThat(rows("#table-probes")).hasSize(site.get("probes?host=lossy-1").get("probes").size());
  }

  /** Pixels of the hatching's colour in the first chart. */
  private static long hatched() {
    return chromium
        .evaluate(
            "(() => { const c = document.querySelector('.chart canvas');"
                + " const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                + " const wanted = [168, 91, 0]; let n = 0;"
                + " for (let i = 0; i < d.length; i += 4)"
                + " if (wanted.every((w, k) => d[i + k] === w) && d[i + 3] === 255) n++;"
                + " return n; })()")
        .asLong();
  }

  @Test
  void an_incomplete_stretch_is_hatched_and_a_gap_stays_one() {
    open("function/vfs_write", "host=web-1");
    assertThat(hatched()).isZero();
    open("function/vfs_write", "host=lossy-1");
    assertThat(hatched()).isGreaterThan(500);
    JsonNode line =
        chromium.evaluate(
            "fetch('/api/v1/silence?host=lossy-1&"
                + range()
                + "', {headers: {Authorization: 'Bearer "
                + Site.TOKEN
                + "'}}).then(r => r.json())");
    assertThat(line.at("/hosts/0/silences").size()).isGreaterThanOrEqualTo(TURNS - 1);
  }

  @Test
  void every_page_is_reached_by_clicks_and_the_way_back_leads_back() {
    open("");
    click("#table-p99 a");
    chromium.awaitTrue("location.hash.startsWith('#/function/')");
    chromium.awaitTrue("document.querySelector('#table-host a')");
    assertThat(text("h1")).isNotEmpty();
    click("#table-host a");
    chromium.awaitTrue("location.hash.startsWith('#/host/')");
    chromium.awaitTrue("document.querySelector('#table-functions a')");
    assertThat(chromium.evaluate("location.hash").asText()).contains(range());
    click("#table-functions a");
    chromium.awaitTrue("/function.*host=/.test(location.hash)");
    click("nav[aria-label=Pages] a[href^='#/alerts']");
    chromium.awaitTrue("document.title.startsWith('Alerts')");
    chromium.evaluate("history.back()");
    chromium.awaitTrue("/function.*host=/.test(location.hash)");
    chromium.awaitTrue("document.querySelector('.facts dt')");
    click("nav[aria-label=Pages] a");
    chromium.awaitTrue("document.querySelector('#table-hosts tbody tr')");
  }

  private static void click(String selector) {
    chromium.evaluate("document.querySelector(`" + selector + "`).click()");
  }

  @Test
  void a_drag_zooms_and_the_address_shows_the_same_picture_again() {
    open("function/vfs_write");
    String before = text(".facts");
    chromium.drag(".chart .u-over", 0.1, 0.45, false);
    chromium.awaitTrue("!location.hash.includes('from=" + fromMs + "')");
    chromium.awaitTrue("document.querySelector('.facts').textContent !== `" + before + "`");
    String hash = chromium.evaluate("location.hash").asText();
    Map<String, String> zoomed = params(hash);
    assertThat(Long.parseLong(zoomed.get("from"))).isBetween(fromMs + 1_000, toMs);
    assertThat(Long.parseLong(zoomed.get("to"))).isBetween(fromMs + 10_000, toMs - 10_000);
    String after = text(".facts");
    chromium.goTo(URI.create("about:blank"));
    chromium.goTo(URI.create(site.url() + hash));
    chromium.awaitTrue("document.querySelector('.facts')?.textContent === `" + after + "`");

    chromium.drag(".chart .u-over", 0.2, 0.6, true);
    chromium.awaitTrue("/sel=\\d+-\\d+/.test(location.hash)");
    chromium.awaitTrue("document.querySelector('.two h3').textContent.includes('–')");
    assertThat(params(chromium.evaluate("location.hash").asText())).containsAllEntriesOf(zoomed);
  }

  private static Map<String, String> params(String hash) {
    Map<String, String> params = new HashMap<>();
    for (String pair : hash.substring(hash.indexOf('?') + 1).split("&")) {
      params.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return params;
  }

  @Test
  void keys_do_what_the_list_of_them_says() {
    open("function/vfs_write");
    chromium.press("?", true);
    chromium.awaitTrue("document.querySelector('dialog[open] kbd')");
    chromium.press("Escape", false);
    chromium.awaitTrue("!document.querySelector('dialog[open]')");
    chromium.evaluate("document.querySelector('.plot').focus()");
    chromium.press("End", false);
    chromium.press("ArrowLeft", false);
    chromium.awaitTrue("/calls/.test(document.getElementById('say').textContent)");
    chromium.press("Home", false);
    for (int i = 0; i < 10; i++) {
      chromium.press("ArrowRight", true);
    }
    chromium.awaitTrue("/sel=\\d+-\\d+/.test(location.hash)");
    chromium.press("Enter", false);
    chromium.awaitTrue("!/sel=/.test(location.hash) && /to=/.test(location.hash)");
    chromium.press("1", false);
    chromium.awaitTrue("/since=5m/.test(location.hash) && !/from=/.test(location.hash)");
    chromium.press("t", false);
    chromium.awaitTrue("localStorage['probestream.theme'] === 'light'");
    chromium.press("t", false);
    chromium.press("t", false);
    chromium.press("g", false);
    chromium.press("f", false);
    chromium.awaitTrue("location.hash.startsWith('#/?since=5m')");
    chromium.press("/", false);
    chromium.awaitTrue("document.activeElement.type === 'search'");
  }

  @Test
  void at_three_widths_in_light_and_dark_nothing_overflows_or_overlaps() {
    for (String page : PAGES) {
      for (String scheme : List.of("light", "dark")) {
        chromium.prefer(scheme);
        for (int width : List.of(390, 1024, 1600)) {
          chromium.resize(width, 900);
          open(page);
          assertThat(chromium.evaluate(LAYOUT_FAULTS))
              .as("%s at %d in %s", page, width, scheme)
              .isInstanceOfSatisfying(ArrayNode.class, a -> assertThat(a).isEmpty());
        }
      }
    }
  }

  /** Sideways scrolling, boxes over each other, text cut off without dots, pale text. */
  private static final String LAYOUT_FAULTS =
      """
      (() => {
        const faults = [];
        const root = document.documentElement;
        if (root.scrollWidth > innerWidth) faults.push('scrolls sideways: ' + root.scrollWidth);
        const boxes = [...document.querySelectorAll(
            '.bar > *, .panel, .chart, .facts, .facts > div, figcaption, .behind > summary, .foot')]
            .filter(e => e.offsetParent || e.matches('.bar > *'))
            .map(e => [e, e.getBoundingClientRect()]).filter(([, b]) => b.width > 0);
        boxes.forEach(([e, a], i) => boxes.slice(i + 1).forEach(([f, b]) => {
          const over = Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
              && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
          if (over && !e.contains(f) && !f.contains(e) && !f.matches('summary') && !e.matches('summary'))
            faults.push(e.className + ' over ' + f.className);
        }));
        document.querySelectorAll('.readout > *, figcaption h3, .facts dd').forEach(e => {
          if (e.offsetParent && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== 'inline')
            faults.push('cut off: ' + e.textContent);
        });
        const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
        const light = c => c.slice(0, 3).map(v => v / 255)
            .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
            .reduce((n, v, i) => n + v * [0.2126, 0.7152, 0.0722][i], 0);
        const ground = e => {
          for (; e; e = e.parentElement) {
            const c = rgb(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] > 0.9) return c;
          }
          return [255, 255, 255];
        };
        document.querySelectorAll('h1, h2, h3, dt, dd, a, td, th, small, button, .empty, .status').forEach(e => {
          if (!e.offsetParent || !e.textContent.trim() || e.disabled) return;
          const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
          const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          if (contrast < 4.5) faults.push('contrast ' + contrast.toFixed(2) + ': ' + e.textContent);
        });
        return faults;
      })()
      """;

  @Test
  void everything_has_a_name_a_place_and_a_table_behind_it() {
    for (String page : PAGES) {
      open(page);
      JsonNode faults =
          chromium.evaluate(
              "[...document.querySelectorAll('button, a, input, summary, section, [role=img]')]"
                  + ".filter(e => e.offsetParent && !(e.getAttribute('aria-label')"
                  + " || e.textContent.trim() || e.labels?.length)).map(e => e.outerHTML)");
      assertThat(faults).as(page).isEmpty();
      assertThat(
              chromium
                  .evaluate(
                      "[document.querySelectorAll('header, main, footer').length,"
                          + " document.querySelectorAll('h1').length,"
                          + " [...document.querySelectorAll('figure')].every("
                          + "f => f.querySelector('.behind'))]")
                  .toString())
          .as(page)
          .isEqualTo("[3,1,true]");
    }
    List<String> order = new ArrayList<>();
    chromium.goTo(URI.create("about:blank"));
    open("");
    for (int i = 0; i < 4; i++) {
      chromium.press("Tab", false);
      order.add(chromium.evaluate("document.activeElement.textContent").asText());
    }
    assertThat(order).containsExactly("Skip to the content", "probestream", "Fleet", "Alerts");
  }

  @Test
  void its_files_are_kept_for_ever_and_the_page_itself_is_asked_for_again() throws Exception {
    open("");
    long files =
        chromium.requests().stream().filter(r -> r.toString().contains("/assets/")).count();
    assertThat(files).isGreaterThan(20);
    assertThat(
            chromium
                .evaluate(
                    "performance.getEntriesByType('resource').every(e => e.name.startsWith(location.origin))")
                .asBoolean())
        .isTrue();
  }
}
