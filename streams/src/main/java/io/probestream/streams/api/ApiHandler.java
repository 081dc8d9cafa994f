package io.probestream.streams.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import io.probestream.streams.dashboard.Asset;
import io.probestream.streams.dashboard.Assets;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks who asks, finds the endpoint or the dashboard's file, and writes the answer or a problem.
 * Thread-safe.
 */
final class ApiHandler extends Handler.Abstract {

  private static final Logger LOG = LoggerFactory.getLogger(ApiHandler.class);
  private static final String OPENAPI = "/openapi.json";
  private static final String METRICS = "/metrics";
  private static final ExpositionFormats FORMATS = ExpositionFormats.init();

  /** Requests that are worked on at once; other instances' have places of their own. */
  private static final int AT_ONCE = 6;

  private static final long PLACE_WAIT_MS = 2_000;
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int ZIP_FROM_BYTES = 1 << 10;
  private static final Set<String> LOCAL_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final ApiConfig config;
  private final byte[] authorization;
  private final Assets assets = Assets.load();
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Semaphore peerPlaces = new Semaphore(AT_ONCE);
  private volatile Served served;

  /** What is served once there is a cluster. */
  private record Served(
      Cluster cluster,
      Map<String, Endpoint> endpoints,
      List<String> paths,
      ObjectNode openApi,
      Supplier<MetricSnapshots> metrics) {}

  ApiHandler(ApiConfig config) {
    this.config = config;
    this.authorization = ("Bearer " + config.token()).getBytes(StandardCharsets.US_ASCII);
  }

  void serve(Cluster cluster, List<Endpoint> endpoints, Supplier<MetricSnapshots> metrics) {
    Map<String, Endpoint> byPath = new HashMap<>();
    endpoints.forEach(endpoint -> byPath.put(endpoint.path(), endpoint));
    served =
        new Served(
            cluster,
            byPath,
            endpoints.stream().map(Endpoint::path).toList(),
            OpenApi.document(endpoints, !config.token().isEmpty()),
            metrics);
  }

