package io.probestream.streams.rollup;

import io.probestream.streams.rollup.Levels.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what {@link Rollups} wrote, also while it writes: what is rolled up is known before it is
 * read, and finer windows outlive their roll-up by minutes. Not thread-safe, but for as many
 * readers as you like.
 */
public final class RollupReader {
  /** For pieces as long as there are. */
  public static final long ANY_LENGTH = 0;

  private final Levels levels;
  private final RollupStore store;

  public RollupReader(Levels levels, RollupStore store) {
    this.levels = levels;
    this.store = store;
  }

  /** What is known of each host, or of {@link Series#FLEET}. */
  public Map<String, OwnerState> owners() {
    Map<String, OwnerState> owners = new LinkedHashMap<>();
    store.scan(
        RollupKey.firstOwner(),
        RollupKey.firstSeries(),
        (key, value) -> owners.put(RollupKey.text(key), OwnerState.unpack(value)));
    return owners;
  }

  /** Every series, and a time that is at most a minute before the start of its newest window. */
  public Map<Series, Long> series() {
    Map<Series, Long> series = new LinkedHashMap<>();
    store.scan(
        RollupKey.firstSeries(),
        RollupKey.firstStatus(),
        (key, value) -> series.put(RollupKey.series(key), new PackReader(value).number()));
    return series;
  }

  /** The newest status of each host. */
  public List<HostStatus> statuses() {
    List<HostStatus> statuses = new ArrayList<>();
    store.scan(
        RollupKey.firstStatus(),
        RollupKey.behindStatuses(),
        (key, value) -> statuses.add(HostStatus.unpack(RollupKey.text(key), value)));
    return statuses;
  }

  /** The stretches of time of which nothing is known of a host, in order. */
  public List<Silence> silences(String host) {
    return Silences.all(store, host);
  }

  /** Takes windows, and roll-ups of windows, in the order of time. */
  public interface Visitor {
    void window(long startMs, int lengthMs, byte[] packed);
  }

  /**
   * Gives all windows that start in {@code [fromMs, toMs)}, each once, in as few pieces as there
   * are: roll-ups where they lie within, finer windows at the edges and where nothing is rolled up
   * yet.
   *
   * @param longestMs pieces are of this length at most, and none crosses a multiple of it; or
   *     {@link #ANY_LENGTH}
   */
  public void read(
      Series series, OwnerState owner, long fromMs, long toMs, long longestMs, Visitor visitor) {
    int level = levels.all().size() - 1;
    while (level > 0 && longestMs % levels.all().get(level).lengthMs() != 0) {
      level--;
    }
    read(series, owner.frontierMs(), fromMs, toMs, level, visitor);
  }

  private void read(
      Series series, long frontierMs, long fromMs, long toMs, int index, Visitor visitor) {
    if (fromMs >= toMs) {
      return;
    }
    Level level = levels.all().get(index);
    if (index == 0) {
      scan(series, fromMs, toMs, level, visitor);
      return;
    }
    long lowMs = Levels.ceil(fromMs, level.lengthMs());
    long highMs = Levels.floor(Math.min(toMs, frontierMs), level.lengthMs());
    if (lowMs >= highMs) {
      read(series, frontierMs, fromMs, toMs, index - 1, visitor);
      return;
    }
    read(series, frontierMs, fromMs, lowMs, index - 1, visitor);
    scan(series, lowMs, highMs, level, visitor);
    read(series, frontierMs, highMs, toMs, index - 1, visitor);
  }

  private void scan(Series series, long fromMs, long toMs, Level level, Visitor visitor) {
    store.scan(
        RollupKey.window(level.lengthMs(), series, fromMs),
        RollupKey.window(level.lengthMs(), series, toMs),
        (key, packed) -> visitor.window(RollupKey.startMs(key), level.lengthMs(), packed));
  }
}
