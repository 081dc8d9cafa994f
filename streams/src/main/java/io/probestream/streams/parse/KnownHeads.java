package io.probestream.streams.parse;

import java.util.Arrays;

/**
 * Recognizes {@code name: (place)} of an event as a whole: a probe has one place for its entry and
 * few callers for its returns. Remembers texts that the grammar accepted for known probes and
 * compares all of their bytes, so it can only be fast, never wrong. Bounded; not thread-safe.
 */
final class KnownHeads {
  /** An event has to have at least this many bytes to be looked up. */
  static final int MIN_BYTES = 32;

  private static final int MAX_HEAD_BYTES = 192;
  private static final int SLOT_BITS = 9;

  private final byte[][] texts = new byte[1 << SLOT_BITS][];
  private final ProbeShape[] shapes = new ProbeShape[1 << SLOT_BITS];

  /** Where an event of [from, end) would be remembered; at least {@link #MIN_BYTES} long. */
  static int slot(byte[] b, int from) {
    long h = Bytes.word(b, from) * 0x9E3779B97F4A7C15L;
    h += Bytes.word(b, from + 12) * 0xC2B2AE3D27D4EB4FL;
    h += Bytes.word(b, from + 24) * 0x165667B19E3779F9L;
    return (int) (h >>> (Long.SIZE - SLOT_BITS));
  }

  /** Length of the head remembered in the slot if it stands at {@code from}, else 0. */
  int match(int slot, byte[] b, int from, int end) {
    byte[] text = texts[slot];
    return text != null && Bytes.startsWith(b, from, end, text) ? text.length : 0;
  }

  ProbeShape shape(int slot) {
    return shapes[slot];
  }

  /** The grammar accepted [from, to), which ends with the place's parenthesis. */
  void remember(int slot, byte[] b, int from, int to, ProbeShape shape) {
    if (to - from >= MIN_BYTES && to - from <= MAX_HEAD_BYTES) {
      texts[slot] = Arrays.copyOfRange(b, from, to);
      shapes[slot] = shape;
    }
  }
}
