package io.probestream.collector.capture;

import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.collector.pages.PageMerger;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Lines printed from the ring buffer's pages ({@code per_cpu/cpuN/trace_pipe_raw}).
 *
 * <p>Each round takes the clock and reads of every CPU what waits. As late as {@link
 * CaptureLoop#MAX_AGE_MS} allows, so that much is done at a time, it hands on what is older than
 * the clock by {@link Watermark#IN_FLIGHT_NS}: later records may still be committed in front of
 * others. That time is the watermark, too. Where pages are read faster than that allows to hand on,
 * younger lines follow as far as all CPUs are read: their order is then that of what was committed.
 * An empty CPU is not read, because that may block (tracing_buffers_read).
 */
public final class RawSource implements LineSource {
  /** Bound of the pages held. */
  public static final long LIMIT_BYTES = 4 << 20;

  private static final long BUSY_MS = 5;
  private static final long CALM_MS = 35;
  private static final String CHECK = "probestream";

  private static final long EVERYTHING = Long.MAX_VALUE;

  /** How many records wait behind a page that was skipped; the next look tells. */
  private static final int UNKNOWN = -2;

  private final int[] cpus;
  private final List<TracePipe> pipes;
  private final PageMerger merger;
  private final LongConsumer beforePrinting;
  private final Clocks clocks;
  private final Notices notices;
  private final byte[] page;
  private final long[] waiting;
  private final int busyReads;

  /** Records of a CPU that {@code read events} counts and that were not met in a page. */
  private final long[] unmet;

  private final boolean[] skipped;
  private final long[] met;
  private boolean skipSaid;
  private boolean dropSaid;
  private int lastReads;
  private long watermarkNs;
  private long clockNs;
  private volatile TracePipe reading;

  /**
   * A source that is not open yet.
   *
   * @param cpus numbers, as in a {@link RingPass}
   * @param pipes of the CPUs, in that order
   * @param merger for the same CPUs
   * @param pageBytes of a whole page
   * @param ringPages of a CPU's whole buffer
   * @param beforePrinting told the monotonic ms: names of tasks may be due
   * @param startNs trace clock before which nothing can have been recorded
   */
  public RawSource(
      int[] cpus,
      List<TracePipe> pipes,
      PageMerger merger,
      int pageBytes,
      int ringPages,
      LongConsumer beforePrinting,
      long startNs,
      Clocks clocks,
      Notices notices) {
    this.cpus = cpus.clone();
    this.pipes = List.copyOf(pipes);
    this.merger = merger;
    this.beforePrinting = beforePrinting;
    this.watermarkNs = startNs;
    this.clocks = clocks;
    this.notices = notices;
    page = new byte[pageBytes];
    busyReads = Math.max(1, ringPages / 4);
    waiting = new long[cpus.length];
    unmet = new long[cpus.length];
    met = new long[cpus.length];
    skipped = new boolean[cpus.length];
  }

  @Override
  public String capture() {
    return "trace_pipe_raw";
  }

  @Override
  public Form form() {
    return Form.ESCAPED;
  }

  @Override
  public long resolutionNs() {
    return 1;
  }

  @Override
  public void open() {
    pipes.forEach(TracePipe::open);
  }

  /**
   * Reads back a record of its own, before events are enabled.
   *
   * @param marker writes a text into the instance's {@code trace_marker}
   * @param own prints that one record
   * @throws CollectorException if it does not come back as it was written
   */
  public void check(RingStats stats, Consumer<String> marker, PageMerger own) {
    marker.accept(CHECK);
    RingPass pass = stats.pass();
    byte[] line = new byte[4_096];
    String read = "";
    for (int i = 0; i < cpus.length; i++) {
      if (pass.cpus().get(i).entries() > 0) {
        int count = pipes.get(i).read(ByteBuffer.wrap(page));
        if (count > 0 && own.add(i, page, count) == PageMerger.SKIPPED) {
          throw notUnderstood("a page of it is " + own.reason());
        }
        int end = own.print(EVERYTHING, line, 0, line.length);
        read += new String(line, 0, end, StandardCharsets.ISO_8859_1);
      }
    }
    if (!read.endsWith(": " + CHECK + "\n") || read.indexOf('\n') != read.length() - 1) {
      throw notUnderstood("a marker came back as '" + read.strip() + "'");
    }
  }

  private static CollectorException notUnderstood(String what) {
    return new CollectorException(
        "this kernel's binary trace is not understood: " + what + "; please report it");
  }

  @Override
  public int read(RingPass pass, LineOutput out) {
    countSkipped(pass, out);
    int reads = readPages(pass, out);
    lastReads = reads;
    if (reads == CLEARED) {
      return CLEARED;
    }
    long completeNs = completeNs(pass);
    long oldEnoughNs = completeNs - Watermark.IN_FLIGHT_NS;
    boolean full = !merger.hasRoom();
    boolean due = full || isDue(pass.fromNs());
    if (due) {
      print(full ? completeNs : oldEnoughNs, out);
    }
    watermarkNs = Math.max(watermarkNs, Math.min(oldEnoughNs, merger.oldestNs()));
    if (due) {
      out.flush(); // the last of several chunks has the new watermark
    }
    boolean more = completeNs < pass.fromNs() && out.hasRoom();
    return more ? Math.max(reads, CaptureLoop.READS_PER_CYCLE) : reads + (merger.isEmpty() ? 0 : 1);
  }

  /** Whether the next round would come too late for the oldest event. */
  private boolean isDue(long nowNs) {
    return (nowNs - merger.oldestNs()) / 1_000_000 > CaptureLoop.MAX_AGE_MS - pauseMs();
  }

  /**
   * Pages, always of the CPU that is read the least far, until what waited is read or there is no
   * room.
   */
  private int readPages(RingPass pass, LineOutput out) {
    clockNs = pass.fromNs();
    for (int i = 0; i < cpus.length; i++) {
      waiting[i] = pass.cpus().get(i).entries();
    }
    int reads = 0;
    for (int cpu = behind(); cpu >= 0 && merger.hasRoom(); cpu = behind()) {
      int events = readPage(cpu, out);
      if (events == CLEARED) {
        return CLEARED;
      }
      reads++;
      waiting[cpu] = events < 0 ? events : Math.max(0, waiting[cpu] - events);
    }
    return reads;
  }

  /** The CPU with records waiting that is read the least far; -1 if there is none. */
  private int behind() {
    int behind = -1;
    for (int i = 0; i < cpus.length; i++) {
      if (waiting[i] > 0 && (behind < 0 || merger.newestNs(i) < merger.newestNs(behind))) {
        behind = i;
      }
    }
    return behind;
  }

  /**
   * Events of one page; all that waited if there is none, or {@link #CLEARED}, {@link #UNKNOWN}.
   */
  private int readPage(int cpu, LineOutput out) {
    TracePipe pipe = pipes.get(cpu);
    reading = pipe;
    int count = pipe.read(ByteBuffer.wrap(page));
    reading = null;
    if (count == TracePipe.UNBLOCKED) {
      return CLEARED;
    }
    if (count <= 0) {
      return (int) Math.min(Integer.MAX_VALUE, waiting[cpu]);
    }
    int events = merger.add(cpu, page, count);
    if (events == PageMerger.SKIPPED) {
      onSkipped(cpu, count, out);
      return UNKNOWN;
    }
    met[cpu] += events;
    out.count(0, count, 0);
    return events;
  }

  private void onSkipped(int cpu, int bytes, LineOutput out) {
    skipped[cpu] = true;
    out.countSkipped(bytes);
    if (!skipSaid) {
      skipSaid = true;
      notices.say(
          "skipped a page of CPU "
              + cpus[cpu]
              + " that is not understood: "
              + merger.reason()
              + "; its events count as dropped, pairs across it are discarded, and later pages are"
              + " skipped without a word. Try --capture text, and report it");
    }
  }

  /** How many events a skipped page had, the kernel's counter of read events tells. */
  private void countSkipped(RingPass pass, LineOutput out) {
    for (int i = 0; i < cpus.length; i++) {
      CpuCounter counter = pass.cpus().get(i);
      long rest = counter.readEvents() - met[i];
      if (skipped[i] && rest > unmet[i]) {
        out.count(rest - unmet[i], 0, rest - unmet[i]);
      }
      skipped[i] = false;
      unmet[i] = rest;
    }
  }

  /** All CPUs are read up to this time. */
  private long completeNs(RingPass pass) {
    long ns = pass.fromNs();
    for (int i = 0; i < cpus.length; i++) {
      ns = waiting[i] != 0 ? Math.min(ns, merger.newestNs(i)) : ns;
    }
    return ns;
  }

  private void print(long limitNs, LineOutput out) {
    if (merger.oldestNs() < limitNs) {
      beforePrinting.accept(clocks.monotonicMs());
    }
    while (merger.oldestNs() < limitNs && out.hasRoom()) {
      printChunk(limitNs, out);
    }
  }

  private void printChunk(long limitNs, LineOutput out) {
    LineBuffer buffer = out.buffer();
    out.onRead(Math.max(0, clockNs - merger.oldestNs()) / 1_000_000);
    int end = merger.print(limitNs, buffer.array(), buffer.printAt(), buffer.printEnd());
    int lines = merger.printedLines();
    buffer.onPrinted(end, lines);
    out.count(lines + merger.droppedEvents(), 0, merger.droppedEvents());
    sayDropped(merger.droppedEvents());
    boolean rest = merger.oldestNs() < limitNs;
    if (rest && buffer.wholeBytes() == 0 && !buffer.grow()) {
      merger.dropOldest();
      out.count(1, 0, 1);
      sayDropped(1);
    } else if (rest || buffer.isFull()) {
      out.flush();
    }
  }

  private void sayDropped(int events) {
    if (events > 0 && !dropSaid) {
      dropSaid = true;
      notices.say(
          "dropped an event that contradicts its format, or whose line is longer than "
              + LineBuffer.MAX_BYTES / 1024
              + " KiB; later ones are dropped without a word. Try --capture text, and report it");
    }
  }

  @Override
  public long drain(RingPass pass, LineOutput out) {
    countSkipped(pass, out);
    readPages(pass, out);
    print(completeNs(pass) == pass.fromNs() ? EVERYTHING : completeNs(pass), out);
    return merger.heldEvents();
  }

  @Override
  public void discard(RingPass pass, LineOutput out) {
    countSkipped(pass, out);
    dropHeld(out);
    readPages(pass, out);
    dropHeld(out);
  }

  private void dropHeld(LineOutput out) {
    out.countDiscarded(merger.heldEvents(), 0);
    while (merger.oldestNs() < EVERYTHING) {
      merger.dropOldest();
    }
  }

  @Override
  public void handOn(LineOutput out) {
    while (merger.oldestNs() < EVERYTHING) {
      printChunk(EVERYTHING, out);
    }
    out.flush();
  }

  /** Fewer and larger rounds cost less; a ring that fills up meanwhile loses. */
  @Override
  public long pauseMs() {
    return lastReads < busyReads ? CALM_MS : Math.max(BUSY_MS, CALM_MS * busyReads / lastReads);
  }

  @Override
  public long watermarkNs() {
    return watermarkNs;
  }

  @Override
  public void raiseWatermark(long ns) {
    watermarkNs = Math.max(watermarkNs, ns);
  }

  @Override
  public long blockedMs() {
    TracePipe pipe = reading;
    return pipe == null ? 0 : pipe.blockedMs();
  }

  @Override
  public void unblock() {
    TracePipe pipe = reading;
    if (pipe != null) {
      pipe.unblock();
    }
  }

  @Override
  public void close() {
    pipes.forEach(TracePipe::close);
  }
}