  /** An answer in the making. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  private record Reply(int status, String type, byte[] body) {}

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Reply reply;
    try {
      checkHost(request);
      Asset asset = assets.find(request.getHttpURI().getDecodedPath());
      if (asset != null && request.getMethod().equals("GET")) {
        send(asset, request, response, callback);
        return true;
      }
      check(request);
      reply =
          request.getHttpURI().getDecodedPath().equals(METRICS)
              ? metrics(request)
              : new Reply(200, "application/json", answer(request));
    } catch (Problem e) {
      reply = problem(e, request);
    } catch (IOException e) {
      reply = problem(Problem.badRequest("the request could not be read"), request);
    } catch (RuntimeException e) {
      LOG.warn("request {} failed", request.getHttpURI().getPathQuery(), e);
      reply = problem(Problem.internal(), request);
    }
    send(reply, request, response, callback);
    return true;
  }

  private void check(Request request) {
    checkToken(request);
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("POST")) {
      throw Problem.notAllowed();
    } else if (served == null) {
      throw Problem.unavailable("this instance is still starting; try again in a moment");
    }
  }

  private Reply metrics(Request request) throws IOException {
    ExpositionFormatWriter writer = FORMATS.findWriter(request.getHeaders().get(HttpHeader.ACCEPT));
    MetricSnapshots all = served.metrics().get();
    return new Reply(
        200,
        writer.getContentType(),
        within(
            places,
            () -> {
              ByteArrayOutputStream bytes = new ByteArrayOutputStream();
              writer.write(bytes, all);
              return bytes.toByteArray();
            }));
  }

  private byte[] answer(Request request) throws IOException {
    String path = request.getHttpURI().getDecodedPath();
    Served now = served;
    if (request.getMethod().equals("POST")) {
      if (!path.equals(ApiServer.PARTS)) {
        throw Problem.notAllowed();
      }
      return within(peerPlaces, () -> parts(now, request));
    } else if (path.equals(OPENAPI)) {
      return Json.bytes(now.openApi());
    }
    Endpoint endpoint = now.endpoints().get(path);
    if (endpoint == null) {
      throw Problem.notFound("no path " + path + "; there are " + OPENAPI + " and " + now.paths());
    }
    Params params = Params.of(request.getHttpURI().getQuery(), endpoint.paramNames());
    return within(
        places,
        () -> {
          ObjectNode answer = endpoint.handler().answer(params);
          ExactNumbers.addTo(answer);
          return Json.bytes(answer);
        });
  }

  private interface Work {
    byte[] run() throws IOException;
  }

  private static byte[] within(Semaphore places, Work work) throws IOException {
    try {
      if (!places.tryAcquire(PLACE_WAIT_MS, TimeUnit.MILLISECONDS)) {
        throw Problem.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.busy();
    }
    try {
      return work.run();
    } finally {
      places.release();
    }
  }

  private static byte[] parts(Served now, Request request) throws IOException {
    byte[] body;
    try (InputStream in = Request.asInputStream(request)) {
      body = in.readNBytes(MAX_BODY_BYTES + 1);
    }
    if (body.length > MAX_BODY_BYTES) {
      throw Problem.badRequest("the request is longer than " + MAX_BODY_BYTES + " bytes");
    }
    PartRequest asked;
    try {
      asked = Json.read(body, PartRequest.class);
    } catch (IllegalArgumentException e) {
      throw Problem.badRequest(e.getMessage());
    }
    return Json.bytes(now.cluster().own(asked));
  }

  /** A page of somebody else must not reach this machine by a name that it gave it. */
  private void checkHost(Request request) {
    String host = Request.getServerName(request);
    if (config.isLoopback()
        && config.token().isEmpty()
        && !LOCAL_NAMES.contains(host.toLowerCase(Locale.ROOT))
        && !host.equals(config.listen())) {
      throw Problem.forbiddenHost(host);
    }
  }

  private void checkToken(Request request) {
    String given = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (!config.token().isEmpty()
        && (given == null
            || !MessageDigest.isEqual(
                authorization, given.getBytes(StandardCharsets.ISO_8859_1)))) {
      throw Problem.unauthorized();
    }
  }

  private static Reply problem(Problem e, Request request) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.put("type", "about:blank");
    body.put("title", e.title());
    body.put("status", e.status());
    body.put("detail", e.getMessage());
    body.put("instance", request.getHttpURI().getPath());
    return new Reply(e.status(), "application/problem+json", Json.bytes(body));
  }

  private static void send(Reply reply, Request request, Response response, Callback callback) {
    byte[] body = reply.body();
    response.setStatus(reply.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.VARY, "Accept-Encoding");
    if (reply.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    } else if (reply.status() == 503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, "2");
    }
    if (body.length >= ZIP_FROM_BYTES && takesZipped(request)) {
      body = zipped(body);
      response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private static boolean takesZipped(Request request) {
    String accepted = request.getHeaders().get(HttpHeader.ACCEPT_ENCODING);
    return accepted != null && accepted.contains("gzip");
  }

  /** A file of the dashboard: it holds no data, so that it needs no token. */
  private static void send(Asset asset, Request request, Response response, Callback callback) {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, asset.type());
    headers.put(
        HttpHeader.CACHE_CONTROL,
        asset.forEver() ? "public, max-age=31536000, immutable" : "no-cache");
    headers.put(HttpHeader.ETAG, asset.etag());
    headers.put(HttpHeader.VARY, "Accept-Encoding");
    headers.put("Content-Security-Policy", Assets.POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    if (asset.etag().equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
      response.setStatus(304);
      response.write(true, null, callback);
      return;
    }
    byte[] body = asset.body();
    if (takesZipped(request)) {
      body = asset.zipped();
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }

  private static byte[] zipped(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(body);
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }
}
