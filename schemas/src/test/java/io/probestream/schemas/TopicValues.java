package io.probestream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.alert.AlertDelivery;
import io.probestream.schemas.raw.AlertRules;
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
import java.util.function.Function;
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
          Tick.class, "tick",
          Alert.class, "alert",
          AlertDelivery.class, "alert-delivery",
          AlertRules.class, "alert-rules");

  private static final String ID = "probestream:/schemas/";
  private static final String FIRST_FOLDER = "/schemas-first/";
  private static final String FILE_END = ".schema.json";

  /** What readers of the first release go by; what they do not know they pass over. */
  private static final SchemaRegistry FIRST = registry(file -> resource(FIRST_FOLDER, file));

  /** What a writer keeps to: nothing but what the schema names. */
  private static final SchemaRegistry STRICT = registry(file -> closed(resource(file)));

  private TopicValues() {}

  /** Schemas refer to each other by their ids. */
  private static SchemaRegistry registry(Function<String, JsonNode> file) {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        builder ->
            builder.schemas(
                id -> id.startsWith(ID) ? file.apply(id.substring(ID.length())).toString() : null));
  }

  private static JsonNode closed(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.has("properties")
        && object.has("type") // a condition names only what it looks at
        && !object.has("additionalProperties")) {
      object.put("additionalProperties", false);
    }
    node.forEach(TopicValues::closed);
    return node;
  }

  private static List<String> faults(SchemaRegistry registry, Class<?> type, String json) {
    Schema schema = registry.getSchema(SchemaLocation.of(ID + SCHEMAS.get(type) + FILE_END));
    return schema.validate(json, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  static Stream<Class<?>> types() {
    return SCHEMAS.keySet().stream().sorted((a, b) -> a.getName().compareTo(b.getName()));
  }

  /** Those that the first release had. */
  static Stream<Class<?>> firstTypes() {
    return types()
        .filter(
            type -> Json.class.getResource(FIRST_FOLDER + SCHEMAS.get(type) + FILE_END) != null);
  }

  /** What is wrong with {@code json} if it is to hold nothing that the schema does not name. */
  static List<String> faults(Class<?> type, String json) {
    return faults(STRICT, type, json);
  }

  /** What is wrong with {@code json} for a reader of the first release. */
  static List<String> firstReadersFaults(Class<?> type, String json) {
    return faults(FIRST, type, json);
  }

  static JsonNode schema(Class<?> type) {
    return resource(SCHEMAS.get(type) + FILE_END);
  }

  static JsonNode firstSchema(Class<?> type) {
    return resource(FIRST_FOLDER, SCHEMAS.get(type) + FILE_END);
  }

  static JsonNode resource(String file) {
    return resource("/schemas/", file);
  }

  private static JsonNode resource(String folder, String file) {
    try (InputStream in = Json.class.getResourceAsStream(folder + file)) {
      return Json.mapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
