package io.probestream.streams.rollup;

import java.util.function.BiConsumer;

/** Bytes by key, in the order of unsigned bytes; one for each partition. */
public interface RollupStore {
  /** The value, or null. */
  byte[] get(byte[] key);

  /** Puts a value; null deletes. Readers of a store of another thread cannot. */
  void put(byte[] key, byte[] value);

  /** Gives the entries from {@code from}, inclusive, to {@code to}, exclusive, in order. */
  void scan(byte[] from, byte[] to, BiConsumer<byte[], byte[]> visitor);
}
