package io.probestream.streams.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the fleet store: start (8 bytes, sign flipped so that bytes sort as numbers), end (8
 * bytes), kind (1 byte), name. Time comes first: windows become final, and expire, by ranges.
 */
final class FleetKey {
  /** The fleet partition's own state: shorter than any window's key. */
  static final Bytes STATE = Bytes.wrap(new byte[] {0});

  private static final int KIND_AT = 2 * Long.BYTES;

  /** The kind of a window; the tags are part of the state's format. */
  enum Kind {
    RATE(1),
    LATENCY(2),
    MISSED(3);

    private final byte tag;

    Kind(int tag) {
      this.tag = (byte) tag;
    }
  }

  private FleetKey() {}

  static Bytes of(Result result) {
    if (result instanceof Result.Rate rate) {
      return of(rate.window().startMs(), rate.window().endMs(), Kind.RATE, result.name());
    } else if (result instanceof Result.Latency latency) {
      return of(latency.window().startMs(), latency.window().endMs(), Kind.LATENCY, result.name());
    } else if (result instanceof Result.Missed missed) {
      return of(missed.window().startMs(), missed.window().endMs(), Kind.MISSED, result.name());
    }
    throw new IllegalArgumentException("not a window: " + result);
  }

  private static Bytes of(long startMs, long endMs, Kind kind, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(KIND_AT + 1 + text.length)
            .putLong(startMs ^ Long.MIN_VALUE)
            .putLong(endMs)
            .put(kind.tag)
            .put(text)
            .array());
  }

  /** The first possible key of a window that starts at {@code startMs}. */
  static Bytes from(long startMs) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(startMs ^ Long.MIN_VALUE).array());
  }

  static long startMs(Bytes key) {
    return ByteBuffer.wrap(key.get()).getLong() ^ Long.MIN_VALUE;
  }

  static long endMs(Bytes key) {
    return ByteBuffer.wrap(key.get()).getLong(Long.BYTES);
  }

  static Kind kind(Bytes key) {
    byte tag = key.get()[KIND_AT];
    for (Kind kind : Kind.values()) {
      if (kind.tag == tag) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown kind of window " + tag);
  }
}
