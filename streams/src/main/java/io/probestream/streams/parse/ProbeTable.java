package io.probestream.streams.parse;

import io.probestream.schemas.Keys;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.probe.ProbeKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The probes of a session by their event name. Either known from the start, or learned from the
 * lines of a bare file; then at most {@link #MAX_LEARNED}. Not thread-safe.
 */
public final class ProbeTable {
  /** Events of more learned names than this are those of one probe, {@link Keys#FOLDED}. */
  public static final int MAX_LEARNED = 4096;

  private final boolean learning;
  private final List<ProbeShape> shapes = new ArrayList<>();
  private ProbeShape[] slots = new ProbeShape[64];

  private ProbeTable(boolean learning) {
    this.learning = learning;
  }

  /** A table of known probes; of two with one name the first counts. */
  public static ProbeTable known(List<ProbeDefinition> definitions) {
    ProbeTable table = new ProbeTable(false);
    for (ProbeDefinition definition : definitions) {
      table.add(ProbeShape.known(table.size(), definition));
    }
    return table;
  }

  /** An empty table that learns. */
  public static ProbeTable learning() {
    return new ProbeTable(true);
  }

  public boolean isLearning() {
    return learning;
  }

  public int size() {
    return shapes.size();
  }

  public String name(int probe) {
    return new String(shapes.get(probe).name, StandardCharsets.ISO_8859_1);
  }

  public ProbeKind kind(int probe) {
    return shapes.get(probe).kind;
  }

  /** The number of a known probe's argument, or -1. */
  public int argument(int probe, String name) {
    return shapes.get(probe).argument(name);
  }

  /** The probed symbol or address, without offset. */
  public String symbol(int probe) {
    return shapes.get(probe).symbol;
  }

  /** The index of a probe, or -1. */
  public int indexOf(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    ProbeShape shape = find(bytes, 0, bytes.length);
    return shape == null ? -1 : shape.index;
  }

  /** Adds a probe found in a bare file, or the one for all beyond the limit; its index. */
  public int learn(String name, ProbeKind kind, String symbol) {
    if (size() < MAX_LEARNED) {
      add(ProbeShape.learned(size(), name, kind, symbol));
      return size() - 1;
    }
    if (size() == MAX_LEARNED) {
      add(ProbeShape.learned(size(), Keys.FOLDED, ProbeKind.OTHER, ""));
    }
    return MAX_LEARNED;
  }

  /** From the first and the last eight bytes: the hot path has them in two words. */
  private static int hash(byte[] b, int from, int to) {
    int n = to - from;
    if (n >= Long.BYTES) {
      return hash(Bytes.word(b, from), Bytes.word(b, to - Long.BYTES), n);
    }
    long word = 0;
    for (int i = n - 1; i >= 0; i--) {
      word = (word << 8) | (b[from + i] & 0xff);
    }
    return hash(word, word, n);
  }

  private static int hash(long first, long last, int n) {
    long h = (first * 31 + last) * 0x9E3779B97F4A7C15L + n;
    return (int) (h >>> 32);
  }

  ProbeShape shape(int probe) {
    return shapes.get(probe);
  }

  /** The probe whose name stands in [from, to), or null. */
  ProbeShape find(byte[] b, int from, int to) {
    int mask = slots.length - 1;
    for (int i = hash(b, from, to) & mask; slots[i] != null; i = (i + 1) & mask) {
      byte[] name = slots[i].name;
      if (name.length == to - from && Bytes.startsWith(b, from, to, name)) {
        return slots[i];
      }
    }
    return null;
  }

  ProbeShape learn(byte[] b, int from, int to, int place, int close) {
    return shapes.get(
        learn(
            new String(b, from, to - from, StandardCharsets.ISO_8859_1),
            LearnedArgs.kind(b, place, close),
            LearnedArgs.symbol(b, place, close)));
  }

  private void add(ProbeShape shape) {
    byte[] name = shape.name;
    shapes.add(shape);
    if (shapes.size() * 2 > slots.length) {
      slots = new ProbeShape[slots.length * 2];
      for (ProbeShape each : shapes) {
        insert(each);
      }
    } else if (find(name, 0, name.length) == null) {
      insert(shape);
    }
  }

  private void insert(ProbeShape shape) {
    int mask = slots.length - 1;
    int i = hash(shape.name, 0, shape.name.length) & mask;
    while (slots[i] != null) {
      if (Arrays.equals(slots[i].name, shape.name)) {
        return;
      }
      i = (i + 1) & mask;
    }
    slots[i] = shape;
  }
}
