package io.probestream.cli.verify;

import java.util.Map;
import java.util.TreeMap;

/** The fingerprints of one topic's keys. Not thread-safe. */
interface Fingerprints {
  void add(ResultRecord record);

  /** How many records, or windows, it holds. */
  long size();

  /** The keys that differ, each with the first place that does; no more than {@code limit}. */
  Map<String, Long> differences(Fingerprints other, int limit);

  /** Which place a record has, for {@link #differences}; records must come in their order. */
  interface Places {
    long of(ResultRecord record);
  }

  Places places();

  /** For a topic in which all records of a key count. */
  static Fingerprints ofSequences() {
    return new Sequences();
  }

  /** For a topic in which the last record of a window counts. */
  static Fingerprints ofWindows(String topic) {
    return new Windows(topic);
  }

  /** Chains of digests, kept at every 64th record. */
  final class Sequences implements Fingerprints {
    private static final int BLOCK = 64;
    private final Digest digest = new Digest();
    private final Map<String, Longs> marks = new TreeMap<>();
    private final Map<String, long[]> chains = new TreeMap<>();
    private long size;

    @Override
    public void add(ResultRecord record) {
      long[] chain = chains.computeIfAbsent(record.key(), k -> new long[2]);
      chain[0] = digest.of(chain[0], record.identity());
      chain[1]++;
      size++;
      if (chain[1] % BLOCK == 0) {
        marks.computeIfAbsent(record.key(), k -> new Longs()).add(chain[0]);
      }
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public Map<String, Long> differences(Fingerprints other, int limit) {
      Sequences o = (Sequences) other;
      Map<String, Long> found = new TreeMap<>();
      Map<String, long[]> all = new TreeMap<>(chains);
      o.chains.forEach(all::putIfAbsent);
      for (String key : all.keySet()) {
        long[] a = chains.getOrDefault(key, new long[2]);
        long[] b = o.chains.getOrDefault(key, new long[2]);
        if (found.size() < limit && (a[0] != b[0] || a[1] != b[1])) {
          Longs none = new Longs();
          found.put(
              key, (long) marks.getOrDefault(key, none).mismatch(o.marks.getOrDefault(key, none)));
        }
      }
      return found;
    }

    @Override
    public Places places() {
      Map<String, long[]> counts = new TreeMap<>();
      return record -> counts.computeIfAbsent(record.key(), k -> new long[1])[0]++ / BLOCK;
    }
  }

  /** A digest for each window. */
  final class Windows implements Fingerprints {
    private static final long MAX_WINDOWS = 8_000_000;

    /** Marks a window of which the last record may still change. */
    private static final long NOT_FINAL = 1;

    private final String topic;
    private final Digest digest = new Digest();
    private final Map<String, WindowDigests> keys = new TreeMap<>();
    private long size;

    Windows(String topic) {
      this.topic = topic;
    }

    @Override
    public void add(ResultRecord record) {
      long of = digest.of(0, record.identity()) & ~NOT_FINAL;
      if (!record.isTrue("final")) {
        of |= NOT_FINAL;
      }
      if (keys.computeIfAbsent(record.key(), k -> new WindowDigests()).put(record.startMs(), of)) {
        size++;
      }
      if (size > MAX_WINDOWS) {
        throw WindowDigests.tooMany(topic, MAX_WINDOWS);
      }
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public Map<String, Long> differences(Fingerprints other, int limit) {
      Windows o = (Windows) other;
      Map<String, Long> found = new TreeMap<>();
      Map<String, WindowDigests> all = new TreeMap<>(keys);
      o.keys.forEach(all::putIfAbsent);
      for (String key : all.keySet()) {
        WindowDigests none = new WindowDigests();
        Long startMs =
            keys.getOrDefault(key, none).difference(o.keys.getOrDefault(key, none), NOT_FINAL);
        if (startMs != null && found.size() < limit) {
          found.put(key, startMs);
        }
      }
      return found;
    }

    @Override
    public Places places() {
      return ResultRecord::startMs;
    }
  }
}
