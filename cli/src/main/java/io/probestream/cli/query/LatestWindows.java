package io.probestream.cli.query;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The fleet's windows are upserts: only the last record of a window counts. Holds what is not final
 * yet; at most {@value #MOST} windows, beyond which the oldest counts as final.
 *
 * @param <W> the topic's value
 */
final class LatestWindows<W> {
  static final int MOST = 100_000;

  private record Key(String name, long startMs) {}

  private final Map<Key, W> open = new LinkedHashMap<>();

  void put(String name, long startMs, W window, boolean isFinal, Consumer<W> sink) {
    Key key = new Key(name, startMs);
    if (isFinal) {
      open.remove(key);
      sink.accept(window);
      return;
    }
    open.put(key, window);
    if (open.size() > MOST) {
      Iterator<W> oldest = open.values().iterator();
      sink.accept(oldest.next());
      oldest.remove();
    }
  }

  /** Hands over what is there, final or not. */
  void drain(Consumer<W> sink) {
    open.values().forEach(sink);
    open.clear();
  }
}
