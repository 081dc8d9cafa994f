package io.probestream.streams.rollup;

import io.probestream.schemas.Keys;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.rollup.Levels.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps closed windows, rolls them up, and deletes them when they are old.
 *
 * <p>A window is put once. When its owner's newest window has passed a multiple of a level's
 * length, the windows of the finer level are read back, added up and put: there is no second state
 * that a crash could lose. Until then a reader uses the finer ones. A window that comes late is put
 * in its place, and what holds it is made again.
 *
 * <p>Time is each owner's own, that of its newest window; for one that is gone it goes on with the
 * records' timestamps. So a host whose clock is wrong ends no other host's windows, and everything
 * here follows from the log. Not thread-safe.
 */
public final class Rollups {
  /** How often it is looked for owners that are gone, by the records' timestamps. */
  private static final long SWEEP_MS = 60_000;

  /** How often it is written that a series goes on. */
  private static final long NOTED_STRIDES = 6;

  private final Levels levels;
  private final RollupStore store;
  private final Map<String, Owner> owners = new HashMap<>();
  private long sweptMs;

  /** Reads what the store knows of owners and series, but no window. */
  public Rollups(Levels levels, RollupStore store) {
    this.levels = levels;
    this.store = store;
    RollupReader known = new RollupReader(levels, store);
    known.owners().forEach((name, state) -> owners.put(name, owner(name, state)));
    known
        .series()
        .forEach(
            (series, writtenMs) -> {
              Owner owner = owners.get(series.owner());
              if (owner != null) {
                // The newest that its last window can be: it is looked for.
                long periodMs = NOTED_STRIDES * levels.strideMs();
                owner.series.put(series, Levels.floor(writtenMs, periodMs) + periodMs - 1);
              }
            });
  }

  private Owner owner(String name, OwnerState state) {
    return new Owner(name, state, new Silences(store, name), levels.all().size());
  }

  /**
   * Takes a closed window of a host, or one of the fleet.
   *
   * @param recordMs timestamp of the record that closed it
   */
  public void add(RateWindow w, long recordMs) {
    RateSpan span = new RateSpan(w.host(), w.probe());
    span.add(w);
    Series series = new Series(WindowType.RATE, Series.owner(w.host()), w.probe());
    put(series, span, w.startMs(), isFinal(w.isFinal()), recordMs);
  }

  public void add(LatencyWindow w, long recordMs) {
    LatencySpan span = new LatencySpan(w.host(), w.function());
    span.add(w);
    Series series = new Series(WindowType.LATENCY, Series.owner(w.host()), w.function());
    put(series, span, w.startMs(), isFinal(w.isFinal()), recordMs);
  }

  /** Markers of silence are remembered with their host; those of warm-up are no windows. */
  public void add(MissedWindow w, long recordMs) {
    if (w.silent() != null) {
      Owner owner = owners.get(w.host());
      if (owner != null) {
        write(owner, owner.state.silentFrom(w.startMs()));
        owner.silences.begin(w.startMs(), false);
      }
      return;
    } else if (w.warmupUntilMs() != null) {
      return;
    }
    MissedSpan span = new MissedSpan(w.host(), w.probe());
    span.add(w);
    Series series = new Series(WindowType.MISSED, Series.owner(w.host()), w.probe());
    put(series, span, w.startMs(), isFinal(w.isFinal()), recordMs);
    if (w.host() != null && w.closing() && w.probe().equals(Keys.NO_PROBE)) {
      ended(w);
    }
  }

  /** A session ended: nothing is known of its host until the next one, which may have begun. */
  private void ended(MissedWindow w) {
    Silences silences = owners.get(w.host()).silences;
    silences.begin(w.endMs(), true);
    byte[] status = store.get(RollupKey.status(w.host()));
    HostStatus newest = status == null ? null : HostStatus.unpack(w.host(), status);
    if (newest != null && !newest.session().equals(w.session())) {
      silences.end(Math.max(w.endMs(), newest.startMs()));
    }
  }

  private static boolean isFinal(Boolean isFinal) {
    return isFinal == null || isFinal;
  }

