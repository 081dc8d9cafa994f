package io.probestream.streams.topology;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Makes a {@link HotStateStore} for each task. Always logged and never cached: the heap objects are
 * the cache. One persistent store also keeps the process id on disk, without which a killed
 * transaction is not fenced.
 */
final class HotStateStoreBuilder<V> implements StoreBuilder<HotStateStore<V>> {
  private final String name;
  private final HotCodec<V> codec;
  private final int keepClean;
  private final Map<String, String> logConfig = new HashMap<>();

  HotStateStoreBuilder(String name, HotCodec<V> codec, int keepClean) {
    this.name = name;
    this.codec = codec;
    this.keepClean = keepClean;
  }

  HotCodec<V> codec() {
    return codec;
  }

  @Override
  public HotStateStore<V> build() {
    KeyValueStore<Bytes, byte[]> inner =
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingEnabled(logConfig)
            .withCachingDisabled()
            .build();
    return new HotStateStore<>(inner, codec, keepClean);
  }

  @Override
  public StoreBuilder<HotStateStore<V>> withCachingEnabled() {
    throw new UnsupportedOperationException("store " + name + " caches by itself");
  }

  @Override
  public StoreBuilder<HotStateStore<V>> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<HotStateStore<V>> withLoggingEnabled(Map<String, String> config) {
    logConfig.putAll(config);
    return this;
  }

  @Override
  public StoreBuilder<HotStateStore<V>> withLoggingDisabled() {
    throw new UnsupportedOperationException("store " + name + " must survive a crash");
  }

  @Override
  public Map<String, String> logConfig() {
    return Map.copyOf(logConfig);
  }

  @Override
  public boolean loggingEnabled() {
    return true;
  }

  @Override
  public String name() {
    return name;
  }
}
