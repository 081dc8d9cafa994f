package io.probestream.cli.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.probestream.cli.Cli;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What {@code analyze --format json} says, and what is expected of it. */
final class Figures {
  private static final JsonMapper JSON = new JsonMapper();

  private Figures() {}

  static JsonNode analyze(String... args) {
    String[] all = new String[args.length + 3];
    all[0] = "analyze";
    all[1] = "--format";
    all[2] = "json";
    System.arraycopy(args, 0, all, 3, args.length);
    Cli run = Cli.run(all);
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    try {
      return JSON.readTree(run.out());
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + run.out(), e);
    }
  }

  /** The expected figures of a capture, such as {@code x86_64-6.1/complete}. */
  static String expected(String capture) {
    String name = "/truth/" + capture + ".txt";
    try (InputStream in = Figures.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  /** The figures in the form of the expected ones. */
  static String of(JsonNode j) {
    StringBuilder text = new StringBuilder();
    text.append("lines ").append(j.get("lines").asLong());
    text.append(" events ").append(j.get("events").asLong());
    text.append(" other ").append(j.get("other").asLong());
    text.append(" lost ").append(j.get("lostLines").asLong());
    text.append(" headers ").append(j.get("headers").asLong());
    text.append(" continuations ").append(j.get("continuations").asLong());
    text.append(" malformed ").append(j.get("malformed").asLong());
    text.append("\nringLost ").append(j.get("ringLost").asLong());
    text.append(" by ").append(j.get("ringLostSource").asText());
    text.append(", ").append(j.get("unit").asText());
    text.append(' ').append(orDash(j, "firstNs")).append("..").append(orDash(j, "lastNs"));
    for (JsonNode p : j.get("probes")) {
      text.append("\nprobe ").append(p.get("probe").asText());
      text.append(' ').append(p.get("kind").asText());
      text.append(' ').append(p.get("events").asLong());
      text.append(" hits ").append(orDash(p, "hits"));
      text.append(" missed ").append(orDash(p, "missed"));
    }
    for (JsonNode f : j.get("functions")) {
      text.append("\nfunction ").append(f.get("function").asText());
      text.append(" calls ").append(f.get("count").asLong());
      text.append(" sum ").append(orDash(f, "sumNs"));
      text.append(" min ").append(orDash(f, "minNs"));
      text.append(" max ").append(orDash(f, "maxNs"));
      text.append(" orphanEntry ").append(f.get("orphanEntry").asLong());
      text.append(" orphanReturn ").append(f.get("orphanReturn").asLong());
      text.append(" discarded ").append(f.get("discarded").asLong());
      text.append(" inFlight ").append(f.get("inFlightAtEnd").asLong());
    }
    return text.append('\n').toString();
  }

  private static String orDash(JsonNode node, String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? "-" : value.asText();
  }

  /** What is wrong with the windows of {@code analyze --windows}. */
  static List<String> violations(JsonNode j) {
    JsonNode windows = j.get("windows");
    List<Pair> pairs = new ArrayList<>();
    for (JsonNode f : j.get("functions")) {
      pairs.add(
          new Pair(
              f.get("entryProbe").asText(),
              f.get("returnProbe").asText(),
              f.get("function").asText(),
              null));
    }
    return Laws.violations(
        read(windows.get("rates"), RateWindow.class),
        read(windows.get("latency"), LatencyWindow.class),
        read(windows.get("missed"), MissedWindow.class),
        pairs);
  }

  private static <T> List<T> read(JsonNode windows, Class<T> type) {
    List<T> all = new ArrayList<>();
    windows.forEach(w -> all.add(Json.read(w.toString().getBytes(StandardCharsets.UTF_8), type)));
    return all;
  }

  /** Events of a probe. */
  static long events(JsonNode j, String probe) {
    for (JsonNode p : j.get("probes")) {
      if (p.get("probe").asText().equals(probe)) {
        return p.get("events").asLong();
      }
    }
    throw new AssertionError("no probe " + probe);
  }

  static JsonNode function(JsonNode j, String function) {
    for (JsonNode f : j.get("functions")) {
      if (f.get("function").asText().equals(function)) {
        return f;
      }
    }
    throw new AssertionError("no function " + function);
  }
}
