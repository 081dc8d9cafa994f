package io.probestream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Tick;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every topic value with the name of its schema. */
final class TopicValues {
  static final Map<Class<?>, String> SCHEMAS =
      Map.of(
          RateWindow.class, "rate-window",
          LatencyWindow.class, "latency-window",
          MissedWindow.class, "missed-window",
          Status.class, "status",
          Counters.class, "counters",
          Tick.class, "tick");

  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaIdResolvers(
                  ids -> ids.mapPrefix("probestream:/schemas/", "classpath:schemas/")));

  private TopicValues() {}

  static Stream<Class<?>> types() {
    return SCHEMAS.keySet().stream().sorted((a, b) -> a.getName().compareTo(b.getName()));
  }

  /** What is wrong with {@code json} according to the schema; empty if nothing is. */
  static List<String> faults(Class<?> type, String json) {
    Schema schema =
        REGISTRY.getSchema(
            SchemaLocation.of("probestream:/schemas/" + SCHEMAS.get(type) + ".schema.json"));
    return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  static JsonNode schema(Class<?> type) {
    return resource(SCHEMAS.get(type) + ".schema.json");
  }

  static JsonNode resource(String file) {
    try (InputStream in = Json.class.getResourceAsStream("/schemas/" + file)) {
      return Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
