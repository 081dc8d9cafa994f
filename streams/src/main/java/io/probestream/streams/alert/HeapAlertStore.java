package io.probestream.streams.alert;

import java.util.TreeMap;
import java.util.function.BiConsumer;

/** Remembers in the heap alone, for a back-test. Not thread-safe. */
public final class HeapAlertStore implements AlertStore {
  private final TreeMap<String, AlertEntry> entries = new TreeMap<>();

  @Override
  public void forEach(BiConsumer<String, AlertEntry> action) {
    entries.forEach(action);
  }

  @Override
  public void put(String key, AlertEntry entry) {
    entries.put(key, entry);
  }

  @Override
  public void delete(String key) {
    entries.remove(key);
  }
}
