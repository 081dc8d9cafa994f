package io.probestream.streams.parse;

/**
 * What a parser said about one record or line. Fields that a class does not have are null, or 0.
 *
 * @param type {@code event}, {@code other}, {@code lost} or {@code malformed}
 * @param text its bytes, in ISO 8859-1
 * @param name of a probe
 * @param time in ns or ticks; of a lost line the count
 */
record SlowRecord(
    String type,
    String text,
    String name,
    String kind,
    String comm,
    int pid,
    int cpu,
    long time,
    boolean ticks,
    Long stack,
    Long retval) {
  static SlowRecord lost(int cpu, long count) {
    return new SlowRecord("lost", null, null, null, null, 0, cpu, count, false, null, null);
  }

  static SlowRecord malformed(String text) {
    return new SlowRecord("malformed", text, null, null, null, 0, 0, 0, false, null, null);
  }
}
