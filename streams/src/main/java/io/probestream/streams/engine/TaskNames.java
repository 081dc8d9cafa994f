package io.probestream.streams.engine;

import io.probestream.streams.parse.ParsedLine;
import java.util.Arrays;

/**
 * Names of tasks seen lately, so that not every call that needs one makes it anew. Tasks share
 * names, so that there are fewer of these than of tasks. Fixed size.
 */
final class TaskNames {
  private static final int SLOTS = 1024;
  private static final int NEIGHBOUR = 1;

  private final byte[][] printed = new byte[SLOTS][];
  private final String[] names = new String[SLOTS];

  String of(ParsedLine line) {
    int slot = line.taskHash() & (SLOTS - 1);
    if (isPrinted(slot, line)) {
      return names[slot];
    }
    int other = slot ^ NEIGHBOUR;
    if (isPrinted(other, line)) {
      return names[other];
    }
    if (printed[slot] != null) { // the neighbour's is the older one
      printed[other] = printed[slot];
      names[other] = names[slot];
    }
    printed[slot] = Arrays.copyOfRange(line.buffer(), line.commStart(), line.commEnd());
    names[slot] = line.task();
    return names[slot];
  }

  private boolean isPrinted(int slot, ParsedLine line) {
    byte[] known = printed[slot];
    return known != null
        && Arrays.equals(known, 0, known.length, line.buffer(), line.commStart(), line.commEnd());
  }
}
