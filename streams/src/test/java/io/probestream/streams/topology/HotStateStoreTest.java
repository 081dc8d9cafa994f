package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HotStateStoreTest {
  private final MockProcessorContext<Void, Void> context = new MockProcessorContext<>();
  private final KeyValueStore<Bytes, byte[]> inner =
      Stores.keyValueStoreBuilder(
              Stores.inMemoryKeyValueStore("s"), Serdes.Bytes(), Serdes.ByteArray())
          .withLoggingDisabled()
          .withCachingDisabled()
          .build();
  private HotStateStore<Count> store;

  @BeforeEach
  void open() {
    store = store(HotStateStore.KEEP_ALL);
  }

  @Test
  void touched_objects_reach_the_inner_store_at_a_flush_and_not_before() {
    store.put(key("a"), new Count(1));
    assertThat(inner.get(key("a"))).isNull();
    store.flushCache();
    store.touch(key("a")).value = 2;
    assertThat(inner.get(key("a"))).isEqualTo(bytes(1));
    store.flushCache();
    assertThat(inner.get(key("a"))).isEqualTo(bytes(2));
  }

  @Test
  void objects_that_were_only_read_are_not_written() {
    store.put(key("a"), new Count(1));
    store.flushCache();
    store.peek(key("a")).value = 9;
    store.flushCache();
    assertThat(inner.get(key("a"))).isEqualTo(bytes(1));
  }

  @Test
  void a_reinit_drops_what_was_not_flushed() {
    store.put(key("a"), new Count(1));
    store.flushCache();
    store.touch(key("a")).value = 2;
    store.put(key("b"), new Count(1));
    store.init(context.getStateStoreContext(), store);
    assertThat(store.peek(key("b"))).isNull();
    store.flushCache();
    assertThat(inner.get(key("b"))).isNull();
  }

  @Test
  void a_cleared_cache_reads_the_inner_store_again() {
    store.put(key("a"), new Count(1));
    store.flushCache();
    store.touch(key("a")).value = 2;
    store.clearCache();
    assertThat(store.peek(key("a")).value).isEqualTo(1);
    assertThat(store.keys(null, null)).containsExactly(key("a"));
  }

  @Test
  void a_deleted_object_is_gone_at_once_and_a_tombstone_at_the_flush() {
    store.put(key("a"), new Count(1));
    store.flushCache();
    store.delete(key("a"));
    assertThat(store.peek(key("a"))).isNull();
    assertThat(store.touch(key("a"))).isNull();
    assertThat(store.keys(null, null)).isEmpty();
    assertThat(inner.get(key("a"))).isNotNull();
    store.flushCache();
    assertThat(inner.get(key("a"))).isNull();
  }

  @Test
  void keys_of_the_heap_and_of_the_inner_store_come_in_one_order() {
    store = store(1);
    for (String name : List.of("a", "c", "e")) {
      inner.put(key(name), bytes(1));
    }
    store.put(key("d"), new Count(1));
    store.put(key("b"), new Count(1));
    store.delete(key("c"));
    assertThat(store.keys(key("b"), key("d"))).containsExactly(key("b"), key("d"));
    assertThat(store.keys(null, null)).containsExactly(key("a"), key("b"), key("d"), key("e"));
  }

  @Test
  void clean_objects_above_the_bound_leave_the_heap_and_come_back() {
    store = store(1);
    Count first = new Count(1);
    store.put(key("a"), first);
    store.put(key("b"), new Count(2));
    store.flushCache();
    assertThat(store.touch(key("a"))).isNotSameAs(first);
    assertThat(store.touch(key("a")).value).isEqualTo(1);
  }

  @Test
  void bytes_of_another_version_are_an_error_that_names_the_store() {
    inner.put(key("a"), new byte[] {7});
    assertThatThrownBy(() -> store.peek(key("a")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("store s")
        .hasMessageContaining("version 7");
  }

  @Test
  void it_is_what_its_inner_store_is() {
    assertThat(store.name()).isEqualTo("s");
    assertThat(store.persistent()).isEqualTo(inner.persistent());
    assertThat(store.isOpen()).isTrue();
    assertThat(store.getPosition()).isEqualTo(inner.getPosition());
    store.close();
    assertThat(store.isOpen()).isFalse();
  }

  private HotStateStore<Count> store(int keepClean) {
    HotStateStore<Count> made = new HotStateStore<>(inner, new CountCodec(), keepClean);
    made.init(context.getStateStoreContext(), made);
    return made;
  }

  private static Bytes key(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bytes(int value) {
    return new byte[] {1, (byte) value};
  }

  private static final class Count {
    int value;

    Count(int value) {
      this.value = value;
    }
  }

  private static final class CountCodec implements HotCodec<Count> {
    @Override
    public void write(Count count, DataOutput out) throws IOException {
      out.writeByte(1);
      out.writeByte(count.value);
    }

    @Override
    public Count read(Bytes key, DataInput in) throws IOException {
      byte version = in.readByte();
      if (version != 1) {
        throw new IOException("version " + version);
      }
      return new Count(in.readByte());
    }
  }
}
