package io.probestream.streams.alert;

import java.util.function.BiConsumer;

/**
 * What one {@link Evaluator} remembers, by key. The evaluator reads all of it when it is made and
 * then holds the same objects: {@link #put} says that an entry is new or was changed, and is to be
 * written with the next commit. Not thread-safe.
 */
public interface AlertStore {
  /** Shows each entry with its key, in the order of the keys. */
  void forEach(BiConsumer<String, AlertEntry> action);

  void put(String key, AlertEntry entry);

  void delete(String key);
}
