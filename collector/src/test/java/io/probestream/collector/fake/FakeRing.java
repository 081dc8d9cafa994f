package io.probestream.collector.fake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A ring buffer with its clock, as the kernel has it: records of each CPU in order, the oldest
 * overwritten, read out merged by time. A read of an empty buffer fails the test: the real one
 * would block.
 */
public final class FakeRing implements ReadableByteChannel {
  private record Event(long timeNs, String text) {}

  private static final class Cpu {
    final Deque<Event> events = new ArrayDeque<>();
    long overrun;
    long toldOverrun;
    long read;
  }

  /** {@code common_type} of the records in binary pages: markers that hold the text. */
  public static final int MARKER_ID = 5;

  /** As a 64-bit kernel describes them. */
  public static final String HEADER_PAGE =
      """
      \tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;
      \tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;
      \tfield: char data;\toffset:16;\tsize:4080;\tsigned:0;
      """;

  /** Of the records in binary pages. */
  public static final String MARKERS =
      """
      name: print
      ID: 5
      format:
      \tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;
      \tfield:char buf[];\toffset:16;\tsize:0;\tsigned:0;
      """;

  private static final int PAGE_BYTES = 4_096;

  /** How many of the binary pages to come are damaged. */
  public int damagedPages;

  private final List<Cpu> cpus = new ArrayList<>();
  private final int capacity;
  private byte[] leftover = new byte[0];
  private boolean open;

  public long nowNs = 5_000_000_000L;
  public boolean tracing = true;

  /** Bytes of the kernel's sequence buffer: what one read hands out at most. */
  public int sequenceBytes = 4_096;

  public FakeRing(int cpuCount, int capacity) {
    this.capacity = capacity;
    for (int i = 0; i < cpuCount; i++) {
      cpus.add(new Cpu());
    }
  }

  public int cpuCount() {
    return cpus.size();
  }

  /** Records a line (without newline) at {@code timeNs} on {@code cpu}. */
  public void record(int cpu, long timeNs, String text) {
    Cpu c = cpus.get(cpu);
    if (c.events.size() == capacity) {
      c.events.poll();
      c.overrun++;
    }
    c.events.add(new Event(timeNs, text));
  }

  /** Records a probe's line now. */
  public void record(int cpu, String event) {
    record(
        cpu,
        nowNs,
        String.format(
            Locale.ROOT,
            "            task-1       [%03d] ..... %5d.%06d: %s: (f+0x0/0x10)",
            cpu,
            nowNs / 1_000_000_000L,
            nowNs / 1_000 % 1_000_000,
            event));
  }

  public String stats(int cpu) {
    Cpu c = cpus.get(cpu);
    return String.format(
        Locale.ROOT,
        """
        entries: %d
        overrun: %d
        commit overrun: 0
        bytes: %d
        oldest event ts:     0.000000
        now ts: %5d.%06d
        dropped events: 0
        read events: %d
        """,
        c.events.size(),
        c.overrun,
        c.events.size() * 40,
        nowNs / 1_000_000_000L,
        nowNs / 1_000 % 1_000_000,
        c.read);
  }

  /** What a write to {@code trace} does. */
  public void clear() {
    for (Cpu c : cpus) {
      c.events.clear();
      c.overrun = 0;
      c.toldOverrun = 0;
      c.read = 0;
    }
  }

  public long entries() {
    return cpus.stream().mapToLong(c -> c.events.size()).sum();
  }

  public long overrun() {
    return cpus.stream().mapToLong(c -> c.overrun).sum();
  }

  FakeRing opened() {
    open = true;
    return this;
  }

  @Override
  public int read(ByteBuffer into) throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
    if (leftover.length == 0 && entries() == 0) {
      if (!tracing) {
        return -1;
      }
      throw new AssertionError("this read would block: the ring buffer is empty");
    }
    StringBuilder text = new StringBuilder();
    while (leftover.length == 0 && text.length() < sequenceBytes && entries() > 0) {
      Cpu oldest = null;
      for (Cpu c : cpus) {
        boolean older =
            !c.events.isEmpty()
                && (oldest == null || c.events.peek().timeNs() < oldest.events.peek().timeNs());
        oldest = older ? c : oldest;
      }
      text.append(oldest.events.poll().text()).append('\n');
      oldest.read++;
    }
    byte[] bytes =
        leftover.length > 0 ? leftover : text.toString().getBytes(StandardCharsets.ISO_8859_1);
    int n = Math.min(Math.min(bytes.length, sequenceBytes), into.remaining());
    into.put(bytes, 0, n);
    leftover = java.util.Arrays.copyOfRange(bytes, n, bytes.length);
    return n;
  }

  /** The binary pages of a CPU: each event is a marker with its text (struct print_entry). */
  public ReadableByteChannel rawPipe(int cpu) {
    return new ReadableByteChannel() {
      private boolean closed;

      @Override
      public int read(ByteBuffer into) throws ClosedChannelException {
        if (closed) {
          throw new ClosedChannelException();
        }
        ByteBuffer page = page(cpus.get(cpu));
        into.put(page);
        return PAGE_BYTES;
      }

      @Override
      public boolean isOpen() {
        return !closed;
      }

      @Override
      public void close() {
        closed = true;
      }
    };
  }

  private ByteBuffer page(Cpu cpu) {
    if (cpu.events.isEmpty()) {
      throw new AssertionError("this read would block: the CPU's buffer is empty");
    }
    ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long timeNs = cpu.events.peek().timeNs();
    page.putLong(timeNs).putLong(0);
    while (!cpu.events.isEmpty()) {
      Event event = cpu.events.peek();
      byte[] text = event.text().getBytes(StandardCharsets.ISO_8859_1);
      int payload = 16 + text.length + 1;
      if (page.remaining() < 8 + 8 + payload + 4 + 8) {
        break;
      }
      long delta = event.timeNs() - timeNs;
      page.putInt(30 | ((int) (delta & 0x7ffffff) << 5)).putInt((int) (delta >>> 27));
      timeNs = event.timeNs();
      page.putInt(0).putInt(4 + payload);
      int from = page.position();
      page.putShort((short) MARKER_ID).putShort((short) 0).putInt(1).putLong(0).put(text);
      page.position(from + (payload + 3 & ~3));
      cpu.events.poll();
      cpu.read++;
    }
    long commit = page.position() - 16L;
    long lost = cpu.overrun - cpu.toldOverrun;
    if (lost > 0) {
      page.putLong(lost);
      commit |= 0xc0000000L;
      cpu.toldOverrun = cpu.overrun;
    }
    if (damagedPages > 0) {
      damagedPages--;
      commit |= 0x7ffffff;
    }
    return page.putLong(8, commit).position(0).limit(PAGE_BYTES);
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
