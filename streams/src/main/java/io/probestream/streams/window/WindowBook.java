package io.probestream.streams.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The open windows of a host, tumbling and aligned to the epoch. A closed window never opens again:
 * what comes later is late. Not thread-safe.
 */
public final class WindowBook {
  /** More open windows than this close the oldest: memory stays bounded under a stuck watermark. */
  public static final int MAX_OPEN = 4096;

  private static final long NS_PER_MS = 1_000_000;

  private final long windowMs;
  private final int histogramDigits;
  private final TreeMap<Long, HostWindow> open = new TreeMap<>();

  /** The window last asked for and the one before: lines are of a newer one than released calls. */
  private HostWindow current;

  private long currentStartNs;
  private long currentEndNs;
  private HostWindow previous;
  private long previousStartNs;
  private long previousEndNs;
  private long closedBeforeMs = Long.MIN_VALUE;
  private Consumer<HostWindow> opened = window -> {};

  public WindowBook(long windowMs, int histogramDigits) {
    this.windowMs = windowMs;
    this.histogramDigits = histogramDigits;
  }

  /** Shows each window that opens from now on. */
  public void onOpen(Consumer<HostWindow> action) {
    opened = action;
  }

  /** The window of an epoch time in ns; null if it is closed. */
  public HostWindow at(long epochNs) {
    if (epochNs >= currentStartNs && epochNs < currentEndNs) {
      return current;
    }
    if (epochNs >= previousStartNs && epochNs < previousEndNs) {
      return previous;
    }
    return atMs(Math.floorDiv(epochNs, NS_PER_MS));
  }

  private HostWindow atMs(long epochMs) {
    long startMs = startMs(epochMs);
    if (startMs < closedBeforeMs) {
      return null;
    }
    HostWindow window = open(startMs);
    previous = current;
    previousStartNs = currentStartNs;
    previousEndNs = currentEndNs;
    current = window;
    currentStartNs = startMs * NS_PER_MS;
    currentEndNs = (startMs + windowMs) * NS_PER_MS;
    return window;
  }

  private long startMs(long epochMs) {
    return Math.floorDiv(epochMs, windowMs) * windowMs;
  }

  private HostWindow open(long startMs) {
    HostWindow window = open.get(startMs);
    if (window == null) {
      window = new HostWindow(startMs, histogramDigits);
      open.put(startMs, window);
      opened.accept(window);
    }
    return window;
  }

  /** When the newest open window ends, epoch ms; MIN_VALUE if none is open. */
  public long endMs() {
    return open.isEmpty() ? Long.MIN_VALUE : open.lastKey() + windowMs;
  }

  /** When a window ends, epoch ms. */
  public long endMs(HostWindow window) {
    return window.startMs + windowMs;
  }

  /**
   * Where to book what has no time of its own: the window of that time, or the oldest that may
   * still be open if it is closed.
   */
  public HostWindow booking(long epochNs) {
    HostWindow window = at(epochNs);
    return window != null ? window : atMs(closedBeforeMs);
  }

  /** All open windows that overlap [fromNs, toNs], both epoch ns. */
  public void forEachBetween(long fromNs, long toNs, Consumer<HostWindow> action) {
    long fromMs = Math.floorDiv(Math.floorDiv(fromNs, NS_PER_MS), windowMs) * windowMs;
    long toMs = Math.floorDiv(toNs, NS_PER_MS);
    for (HostWindow window : open.subMap(fromMs, true, Math.max(fromMs, toMs), true).values()) {
      action.accept(window);
    }
  }

  /**
   * A call was in flight from one epoch time to another: counts it in the open windows that it
   * reaches beyond, or to the end of. Where nothing else happened in them they are opened, the last
   * {@link #MAX_OPEN} of them.
   */
  public void inFlight(int function, long fromNs, long toNs, boolean tainted) {
    if (fromNs >= currentStartNs && toNs < currentEndNs) {
      return; // most calls
    }
    long fromMs = startMs(Math.floorDiv(fromNs, NS_PER_MS));
    if (toNs < (fromMs + windowMs) * NS_PER_MS) {
      return; // within one window, too
    }
    long lastMs = startMs(Math.floorDiv(toNs - 1, NS_PER_MS));
    long startMs = Math.max(fromMs, Math.max(closedBeforeMs, lastMs - (MAX_OPEN - 1) * windowMs));
    for (; startMs <= lastMs; startMs += windowMs) {
      InFlightStats calls = open(startMs).function(function).inFlight;
      calls.reach(fromNs, toNs, startMs * NS_PER_MS, (startMs + windowMs) * NS_PER_MS, tainted);
    }
  }

