package io.probestream.streams.rollup;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** A store as Kafka's is: bytes in the order of unsigned bytes. */
public final class HeapStore implements RollupStore {
  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  int puts;

  @Override
  public byte[] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    puts++;
    if (value == null) {
      entries.remove(key);
    } else {
      entries.put(key, value);
    }
  }

  @Override
  public void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor) {
    List.copyOf(entries.subMap(from, true, to, false).entrySet())
        .forEach(e -> visitor.accept(e.getKey(), e.getValue()));
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return entries.entrySet().stream()
        .mapToLong(e -> e.getKey().length + e.getValue().length)
        .sum();
  }

  Map<byte[], byte[]> entries() {
    return entries;
  }
}
