package io.probestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a record may hold, its schema allows and its serde brings back. */
class GeneratedValuesTest {
  @Property(tries = 300)
  void recordsAreValidAndComeBackEqual(@ForAll("types") Class<?> type, @ForAll long seed) {
    Object value = RandomRecords.make(type, new Random(seed));
    String json = Json.string(value);
    assertThat(TopicValues.faults(type, json)).as(json).isEmpty();
    assertThat(Json.read(Json.bytes(value), type)).isEqualTo(value);
  }

  @Property(tries = 100)
  void serdesBringBackTheSameBytes(@ForAll("types") Class<?> type, @ForAll long seed) {
    assertSerde(type, RandomRecords.make(type, new Random(seed)));
  }

  private static <T> void assertSerde(Class<T> type, Object value) {
    JsonSerde<T> serde = new JsonSerde<>(type);
    byte[] bytes = serde.serializer().serialize("t", type.cast(value));
    T back = serde.deserializer().deserialize("t", bytes);
    assertThat(back).isEqualTo(value);
    assertThat(serde.serializer().serialize("t", back)).isEqualTo(bytes);
    assertThat(serde.serializer().serialize("t", null)).isNull();
    assertThat(serde.deserializer().deserialize("t", null)).isNull();
  }

  @Provide
  Arbitrary<Class<?>> types() {
    return Arbitraries.of(TopicValues.types().toList());
  }
}
