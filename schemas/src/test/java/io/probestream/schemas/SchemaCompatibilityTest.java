package io.probestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.window.LatencyWindow;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Readers of the first release read what is written today, and today's reads what they left. The
 * first release's schemas stand in {@code schemas-first}, and stay as they are; a new value's are
 * copied there when it is released. What breaks them takes a new topic (docs/TOPICS.md).
 */
class SchemaCompatibilityTest {
  static Stream<Class<?>> types() {
    return TopicValues.firstTypes();
  }

  @ParameterizedTest
  @MethodSource("types")
  void nothingChangedButOptionalPropertiesAndWords(Class<?> type) {
    assertThat(SchemaBreaks.between(TopicValues.firstSchema(type), TopicValues.schema(type)))
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("types")
  void whatTheFirstReleaseWroteIsReadToday(Class<?> type) {
    for (JsonNode example : TopicValues.firstSchema(type).get("examples")) {
      assertThat(TopicValues.faults(type, example.toString())).isEmpty();
      assertThat(Json.string(Json.read(Json.bytes(example), type))).isEqualTo(example.toString());
    }
  }

  @Property(tries = 300)
  void whatIsWrittenTodayIsReadByTheFirstRelease(
      @ForAll("generated") Class<?> type, @ForAll long seed) {
    String json = Json.string(RandomRecords.make(type, new Random(seed)));
    assertThat(TopicValues.firstReadersFaults(type, json)).as(json).isEmpty();
  }

  @Provide
  Arbitrary<Class<?>> generated() {
    return Arbitraries.of(TopicValues.firstTypes().toList());
  }

  static Stream<Arguments> breaks() {
    return Stream.of(
        change("a property goes", "/count is gone", s -> properties(s).remove("count")),
        change(
            "a type changes",
            "/count: type was \"integer\", is \"string\"",
            s -> property(s, "count").put("type", "string")),
        change(
            "a required property becomes optional",
            "\"function\" need no longer be there",
            s -> ((ArrayNode) s.get("required")).remove(0)),
        change(
            "a new property is required",
            "\"more\" is required",
            s -> ((ArrayNode) s.get("required")).add("more")),
        change(
            "an enumeration grows",
            "enum was [\"ns\",\"ticks\"]",
            s -> ((ArrayNode) property(s, "unit").get("enum")).add("us")),
        change(
            "a limit is set where none was",
            "maximum is new",
            s -> property(s, "count").put("maximum", 10)),
        change("a limit goes", "minimum was 0", s -> property(s, "count").remove("minimum")),
        change(
            "an item's property goes",
            "/errnoCount/errno is gone",
            s -> properties((ObjectNode) s.at("/$defs/errnoCount")).remove("errno")),
        change(
            "unknown properties are forbidden",
            "additionalProperties is new",
            s -> s.put("additionalProperties", false)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaks")
  void aBreakIsFound(String name, String sentence, Consumer<ObjectNode> change) {
    JsonNode earlier = TopicValues.schema(LatencyWindow.class);
    ObjectNode later = earlier.deepCopy();
    change.accept(later);
    assertThat(SchemaBreaks.between(earlier, later))
        .anySatisfy(found -> assertThat(found).contains(sentence));
  }

  @ParameterizedTest
  @MethodSource("types")
  void anOptionalPropertyMayComeAndWordsMayChange(Class<?> type) {
    JsonNode earlier = TopicValues.schema(type);
    ObjectNode later = earlier.deepCopy();
    later.put("description", "in other words");
    properties(later).putObject("more").put("type", "integer").put("description", "a number");
    assertThat(SchemaBreaks.between(earlier, later)).isEmpty();
  }

  private static Arguments change(String name, String sentence, Consumer<ObjectNode> change) {
    return Arguments.of(name, sentence, change);
  }

  private static ObjectNode properties(ObjectNode schema) {
    return (ObjectNode) schema.get("properties");
  }

  private static ObjectNode property(ObjectNode schema, String name) {
    return (ObjectNode) schema.get("properties").get(name);
  }
}
