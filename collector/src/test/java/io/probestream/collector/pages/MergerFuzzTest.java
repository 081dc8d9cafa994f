package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.collector.fake.FakeRing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random pages of random CPUs, losses, pages that are damaged, clocks that go back from one page to
 * the next, too little room, and stretches held back, beside a model that keeps a list for each CPU
 * and allows nothing but its oldest head to be printed next.
 */
class MergerFuzzTest {
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 300);
  private static final PageLayout LAYOUT =
      PageLayout.parse(FakeRing.HEADER_PAGE, ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE_BYTES = LAYOUT.pageBytes();

  /**
   * What must be printed of an event, and its time.
   *
   * @param late whether it was given below a promise, or below an event of its CPU before it
   */
  private record Expected(long timeNs, String lost, String text, boolean late) {
    Expected with(String line) {
      return new Expected(timeNs, line, text, late);
    }
  }

  /** One CPU: its clock, and what was given to the merger and is not printed yet. */
  private static final class Cpu {
    final Deque<Expected> held = new ArrayDeque<>();
    long clockNs;
    long newestNs;

    /** Of the next event: none, a number, or -1 where nobody knows. */
    long lost;

    void lose(long count) {
      lost = count < 0 || lost < 0 ? -1 : lost + count;
    }

    long headNs() {
      return held.isEmpty() ? Long.MAX_VALUE : held.peek().timeNs();
    }
  }

  private final Random random = new Random();
  private final List<Cpu> cpus = new ArrayList<>();
  private int[] numbers;
  private PageMerger merger;
  private int written;
  private long promisedNs;

  @Test
  void whatIsPrintedNextIsTheOldestHeadAndNothingIsLostOrDoubled() {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("MergerFuzzTest -Dfuzz.seed=" + seed);
    random.setSeed(seed);
    for (int round = 0; round < ROUNDS; round++) {
      begin();
      long nowNs = 1_000_000;
      for (int step = random.nextInt(60); step > 0; step--) {
        nowNs += random.nextInt(3) == 0 ? 0 : random.nextInt(1 << random.nextInt(28));
        for (int n = random.nextInt(2 * cpus.size() + 1); n > 0 && merger.hasRoom(); n--) {
          add(random.nextInt(cpus.size()), nowNs);
        }
        long holdBackNs = random.nextInt(1 << random.nextInt(20));
        print(nowNs - holdBackNs);
        // As RawSource promises it: nothing that is printed later lies below.
        promisedNs = Math.max(promisedNs, Math.min(nowNs - holdBackNs, merger.oldestNs()));
        assertHeld();
        if (random.nextInt(8) == 0 && !merger.isEmpty()) {
          dropOldest();
        }
      }
      print(Long.MAX_VALUE);
      assertThat(merger.isEmpty()).isTrue();
      assertThat(merger.heldBytes()).isZero();
      assertHeld();
    }
  }

  private void begin() {
    PagePrinters printers =
        new PagePrinters.Builder(LAYOUT)
            .markers(FakeRing.MARKERS)
            .build(pid -> "            task".getBytes(US_ASCII), (a, o) -> new byte[] {'m'}, "6.1");
    cpus.clear();
    promisedNs = 0;
    numbers = new int[1 + random.nextInt(random.nextInt(4) == 0 ? 40 : 4)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 3 * i;
      cpus.add(new Cpu());
    }
    merger = new PageMerger(printers, numbers, (long) PAGE_BYTES * (2 + random.nextInt(100)));
  }

  /** A page of a CPU, its events not younger than {@code nowNs}; its clock may have gone back. */
  private void add(int index, long nowNs) {
    Cpu cpu = cpus.get(index);
    if (random.nextInt(10) == 0) {
      cpu.clockNs -= Math.min(cpu.clockNs, random.nextInt(1_000_000));
    } else if (random.nextInt(4) == 0) {
      cpu.clockNs = Math.max(cpu.clockNs, nowNs - random.nextInt(1_000_000));
    }
    ByteBuffer page = ByteBuffer.allocate(PAGE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    page.putLong(cpu.clockNs).putLong(0);
    List<Expected> events = new ArrayList<>();
    long before = written;
    int most = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(120);
    int stretch = random.nextInt(20);
    while (events.size() < most && page.remaining() > 80) {
      cpu.clockNs += random.nextInt(5) == 0 ? 0 : random.nextInt(1 << stretch);
      String text = "e" + written++ + "x".repeat(random.nextInt(9));
      events.add(new Expected(cpu.clockNs, null, text, cpu.clockNs < promisedNs));
      put(page, cpu.clockNs, text, events.size() > 1 ? events.get(events.size() - 2) : null);
    }
    long lost = random.nextInt(5) > 0 ? 0 : random.nextBoolean() ? -1 : random.nextInt(1_000);
    long commit = (long) page.position() - LAYOUT.dataOffset();
    if (lost != 0) {
      commit |= (1L << 31) | (lost > 0 ? 1L << 30 : 0);
      page.putLong(Math.max(0, lost));
    }
    boolean damaged = random.nextInt(12) == 0;
    page.putLong(LAYOUT.commitOffset(), damaged ? commit | 0x7ffffff : commit);
    int taken = merger.add(index, page.array(), PAGE_BYTES);
    if (damaged) {
      assertThat(taken).isEqualTo(PageMerger.SKIPPED);
      written = (int) before;
      cpu.lose(-1);
      return;
    }
    assertThat(taken).isEqualTo(events.size());
    cpu.lose(lost);
    for (Expected event : events) {
      boolean late = event.late() || event.timeNs() < cpu.newestNs;
      cpu.newestNs = Math.max(cpu.newestNs, event.timeNs());
      cpu.held.add(new Expected(event.timeNs(), lostLine(index), event.text(), late));
    }
  }

  /** In front of the event that takes it. */
  private String lostLine(int index) {
    Cpu cpu = cpus.get(index);
    String line =
        cpu.lost == 0
            ? null
            : "CPU:"
                + numbers[index]
                + " [LOST "
                + (cpu.lost < 0 ? "" : cpu.lost + " ")
                + "EVENTS]";
    cpu.lost = 0;
    return line;
  }

  /** A marker; a time that goes with it, in front of it, or as an absolute one. */
  private void put(ByteBuffer page, long timeNs, String text, Expected previous) {
    long delta = timeNs - (previous == null ? page.getLong(0) : previous.timeNs());
    int way = delta >= 1 << 27 ? 1 + random.nextInt(2) : random.nextInt(4);
    if (way == 1) {
      page.putInt(30 | ((int) (delta & 0x7ffffff) << 5)).putInt((int) (delta >>> 27));
    } else if (way == 2) {
      page.putInt(31 | ((int) (timeNs & 0x7ffffff) << 5)).putInt((int) (timeNs >>> 27));
    }
    if (random.nextInt(10) == 0) {
      page.putInt(29 | (1 << 5)).putInt(4); // discarded
    }
    int deltaBits = way == 1 || way == 2 ? 0 : (int) delta << 5;
    int payload = (16 + text.length() + 1 + 3) & ~3;
    if (random.nextBoolean()) {
      page.putInt(deltaBits | (payload >> 2));
    } else {
      page.putInt(deltaBits).putInt(4 + payload);
    }
    int from = page.position();
    page.putShort((short) FakeRing.MARKER_ID).putShort((short) 0).putInt(1).putLong(0);
    page.put(text.getBytes(US_ASCII)).position(from + payload);
  }

  /** Prints all before the limit, in pieces where there is little room, and checks each line. */
  private void print(long limitNs) {
    byte[] out = new byte[random.nextBoolean() ? 1 << 16 : 1_500 + random.nextInt(2_000)];
    while (oldestNs() < limitNs) {
      int end = merger.print(limitNs, out, 0, out.length);
      String[] lines = new String(out, 0, end, ISO_8859_1).split("\n");
      assertThat(end).isPositive();
      assertThat(merger.printedLines()).isEqualTo(lines.length);
      for (int i = 0; i < lines.length; i++) {
        String lost = lines[i].startsWith("CPU:") ? lines[i++] : null;
        if (i == lines.length) {
          // The event behind it did not fit; its loss is said already.
          said(lost);
        } else {
          take(lost, lines[i], limitNs);
        }
      }
    }
    assertThat(merger.print(limitNs, out, 0, out.length)).isZero();
  }

  private void said(String lost) {
    Cpu cpu = cpus.get(indexOf(lost.substring(4, lost.indexOf(' '))));
    Expected head = cpu.held.pop();
    assertThat(lost).isEqualTo(head.lost());
    cpu.held.push(head.with(null));
  }

  private void take(String lost, String line, long limitNs) {
    Cpu cpu = cpus.get(indexOf(line.substring(line.indexOf('[') + 1, line.indexOf(']'))));
    assertThat(cpu.held).as(line).isNotEmpty();
    assertThat(cpu.headNs()).as(line).isEqualTo(oldestNs()).isLessThan(limitNs);
    Expected head = cpu.held.pop();
    assertThat(head.late() || head.timeNs() >= promisedNs).as(line).isTrue();
    assertThat(line).endsWith(": m: " + head.text()).contains(time(head.timeNs()));
    assertThat(lost).as(line).isEqualTo(head.lost());
  }

  private static int indexOf(String cpu) {
    return Integer.parseInt(cpu) / 3;
  }

  private static String time(long ns) {
    return String.format(Locale.ROOT, " %d.%09d: ", ns / 1_000_000_000, ns % 1_000_000_000);
  }

  /** Where it is clear which one that is. */
  private void dropOldest() {
    long oldestNs = merger.oldestNs();
    List<Cpu> oldest = cpus.stream().filter(c -> c.headNs() == oldestNs).toList();
    if (oldest.size() == 1) {
      merger.dropOldest();
      Cpu cpu = oldest.get(0);
      cpu.held.pop();
      Expected next = cpu.held.poll();
      if (next == null) {
        cpu.lose(-1);
      } else {
        cpu.held.push(next.with("CPU:" + numbers[cpus.indexOf(cpu)] + " [LOST EVENTS]"));
      }
    }
  }

  private long oldestNs() {
    return cpus.stream().mapToLong(Cpu::headNs).min().orElseThrow();
  }

  private void assertHeld() {
    assertThat(merger.oldestNs()).isEqualTo(oldestNs());
    assertThat(merger.heldEvents()).isEqualTo(cpus.stream().mapToLong(c -> c.held.size()).sum());
  }
}