  /** Takes what a host says of itself; the newest start wins. */
  public void add(String session, String host, long startMs, byte[] statusJson, long recordMs) {
    Owner owner = owners.get(host);
    byte[] known = store.get(RollupKey.status(host));
    if (known == null || HostStatus.unpack(host, known).startMs() <= startMs) {
      store.put(
          RollupKey.status(host),
          new HostStatus(host, session, startMs, recordMs, statusJson).pack());
      if (owner != null) {
        owner.silences.heard(startMs);
      }
    }
    if (owner == null) {
      // So that it ends some day, also if no window ever comes.
      create(host, 0, recordMs);
    }
  }

  private void put(
      Series series, WindowSpan<?> window, long startMs, boolean isFinal, long recordMs) {
    Owner owner = owners.get(series.owner());
    if (owner == null) {
      owner = create(series.owner(), startMs, recordMs);
    }
    if (isFinal && startMs > owner.state.newestMs()) {
      advance(owner, startMs, recordMs);
    }
    if (owner.state.silentFromMs() != OwnerState.SPEAKS && startMs >= owner.state.silentFromMs()) {
      write(owner, owner.state.silentFrom(OwnerState.SPEAKS));
    }
    owner.silences.end(startMs);
    remember(owner, series, startMs);
    byte[] packed = window.pack();
    if (startMs < levels.cutMs(levels.base(), owner.state.newestMs())) {
      addToRollups(owner, series, startMs, packed);
      return;
    }
    store.put(RollupKey.window(levels.base().lengthMs(), series, startMs), packed);
    if (startMs < owner.state.frontierMs()) {
      rollAgain(owner, series, startMs);
    }
  }

  private Owner create(String name, long startMs, long recordMs) {
    Owner owner = owner(name, null);
    owners.put(name, owner);
    long frontierMs = Levels.floor(startMs, levels.strideMs());
    write(owner, new OwnerState(startMs, recordMs, frontierMs, OwnerState.SPEAKS));
    return owner;
  }

  private void write(Owner owner, OwnerState state) {
    owner.state = state;
    store.put(RollupKey.owner(owner.name), state.pack());
  }

  /** A series is written when it is new, and now and then so that its end is known. */
  private void remember(Owner owner, Series series, long startMs) {
    Long newestMs = owner.series.get(series);
    if (newestMs == null || startMs > newestMs) {
      long periodMs = NOTED_STRIDES * levels.strideMs();
      if (newestMs == null || Levels.floor(startMs, periodMs) > Levels.floor(newestMs, periodMs)) {
        store.put(RollupKey.known(series), new PackWriter().number(startMs).bytes());
      }
      owner.series.put(series, startMs);
    }
  }

  /** Goes on to a time: rolls up what is whole by then, and deletes what is old. */
  private void advance(Owner owner, long newestMs, long recordMs) {
    OwnerState was = owner.state;
    long frontierMs = Math.max(was.frontierMs(), Levels.floor(newestMs, levels.strideMs()));
    boolean steps = frontierMs > was.frontierMs();
    owner.state = new OwnerState(newestMs, recordMs, frontierMs, was.silentFromMs());
    if (steps) {
      for (Map.Entry<Series, Long> series : owner.series.entrySet()) {
        if (series.getValue() >= was.frontierMs()) {
          rollUp(series.getKey(), was.frontierMs(), frontierMs);
        }
      }
      deleteOld(owner);
      write(owner, owner.state);
    }
  }

  private void rollUp(Series series, long fromMs, long toMs) {
    for (int i = 1; i < levels.all().size(); i++) {
      int lengthMs = levels.all().get(i).lengthMs();
      long lowMs = Levels.floor(fromMs, lengthMs);
      long highMs = Levels.floor(toMs, lengthMs);
      if (lowMs < highMs) {
        rollUp(series, levels.all().get(i - 1).lengthMs(), lengthMs, lowMs, highMs);
      }
    }
  }

  private void rollUp(Series series, int finerMs, int lengthMs, long lowMs, long highMs) {
    Bucket bucket = new Bucket(series, lengthMs);
    store.scan(
        RollupKey.window(finerMs, series, lowMs),
        RollupKey.window(finerMs, series, highMs),
        (key, packed) -> bucket.add(RollupKey.startMs(key), finerMs, packed));
    bucket.put();
  }

  /** The windows of one roll-up after the other. */
  private final class Bucket {
    private final Series series;
    private final int lengthMs;
    private WindowSpan<?> span;
    private long startMs;

    Bucket(Series series, int lengthMs) {
      this.series = series;
      this.lengthMs = lengthMs;
    }

