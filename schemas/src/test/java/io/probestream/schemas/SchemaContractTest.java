package io.probestream.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.raw.Tick;
import io.probestream.schemas.window.LatencyWindow;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas and the records say the same. */
class SchemaContractTest {
  static List<Class<?>> types() {
    return TopicValues.types().toList();
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyPropertyIsARecordComponentAndViceVersa(Class<?> type) {
    JsonNode schema = TopicValues.schema(type);
    compare(type, schema, schema, type.getSimpleName());
  }

  @ParameterizedTest
  @MethodSource("types")
  void examplesAreValidAndSurviveTheRecordUnchanged(Class<?> type) {
    JsonNode examples = TopicValues.schema(type).get("examples");
    assertThat(examples).isNotEmpty();
    for (JsonNode example : examples) {
      String json = example.toString();
      assertThat(TopicValues.faults(type, json)).as(json).isEmpty();
      assertThat(Json.string(Json.read(Json.bytes(example), type))).isEqualTo(json);
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void aRequiredPropertyIsMissedAndAnOptionalOneIsNot(Class<?> type) {
    JsonNode schema = TopicValues.schema(type);
    List<String> required = new ArrayList<>();
    schema.get("required").forEach(r -> required.add(r.textValue()));
    for (JsonNode example : schema.get("examples")) {
      for (Iterator<String> names = example.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        ObjectNode without = example.deepCopy();
        without.remove(name);
        List<String> faults = TopicValues.faults(type, without.toString());
        // One that an alert's state requires is in none of the lists.
        if (required.contains(name) || (schema.has("allOf") && !faults.isEmpty())) {
          assertThat(faults).as(name).isNotEmpty();
          assertThatIllegalArgumentException()
              .as(name)
              .isThrownBy(() -> Json.read(Json.bytes(without), type));
        } else {
          assertThat(faults).as(name).isEmpty();
          assertThat(Json.string(Json.read(Json.bytes(without), type)))
              .isEqualTo(without.toString());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void unknownPropertiesAreNotWrittenButReadPast(Class<?> type) {
    JsonNode example = TopicValues.schema(type).get("examples").get(0);
    ObjectNode more = example.deepCopy();
    more.put("newField", 1);
    assertThat(TopicValues.faults(type, more.toString())).isNotEmpty();
    assertThat(Json.string(Json.read(Json.bytes(more), type))).isEqualTo(example.toString());
  }

  @ParameterizedTest
  @MethodSource("types")
  void everyIntegerStatesItsUnit(Class<?> type) {
    checkUnits(TopicValues.schema(type));
  }

  @Test
  void histogramsInExamplesAreThoseOfTheirCounts() {
    for (JsonNode example : TopicValues.schema(LatencyWindow.class).get("examples")) {
      String histogram = example.get("histogram").textValue();
      Histogram decoded = Histograms.decodeBase64(histogram);
      assertThat(Histograms.encodeBase64(decoded)).isEqualTo(histogram);
      assertThat(decoded.getTotalCount()).isEqualTo(example.get("count").longValue());
    }
  }

  @Test
  void floatingPointNumbersAreRefused() {
    Class<?> tick = Tick.class;
    assertThat(TopicValues.faults(tick, "{\"timeMs\":1.5}")).isNotEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.read("{\"timeMs\":1.5}".getBytes(UTF_8), tick));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.read("{\"timeMs\":\"1\"}".getBytes(UTF_8), tick));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Json.read("{\"timeMs\":1} {}".getBytes(UTF_8), tick));
  }

  private static void compare(Class<?> type, JsonNode root, JsonNode node, String path) {
    assertThat(node.get("type").textValue()).as(path).isEqualTo("object");
    // Whoever validates must pass over what a later version adds.
    assertThat(node.has("additionalProperties")).as(path).isFalse();
    List<String> names = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      names.add(name(component));
      JsonNode property = node.get("properties").get(name(component));
      assertThat(property).as("%s.%s in the schema", path, name(component)).isNotNull();
      compare(component.getGenericType(), root, property, path + '.' + name(component));
      if (component.getType().isPrimitive()) {
        assertThat(node.get("required").toString()).as(path).contains('"' + name(component) + '"');
      }
    }
    assertThat(new TreeSet<>(fields(node.get("properties"))))
        .as(path)
        .isEqualTo(new TreeSet<>(names));
  }

  private static void compare(Type type, JsonNode root, JsonNode property, String path) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      assertThat(property.get("type").textValue()).as(path).isEqualTo("array");
      compare(generic.getActualTypeArguments()[0], root, property.get("items"), path + "[]");
    } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      assertThat(property.get("type").textValue()).as(path).isEqualTo("object");
      assertThat(property.get("additionalProperties").get("type").textValue()).isEqualTo("string");
    } else if (type instanceof Class<?> c && c.isRecord()) {
      String[] ref = property.get("$ref").textValue().split("#", -1);
      JsonNode other = ref[0].isEmpty() ? root : TopicValues.resource(ref[0]);
      compare(c, other, ref.length == 1 ? other : other.at(ref[1]), path);
    } else {
      assertThat(property.get("type").textValue()).as(path).isEqualTo(jsonType(type));
    }
  }

  private static String jsonType(Type type) {
    if (type == long.class || type == int.class || type == Long.class || type == Integer.class) {
      return "integer";
    }
    return type == boolean.class || type == Boolean.class ? "boolean" : "string";
  }

  private static void checkUnits(JsonNode node) {
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      JsonNode value = field.getValue();
      if (value.path("type").asText().equals("integer")) {
        String unit = unitOf(field.getKey());
        assertThat(value.path("description").asText().toLowerCase(Locale.ROOT))
            .as(field.getKey())
            .contains(unit);
      }
      assertThat(value.path("type").asText()).as(field.getKey()).isNotEqualTo("number");
      checkUnits(value);
    }
  }

  private static String unitOf(String name) {
    if (name.endsWith("Ns")) {
      return "nanoseconds";
    }
    if (name.endsWith("Ms")) {
      return "milliseconds";
    }
    return name.endsWith("Ppm") ? "parts per million" : " ";
  }

  private static String name(RecordComponent component) {
    JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
    return property == null ? component.getName() : property.value();
  }

  private static List<String> fields(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
