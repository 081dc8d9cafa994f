package io.probestream.streams.rollup;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Keys of a roll-up store, part of its format. A window:
 *
 * <pre>
 * length in ms (4) | type (1) | size of owner (1) | owner | size of name (4) | name | start (8)
 * </pre>
 *
 * <p>All integers are big-endian, so that one series is a range in the order of time. The rest has
 * length 0 and sorts in front: {@code 0 (4) | 1 | owner} is what is known of an owner, {@code 0 (4)
 * | 2 | type …name} says that there is such a series, {@code 0 (4) | 3 | host} is a host's status,
 * {@code 0 (4) | 4 | host | 0 (1) | start (8)} a stretch of time of which nothing is known of it.
 */
final class RollupKey {
  private static final byte OWNER = 1;
  private static final byte SERIES = 2;
  private static final byte STATUS = 3;
  private static final byte SILENCE = 4;
  private static final int HEAD = Integer.BYTES + 1;

  private RollupKey() {}

  static byte[] window(int lengthMs, Series series, long startMs) {
    return ByteBuffer.allocate(Integer.BYTES + seriesSize(series) + Long.BYTES)
        .putInt(lengthMs)
        .put(series(series))
        .putLong(startMs ^ Long.MIN_VALUE)
        .array();
  }

  static long startMs(byte[] key) {
    return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES) ^ Long.MIN_VALUE;
  }

  static byte[] owner(String owner) {
    return tagged(OWNER, utf8(owner));
  }

  static byte[] firstOwner() {
    return tagged(OWNER, new byte[0]);
  }

  /** Behind the last owner, and the first series. */
  static byte[] firstSeries() {
    return tagged(SERIES, new byte[0]);
  }

  static byte[] firstStatus() {
    return tagged(STATUS, new byte[0]);
  }

  static byte[] behindStatuses() {
    return tagged(SILENCE, new byte[0]);
  }

  static byte[] silence(String host, long startMs) {
    byte[] name = utf8(host);
    return tagged(
        SILENCE,
        ByteBuffer.allocate(name.length + 1 + Long.BYTES)
            .put(name)
            .put((byte) 0)
            .putLong(startMs ^ Long.MIN_VALUE)
            .array());
  }

  static byte[] status(String host) {
    return tagged(STATUS, utf8(host));
  }

  static byte[] known(Series series) {
    return tagged(SERIES, series(series));
  }

  /** The text of an owner's or a status' key. */
  static String text(byte[] key) {
    return new String(key, HEAD, key.length - HEAD, StandardCharsets.UTF_8);
  }

  /** The series of a {@link #known} key. */
  static Series series(byte[] key) {
    ByteBuffer in = ByteBuffer.wrap(key, HEAD, key.length - HEAD);
    WindowType type = WindowType.of(in.get());
    byte[] owner = new byte[in.get() & 0xff];
    in.get(owner);
    byte[] name = new byte[in.getInt()];
    in.get(name);
    return new Series(
        type, new String(owner, StandardCharsets.UTF_8), new String(name, StandardCharsets.UTF_8));
  }

  private static byte[] tagged(byte tag, byte[] rest) {
    return ByteBuffer.allocate(HEAD + rest.length).putInt(0).put(tag).put(rest).array();
  }

  private static byte[] series(Series series) {
    byte[] owner = utf8(series.owner());
    byte[] name = utf8(series.name());
    return ByteBuffer.allocate(seriesSize(series))
        .put(series.type().tag())
        .put((byte) owner.length)
        .put(owner)
        .putInt(name.length)
        .put(name)
        .array();
  }

  private static int seriesSize(Series series) {
    return 1 + 1 + utf8(series.owner()).length + Integer.BYTES + utf8(series.name()).length;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
