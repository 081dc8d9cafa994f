package io.probestream.cli.alertsend;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.probestream.schemas.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A receiver of webhooks that keeps what it took, and answers as a test wants. */
final class Webhook implements AutoCloseable {
  /** What to answer; null for 200, and the connection is cut for a negative one. */
  interface Behaviour {
    Integer status(JsonNode message, HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final List<JsonNode> seen = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = (message, exchange) -> null;

  Webhook() throws IOException {
    this(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  Webhook(HttpServer server) {
    this.server = server;
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode message = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
      seen.add(message);
      Integer status = behaviour.status(message, exchange);
      if (status == null) {
        taken.add(message);
      } else if (status < 0) {
        return;
      }
      byte[] answer = "said by the test".getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status == null ? 200 : status, answer.length);
      exchange.getResponseBody().write(answer);
    }
  }

  void behave(Behaviour other) {
    behaviour = other;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/hook";
  }

  /** Messages of a rule that were answered with 200. */
  List<JsonNode> taken(String rule) {
    return of(taken, rule);
  }

  /** Messages of a rule, whatever the answer. */
  List<JsonNode> seen(String rule) {
    return of(seen, rule);
  }

  private static List<JsonNode> of(List<JsonNode> messages, String rule) {
    return messages.stream()
        .filter(m -> m.at("/commonLabels/alertname").asText().equals(rule))
        .toList();
  }

  /** {@code host status}, in order. */
  static List<String> statuses(JsonNode message) {
    List<String> statuses = new ArrayList<>();
    message
        .get("alerts")
        .forEach(a -> statuses.add(a.at("/labels/host").asText() + ' ' + a.get("status").asText()));
    return statuses;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
