package io.probestream.collector.pages;

import java.util.Arrays;

/** Bytes by a positive number, without boxes. Not thread-safe. */
final class IntMap {
  private int[] keys;
  private byte[][] values;
  private int size;

  IntMap(int expected) {
    int slots = Integer.highestOneBit(Math.max(8, expected)) << 2;
    keys = new int[slots];
    values = new byte[slots][];
  }

  /** The value of {@code key}, or null. */
  byte[] get(int key) {
    return values[slot(key)];
  }

  void put(int key, byte[] value) {
    int slot = slot(key);
    size += values[slot] == null ? 1 : 0;
    keys[slot] = key;
    values[slot] = value;
    if (size > keys.length / 2) {
      grow();
    }
  }

  private int slot(int key) {
    int slot = (key * 0x9E3779B9) >>> 1 & (keys.length - 1);
    while (values[slot] != null && keys[slot] != key) {
      slot = slot + 1 & (keys.length - 1);
    }
    return slot;
  }

  private void grow() {
    int[] oldKeys = keys;
    byte[][] oldValues = values;
    keys = new int[2 * oldKeys.length];
    values = Arrays.copyOf(new byte[0][], keys.length);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldValues[i] != null) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
