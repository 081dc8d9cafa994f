package io.probestream.streams.rollup;

import java.util.ArrayList;
import java.util.List;

/**
 * The stretches of time of which nothing is known of a host. One begins where it falls silent or
 * its session ends, and ends with its next window, or where its next session began: what a session
 * sends later leaves nothing unknown. Not thread-safe.
 */
final class Silences {
  private final RollupStore store;
  private final String host;

  /** The one that lasts, or else the newest; null if there was none. */
  private Silence newest;

  Silences(RollupStore store, String host) {
    this.store = store;
    this.host = host;
    List<Silence> known = all(store, host);
    newest = known.isEmpty() ? null : known.get(known.size() - 1);
  }

  /** All of a host that are kept, in the order of time. */
  static List<Silence> all(RollupStore store, String host) {
    List<Silence> all = new ArrayList<>();
    store.scan(
        RollupKey.silence(host, 0),
        RollupKey.silence(host, Long.MAX_VALUE),
        (key, value) -> all.add(Silence.unpack(RollupKey.startMs(key), value)));
    return all;
  }

  /** One begins, unless what is known already reaches beyond that time. */
  void begin(long fromMs, boolean closed) {
    if (newest == null || !newest.reaches(fromMs, Long.MAX_VALUE)) {
      newest = new Silence(fromMs, Silence.LASTS, closed);
      store.put(RollupKey.silence(host, fromMs), newest.pack());
    }
  }

  /** Something is known of the host again, from a time on. */
  void end(long ms) {
    if (newest == null || newest.toMs() != Silence.LASTS || ms < newest.fromMs()) {
      return;
    }
    newest = newest.until(ms);
    boolean isNone = newest.fromMs() == ms;
    store.put(RollupKey.silence(host, newest.fromMs()), isNone ? null : newest.pack());
  }

  /** A session that began at a time spoke. */
  void heard(long sessionStartMs) {
    if (newest != null) {
      end(Math.max(newest.fromMs(), sessionStartMs));
    }
  }

  /** Forgets those that ended before a time. */
  void forget(long beforeMs) {
    for (Silence each : all(store, host)) {
      if (each.toMs() != Silence.LASTS && each.toMs() <= beforeMs) {
        store.put(RollupKey.silence(host, each.fromMs()), null);
      }
    }
  }

  /** The host is gone. */
  void forgetAll() {
    all(store, host).forEach(each -> store.put(RollupKey.silence(host, each.fromMs()), null));
  }
}
