package io.probestream.collector.pages;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The flags column (trace_print_lat_fmt), which changed over time.
 *
 * @param migrateColumn fifth column, since 5.11
 * @param lazy the meaning of bit 1, since 6.13: lazy rescheduling instead of an unknown irq state
 */
record FlagsText(boolean migrateColumn, boolean lazy) {
  private static final int IRQS_OFF = 0x01;
  private static final int NOSUPPORT_OR_LAZY = 0x02;
  private static final int NEED_RESCHED = 0x04;
  private static final int HARDIRQ = 0x08;
  private static final int SOFTIRQ = 0x10;
  private static final int PREEMPT_RESCHED = 0x20;
  private static final int NMI = 0x40;
  private static final int BH_OFF = 0x80;

  /** By bits need, preempt, lazy. */
  private static final String RESCHED = ".npNlbLB";

  /** The column of a kernel release such as {@code 6.1.0-18-amd64}; of a new one if unknown. */
  static FlagsText of(String release) {
    Matcher m = Pattern.compile("^(\\d{1,4})\\.(\\d{1,4})").matcher(release);
    int version =
        m.find() ? Integer.parseInt(m.group(1)) * 10_000 + Integer.parseInt(m.group(2)) : 90_000;
    return new FlagsText(version >= 50_011, version >= 60_013);
  }

  int put(byte flags, byte preempt, byte[] out, int at) {
    int p = at;
    boolean bhOff = (flags & BH_OFF) != 0;
    boolean odd = (flags & NOSUPPORT_OR_LAZY) != 0;
    if ((flags & IRQS_OFF) != 0) {
      out[p++] = (byte) (bhOff ? 'D' : 'd');
    } else {
      out[p++] = (byte) (bhOff ? 'b' : odd && !lazy ? 'X' : '.');
    }
    int resched = (flags & NEED_RESCHED) != 0 ? 1 : 0;
    resched |= (flags & PREEMPT_RESCHED) != 0 ? 2 : 0;
    resched |= odd && lazy ? 4 : 0;
    out[p++] = (byte) RESCHED.charAt(resched);
    boolean hard = (flags & HARDIRQ) != 0;
    boolean soft = (flags & SOFTIRQ) != 0;
    if ((flags & NMI) != 0) {
      out[p++] = (byte) (hard ? 'Z' : 'z');
    } else if (hard) {
      out[p++] = (byte) (soft ? 'H' : 'h');
    } else {
      out[p++] = (byte) (soft ? 's' : '.');
    }
    int depth = preempt & 0xff;
    if (!migrateColumn) {
      // The whole byte is the depth: two digits from 16 on.
      if (depth > 15) {
        out[p++] = Numbers.HEX[depth >> 4];
      }
      out[p++] = depth == 0 ? (byte) '.' : Numbers.HEX[depth & 15];
      return p;
    }
    out[p++] = (depth & 15) == 0 ? (byte) '.' : Numbers.HEX[depth & 15];
    out[p++] = depth >> 4 == 0 ? (byte) '.' : Numbers.HEX[depth >> 4];
    return p;
  }
}
