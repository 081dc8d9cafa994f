package io.probestream.streams.engine;

import io.probestream.streams.parse.ParsedLine;
import java.util.Arrays;

/** Names of tasks seen lately, so that not every call that needs one makes it anew. Fixed size. */
final class TaskNames {
  private static final int SLOTS = 256;

  private final byte[][] printed = new byte[SLOTS][];
  private final String[] names = new String[SLOTS];

  String of(ParsedLine line) {
    int slot = line.pid() & (SLOTS - 1);
    byte[] known = printed[slot];
    if (known == null
        || !Arrays.equals(
            known, 0, known.length, line.buffer(), line.commStart(), line.commEnd())) {
      printed[slot] = Arrays.copyOfRange(line.buffer(), line.commStart(), line.commEnd());
      names[slot] = line.task();
    }
    return names[slot];
  }
}
