package io.probestream.streams.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.common.utils.Bytes;

/**
 * Keys of the fleet store: start (8 bytes, sign flipped so that bytes sort as numbers), end (8
 * bytes), kind (1 byte), name. Time comes first: windows become final, and expire, by ranges.
 */
final class FleetKey {
  /** The fleet partition's own state: shorter than any window's key. */
  static final Bytes STATE = Bytes.wrap(new byte[] {0});

  /** The rules that the log told; apart from the state, which is written at each commit. */
  static final Bytes RULES = Bytes.wrap(new byte[] {0, 'r'});

  /** Before a host's name, for what is known of it. Windows begin with another byte. */
  private static final byte[] HOST = {0, 'h'};

  /** Behind the name of a window, before {@link #LATE} or the labels of a part: no name has it. */
  private static final byte AND = 0;

  private static final String LATE = "late";

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

  static Bytes ofHost(String host) {
    byte[] text = host.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(ByteBuffer.allocate(HOST.length + text.length).put(HOST).put(text).array());
  }

  static boolean isOfHost(Bytes key) {
    return key.get().length > HOST.length && key.get()[0] == 0;
  }

  /** What hosts bring to a window behind their partition's low watermark. */
  static Bytes late(Bytes whole) {
    return with(whole, LATE);
  }

  /**
   * The windows of some hosts alone.
   *
   * @param labels theirs, as JSON
   */
  static Bytes part(Bytes whole, String labels) {
    return with(whole, labels);
  }

  private static Bytes with(Bytes whole, String rest) {
    byte[] text = rest.getBytes(StandardCharsets.UTF_8);
    return Bytes.wrap(
        ByteBuffer.allocate(whole.get().length + 1 + text.length)
            .put(whole.get())
            .put(AND)
            .put(text)
            .array());
  }

  /** The key of the window of all hosts. */
  static Bytes whole(Bytes key) {
    byte[] bytes = key.get();
    for (int i = KIND_AT + 1; i < bytes.length; i++) {
      if (bytes[i] == AND) {
        return Bytes.wrap(Arrays.copyOf(bytes, i));
      }
    }
    return key;
  }

  /** What stands behind the key of {@link #whole}: a part's labels; null if nothing does. */
  static String rest(Bytes key) {
    int at = whole(key).get().length + 1;
    int length = key.get().length - at;
    return length < 0 ? null : new String(key.get(), at, length, StandardCharsets.UTF_8);
  }

  static boolean isLate(Bytes key) {
    return LATE.equals(rest(key));
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
