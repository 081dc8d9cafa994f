package io.probestream.streams.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The OpenAPI 3.1 description, made from the endpoints themselves. */
final class OpenApi {
  private static final String SCHEMAS = "api-schemas.json";

  private OpenApi() {}

  static ObjectNode document(Iterable<Endpoint> endpoints, boolean withToken) {
    ObjectNode root = Json.mapper().createObjectNode();
    root.put("openapi", "3.1.0");
    ObjectNode info = root.putObject("info");
    info.put("title", "probestream");
    info.put("version", "1");
    info.put(
        "description",
        "Rates, latencies and losses of kernel probes. Read-only. Times are epoch milliseconds,"
            + " durations nanoseconds (ticks where unit says so). An integer beyond 2^53 has its"
            + " digits beside it as a string, NAME as NAMEExact. Histograms are added, quantiles"
            + " never averaged.");
    ObjectNode paths = root.putObject("paths");
    endpoints.forEach(endpoint -> path(paths.putObject(endpoint.path()), endpoint));
    ObjectNode components = root.putObject("components");
    components.set("schemas", schemas());
    if (withToken) {
      components
          .putObject("securitySchemes")
          .putObject("token")
          .put("type", "http")
          .put("scheme", "bearer");
      root.putArray("security").addObject().putArray("token");
    }
    return root;
  }

  private static void path(ObjectNode path, Endpoint endpoint) {
    ObjectNode get = path.putObject("get");
    String name = endpoint.path().substring(endpoint.path().lastIndexOf('/') + 1);
    get.put("operationId", name);
    get.put("summary", endpoint.summary());
    ArrayNode params = get.putArray("parameters");
    for (Endpoint.Param param : endpoint.params()) {
      boolean isLabels = param.name().equals(Selection.LABEL);
      ObjectNode p = params.addObject();
      p.put("name", isLabels ? "labels" : param.name());
      p.put("in", "query");
      p.put("description", param.description());
      p.put("example", param.example());
      ObjectNode schema = p.putObject("schema");
      if (isLabels) {
        // Each property is a parameter of its own: style form, exploded.
        schema.put("type", "object").putObject("patternProperties").putObject("^label\\..+$");
      } else if (param.repeats()) {
        schema.put("type", "array").putObject("items").put("type", "string");
      } else {
        schema.put("type", "string");
      }
    }
    ObjectNode responses = get.putObject("responses");
    content(responses.putObject("200"), "the answer", "application/json", endpoint.schema());
    content(
        responses.putObject("default"),
        "why there is none (RFC 9457)",
        "application/problem+json",
        "Problem");
  }

  private static void content(ObjectNode response, String what, String type, String schema) {
    response.put("description", what);
    response
        .putObject("content")
        .putObject(type)
        .putObject("schema")
        .put("$ref", "#/components/schemas/" + schema);
  }

  private static JsonNode schemas() {
    try (InputStream in = OpenApi.class.getResourceAsStream(SCHEMAS)) {
      return Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks " + SCHEMAS, e);
    }
  }
}
