package io.probestream.streams.topology;

import io.probestream.streams.rollup.RollupStore;
import java.util.Arrays;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Roll-ups in one of Kafka's stores. As thread-safe as that is: one writes, all may read. */
final class KeyValueRollupStore implements RollupStore {
  /** Of the hosts' stage, and of the fleet's. */
  static final String HOSTS = "host-windows";

  static final String FLEET = "fleet-windows";

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  KeyValueRollupStore(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  /** Uncached: what is put is put once, and read back only seconds later. */
  static Set<StoreBuilder<?>> builders(String name) {
    return Set.of(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingDisabled());
  }

  @Override
  public byte[] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    ((KeyValueStore<Bytes, byte[]>) store).put(Bytes.wrap(key), value);
  }

  @Override
  public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
    try (KeyValueIterator<Bytes, byte[]> entries = store.range(Bytes.wrap(from), Bytes.wrap(to))) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        if (!Arrays.equals(entry.key.get(), to)) {
          visitor.accept(entry.key.get(), entry.value);
        }
      }
    }
  }
}