  /** The windows that start before this are closed by {@link #closeThrough} with the same time. */
  public long closableBeforeMs(long epochMs) {
    long beforeMs = startMs(epochMs);
    if (open.size() > MAX_OPEN) {
      NavigableMap<Long, HostWindow> rest = open.tailMap(beforeMs, true);
      for (int excess = rest.size() - MAX_OPEN; excess > 0; excess--) {
        beforeMs = rest.firstKey() + windowMs;
        rest = rest.tailMap(beforeMs, true);
      }
    }
    return beforeMs;
  }

  /** Closes, oldest first, the windows that end at or before an epoch time in ms. */
  public void closeThrough(long epochMs, Consumer<HostWindow> closed) {
    long boundary = closableBeforeMs(epochMs);
    while (!open.isEmpty() && open.firstKey() < boundary) {
      close(open.pollFirstEntry(), closed);
    }
    closedBeforeMs = Math.max(closedBeforeMs, boundary);
    if (isClosed(current) || isClosed(previous)) {
      forgetFound();
    }
  }

  private boolean isClosed(HostWindow window) {
    return window != null && window.startMs < closedBeforeMs;
  }

  /**
   * Closes, marked partial, the open windows that end at or before an epoch time in ms. It is no
   * watermark: a window behind them that was never open still can be.
   */
  public void closeEnded(long epochMs, Consumer<HostWindow> closed) {
    while (!open.isEmpty() && open.firstKey() + windowMs <= epochMs) {
      open.firstEntry().getValue().partial = true;
      close(open.pollFirstEntry(), closed);
    }
  }

  /** Closes every open window, marked partial. */
  public void closeAll(Consumer<HostWindow> closed) {
    while (!open.isEmpty()) {
      open.firstEntry().getValue().partial = true;
      close(open.pollFirstEntry(), closed);
    }
  }

  private void close(Map.Entry<Long, HostWindow> entry, Consumer<HostWindow> closed) {
    closedBeforeMs = Math.max(closedBeforeMs, entry.getKey() + windowMs);
    forgetFound();
    closed.accept(entry.getValue());
  }

  private void forgetFound() {
    current = null;
    currentStartNs = 0;
    currentEndNs = 0;
    previous = null;
    previousStartNs = 0;
    previousEndNs = 0;
  }

  /** Gives the probes of open windows numbers without gaps; -1 for those in none. */
  public int[] renumberProbes(int size) {
    boolean[] used = new boolean[size];
    open.values().forEach(window -> window.markProbes(used));
    int[] numbers = numbers(used);
    open.values().forEach(window -> window.renumberProbes(numbers));
    return numbers;
  }

  /** The same for functions. */
  public int[] renumberFunctions(int size) {
    boolean[] used = new boolean[size];
    open.values().forEach(window -> window.markFunctions(used));
    int[] numbers = numbers(used);
    open.values().forEach(window -> window.renumberFunctions(numbers));
    return numbers;
  }

  private static int[] numbers(boolean[] used) {
    int[] numbers = new int[used.length];
    int next = 0;
    for (int id = 0; id < used.length; id++) {
      numbers[id] = used[id] ? next++ : -1;
    }
    return numbers;
  }

  /** Whether {@link #closeEnded} would close any. */
  public boolean hasEnded(long epochMs) {
    return !open.isEmpty() && open.firstKey() + windowMs <= epochMs;
  }

  public boolean isEmpty() {
    return open.isEmpty();
  }

  /**
   * No window that starts before this epoch time in ms is open; MIN_VALUE before the first close.
   */
  public long closedBeforeMs() {
    return closedBeforeMs;
  }

  public void write(DataOutput out) throws IOException {
    out.writeLong(closedBeforeMs);
    out.writeInt(open.size());
    for (HostWindow window : open.values()) {
      out.writeLong(window.startMs);
      window.write(out);
    }
  }

  public void read(DataInput in) throws IOException {
    closedBeforeMs = in.readLong();
    for (int n = in.readInt(); n > 0; n--) {
      long startMs = in.readLong();
      open.put(startMs, HostWindow.read(startMs, histogramDigits, in));
    }
  }
}
