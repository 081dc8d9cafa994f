package io.probestream.streams.topology;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes of one object of the hot state. Unlike ByteArrayOutputStream it takes no lock for each
 * field: a state is many short fields, written at each commit. Not thread-safe.
 */
final class StateBytes extends OutputStream {
  private byte[] bytes = new byte[4_096];
  private int size;

  @Override
  public void write(int b) {
    ensure(1);
    bytes[size++] = (byte) b;
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, from.length);
    ensure(length);
    System.arraycopy(from, offset, bytes, size, length);
    size += length;
  }

  private void ensure(int more) {
    int needed = Math.addExact(size, more);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(Integer.MAX_VALUE - 8, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }

  /** A copy of what was written. */
  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }
}
