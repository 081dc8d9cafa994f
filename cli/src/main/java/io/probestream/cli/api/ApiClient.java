package io.probestream.cli.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.probestream.cli.Failure;
import io.probestream.schemas.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** Asks the API; any instance answers for all. Thread-safe. */
public final class ApiClient {
  /** Longer than an instance waits for the others, {@code api.patience}. */
  private static final Duration PATIENCE = Duration.ofSeconds(70);

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final URI base;
  private final String token;
  private final HttpClient http;

  /**
   * @param base such as {@code http://127.0.0.1:8095}
   * @param token what {@code api.token} says; null for none
   * @param trust whose certificates are believed; null for those that the JVM does
   */
  public ApiClient(URI base, String token, SSLContext trust) {
    this.base = base;
    this.token = token;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    if (trust != null) {
      builder.sslContext(trust);
    }
    this.http = builder.build();
  }

  /** Parameters of a request, in the order in which they were given. Not thread-safe. */
  public static final class Params {
    private final List<String> pairs = new ArrayList<>();

    /** Adds one, unless {@code value} is null. */
    public Params with(String name, Object value) {
      if (value != null) {
        pairs.add(encoded(name) + '=' + encoded(value.toString()));
      }
      return this;
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public String toString() {
      StringJoiner query = new StringJoiner("&", pairs.isEmpty() ? "" : "?", "");
      pairs.forEach(query::add);
      return query.toString();
    }
  }

  public static Params params() {
    return new Params();
  }

  /**
   * The answer to {@code /api/v1/WHAT}.
   *
   * @throws Failure with a sentence where there is none
   */
  public JsonNode get(String what, Params params) throws InterruptedException {
    HttpResponse<byte[]> response = send(what, params);
    return json(response);
  }

  /** The same, or a missing node from an instance of an earlier version that has no such path. */
  public JsonNode find(String what, Params params) throws InterruptedException {
    HttpResponse<byte[]> response = send(what, params);
    if (response.statusCode() == NOT_FOUND) {
      return MissingNode.getInstance();
    }
    return json(response);
  }

  private HttpResponse<byte[]> send(String what, Params params) throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve("/api/v1/" + what + params)).timeout(PATIENCE);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new Failure(sentence(e), e);
    }
  }

  private JsonNode json(HttpResponse<byte[]> response) {
    if (response.statusCode() != OK) {
      throw new Failure(refusal(response));
    }
    try {
      return Json.mapper().readTree(response.body());
    } catch (IOException e) {
      throw new Failure("what answers at " + base + " is not probestream's API: no JSON", e);
    }
  }

  /** Where it asks, for sentences. */
  public URI base() {
    return base;
  }

  private String sentence(IOException e) {
    if (e instanceof ConnectException) {
      return "no API answers at "
          + base
          + "; start 'probestream stream', say where it is with --api URL, or read the topics with"
          + " --bootstrap-servers";
    }
    if (e instanceof HttpTimeoutException) {
      return "the API at " + base + " took too long to answer; is the instance overloaded?";
    }
    if (e instanceof SSLException) {
      return "no TLS with " + base + ": " + e.getMessage() + "; try --api-trust FILE";
    }
    return "the API at " + base + " cannot be asked: " + e.getMessage();
  }

  private String refusal(HttpResponse<byte[]> response) {
    String problem;
    try {
      problem = Json.mapper().readTree(response.body()).path("detail").asText();
    } catch (IOException e) {
      problem = "";
    }
    if (response.statusCode() == 401) {
      return "the API at " + base + " wants a token: set PROBESTREAM_API_TOKEN";
    }
    return "the API at "
        + base
        + " answers "
        + response.statusCode()
        + (problem.isEmpty() ? "" : ": " + problem);
  }
}
