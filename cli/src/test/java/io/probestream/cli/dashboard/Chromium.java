package io.probestream.cli.dashboard;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A headless Chromium (Debian's package {@code chromium}) with one page, driven by its DevTools
 * protocol. Its profile is a directory of its own, and it asks nobody for anything by itself.
 */
final class Chromium implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/bin/chromium");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Of keys that the browser itself knows. */
  private static final Map<String, Integer> CODES =
      Map.of("Tab", 9, "Enter", 13, "Escape", 27, "End", 35, "Home", 36);

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<URI> requests = new CopyOnWriteArrayList<>();

  static boolean isInstalled() {
    return Files.isExecutable(BINARY);
  }

  /**
   * Starts one.
   *
   * @param profile an empty directory
   */
  Chromium(Path profile) throws IOException, InterruptedException {
    process =
        new ProcessBuilder(
                BINARY.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-default-apps",
                "--disable-sync",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("chromium.log").toFile())
            .start();
    Path port = profile.resolve("DevToolsActivePort");
    await().atMost(PATIENCE).until(() -> Files.exists(port) && Files.size(port) > 2);
    HttpClient client = HttpClient.newHttpClient();
    URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json");
    JsonNode targets =
        Json.mapper()
            .readTree(
                client
                    .send(
                        HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                    .body());
    String page = null;
    for (JsonNode target : targets) {
      page = target.path("type").asText().equals("page") ? target.get("id").asText() : page;
    }
    URI address = list.resolve("/devtools/page/" + page);
    socket =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create(address.toString().replace("http:", "ws:")), new Messages())
            .join();
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      send(domain + ".enable", Map.of());
    }
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        String whole = text.toString();
        text.setLength(0);
        try {
          message(Json.mapper().readTree(whole));
        } catch (IOException e) {
          complaints.add("not JSON: " + whole);
        }
      }
      from.request(1);
      return null;
    }
  }

  private void message(JsonNode message) {
    JsonNode params = message.path("params");
    switch (message.path("method").asText()) {
      case "" -> open.remove(message.get("id").asInt()).complete(message);
      case "Runtime.exceptionThrown" -> complaints.add(params.at("/exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> complaints.add(params.path("args").toString());
      case "Log.entryAdded" -> {
        if (params.at("/entry/level").asText().equals("error")) {
          complaints.add(params.path("entry").toString());
        }
      }
      case "Network.requestWillBeSent" ->
          requests.add(URI.create(params.at("/request/url").asText()));
      default -> {}
    }
  }

  /** Sends a command and waits for its answer. */
  JsonNode send(String method, Map<String, ?> params) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    open.put(id, answer);
    ObjectNode command = Json.mapper().createObjectNode().put("id", id).put("method", method);
    command.set("params", Json.mapper().valueToTree(params));
    socket.sendText(command.toString(), true).join();
    JsonNode message = answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    if (message.has("error")) {
      throw new IllegalStateException(method + ": " + message.get("error"));
    }
    return message.get("result");
  }

  /** The value of an expression; a promise is waited for. */
  JsonNode evaluate(String expression) {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.at("/result/value");
  }

  void awaitTrue(String expression) {
    await()
        .alias(expression)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> evaluate("Boolean(" + expression + ")").asBoolean());
  }

  void goTo(URI url) {
    send("Page.navigate", Map.of("url", url.toString()));
  }

  void resize(int width, int height) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** What the system says of colours: light or dark. */
  void prefer(String scheme) {
    Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
    send("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /** Presses a key: a character, or a name such as ArrowLeft. */
  void press(String key, boolean withShift) {
    int modifiers = withShift ? 8 : 0;
    String text = key.length() == 1 ? key : key.equals("Enter") ? "\r" : "";
    send(
        "Input.dispatchKeyEvent",
        Map.of(
            "type",
            "keyDown",
            "key",
            key,
            "text",
            text,
            "modifiers",
            modifiers,
            "windowsVirtualKeyCode",
            CODES.getOrDefault(key, 0)));
    send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "modifiers", modifiers));
  }

  /** Drags over a share of an element's width, at half its height. */
  void drag(String selector, double from, double to, boolean withShift) {
    JsonNode box =
        evaluate(
            "(e => { e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect();"
                + " return [b.x, b.y, b.width, b.height]; })(document.querySelector('"
                + selector
                + "'))");
    double y = box.get(1).asDouble() + box.get(3).asDouble() / 2;
    double x0 = box.get(0).asDouble() + from * box.get(2).asDouble();
    double x1 = box.get(0).asDouble() + to * box.get(2).asDouble();
    mouse("mouseMoved", x0, y, 0, withShift);
    mouse("mousePressed", x0, y, 1, withShift);
    mouse("mouseMoved", (x0 + x1) / 2, y, 1, withShift);
    mouse("mouseMoved", x1, y, 1, withShift);
    mouse("mouseReleased", x1, y, 0, withShift);
  }

  private void mouse(String type, double x, double y, int buttons, boolean withShift) {
    send(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            x,
            "y",
            y,
            "button",
            "left",
            "buttons",
            buttons,
            "clickCount",
            1,
            "modifiers",
            withShift ? 8 : 0));
  }

  /** PNG of the page's upper part. */
  byte[] screenshot() {
    return Base64.getDecoder()
        .decode(send("Page.captureScreenshot", Map.of("format", "png")).get("data").asText());
  }

  /** Errors, exceptions, violations of the policy, and whatever a script wrote to the console. */
  List<String> complaints() {
    return new ArrayList<>(complaints);
  }

  /** Every address that was asked for. */
  List<URI> requests() {
    return new ArrayList<>(requests);
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    try {
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