    void add(long windowMs, int finerMs, byte[] packed) {
      long bucketMs = Levels.floor(windowMs, lengthMs);
      if (span == null || bucketMs != startMs) {
        put();
        span = series.span();
        startMs = bucketMs;
      }
      span.addPacked(windowMs, windowMs + finerMs, packed);
    }

    void put() {
      if (span != null) {
        store.put(RollupKey.window(lengthMs, series, startMs), span.pack());
      }
    }
  }

  private void rollAgain(Owner owner, Series series, long startMs) {
    for (int i = 1; i < levels.all().size(); i++) {
      int lengthMs = levels.all().get(i).lengthMs();
      long bucketMs = Levels.floor(startMs, lengthMs);
      if (bucketMs + lengthMs <= owner.state.frontierMs()) {
        int finerMs = levels.all().get(i - 1).lengthMs();
        rollUp(series, finerMs, lengthMs, bucketMs, bucketMs + lengthMs);
      }
    }
  }

  /** For a window whose like are already deleted; only a host's, which is written once. */
  private void addToRollups(Owner owner, Series series, long startMs, byte[] packed) {
    if (series.owner().equals(Series.FLEET)) {
      return; // an upsert that the merge has forgotten before
    }
    for (int i = 1; i < levels.all().size(); i++) {
      Level level = levels.all().get(i);
      long bucketMs = Levels.floor(startMs, level.lengthMs());
      if (bucketMs + level.lengthMs() <= owner.state.frontierMs()
          && bucketMs >= levels.cutMs(level, owner.state.newestMs())) {
        byte[] key = RollupKey.window(level.lengthMs(), series, bucketMs);
        byte[] known = store.get(key);
        WindowSpan<?> span = series.span();
        if (known != null) {
          span.addPacked(bucketMs, bucketMs + level.lengthMs(), known);
        }
        span.addPacked(startMs, startMs + levels.base().lengthMs(), packed);
        store.put(key, span.pack());
      }
    }
  }

  private void deleteOld(Owner owner) {
    List<Series> gone = new ArrayList<>();
    for (int i = 0; i < levels.all().size(); i++) {
      Level level = levels.all().get(i);
      long cutMs = levels.cutMs(level, owner.state.newestMs());
      if (cutMs > owner.deletedMs[i]) {
        for (Map.Entry<Series, Long> series : owner.series.entrySet()) {
          if (series.getValue() >= owner.deletedMs[i]) {
            delete(level, series.getKey(), owner.deletedMs[i], cutMs);
          }
          if (i == levels.all().size() - 1 && series.getValue() < cutMs) {
            gone.add(series.getKey());
          }
        }
        if (i == levels.all().size() - 1) {
          owner.silences.forget(cutMs);
        }
        owner.deletedMs[i] = cutMs;
      }
    }
    for (Series series : gone) {
      levels.all().forEach(level -> delete(level, series, 0, Long.MAX_VALUE));
      owner.series.remove(series);
      store.put(RollupKey.known(series), null);
    }
  }

  private void delete(Level level, Series series, long fromMs, long toMs) {
    List<byte[]> old = new ArrayList<>();
    store.scan(
        RollupKey.window(level.lengthMs(), series, fromMs),
        RollupKey.window(level.lengthMs(), series, toMs),
        (key, packed) -> old.add(key));
    old.forEach(key -> store.put(key, null));
  }

  /**
   * Says how late it is by the records' timestamps, so that what is gone is rolled up, and ends,
   * too.
   */
  public void time(long recordMs) {
    if (recordMs - sweptMs < SWEEP_MS) {
      return;
    }
    sweptMs = recordMs;
    for (Owner owner : List.copyOf(owners.values())) {
      long goneMs = recordMs - owner.state.recordMs();
      if (goneMs >= SWEEP_MS) {
        advance(owner, owner.state.newestMs() + goneMs, recordMs);
        if (owner.series.isEmpty() && !speaks(owner, recordMs)) {
          owners.remove(owner.name);
          store.put(RollupKey.owner(owner.name), null);
          store.put(RollupKey.status(owner.name), null);
          owner.silences.forgetAll();
        }
      }
    }
  }

  /** A host on which nothing is called still says what it is. */
  private boolean speaks(Owner owner, long recordMs) {
    byte[] status = store.get(RollupKey.status(owner.name));
    return status != null
        && recordMs - HostStatus.unpack(owner.name, status).recordMs()
            < levels.base().retentionMs();
  }
}
