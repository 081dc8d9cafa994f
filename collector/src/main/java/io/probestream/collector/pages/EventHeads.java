package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * {@code name: (place)} of one event by the addresses in its records: a probe has one place for its
 * entry and few callers for its returns. Bounded; not thread-safe.
 */
final class EventHeads {
  private static final int SLOT_BITS = 6;

  private final EventFormat format;
  private final Symbols symbols;
  private final long[] addresses = new long[1 << SLOT_BITS];
  private final long[] seconds = new long[1 << SLOT_BITS];
  private final byte[][] texts = new byte[1 << SLOT_BITS][];
  private int version;

  EventHeads(EventFormat format, Symbols symbols) {
    this.format = format;
    this.symbols = symbols;
  }

  /**
   * As the kernel prints them.
   *
   * @param address {@code __probe_ip}, or {@code __probe_func}
   * @param second {@code __probe_ret_ip}, or 0
   */
  byte[] of(long address, long second) {
    if (version != symbols.version()) {
      version = symbols.version();
      Arrays.fill(texts, null);
    }
    int slot = (int) (((address + second) * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - SLOT_BITS));
    if (texts[slot] == null || addresses[slot] != address || seconds[slot] != second) {
      texts[slot] = make(address, second);
      addresses[slot] = address;
      seconds[slot] = second;
    }
    return texts[slot];
  }

  /** print_kprobe_event, print_kretprobe_event; print_uprobe_event prints addresses. */
  private byte[] make(long address, long second) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes((format.name() + ": (").getBytes(ISO_8859_1));
    if (format.isReturn()) {
      text.writeBytes(place(second, true));
      text.writeBytes(" <- ".getBytes(ISO_8859_1));
      text.writeBytes(place(address, false));
    } else {
      text.writeBytes(place(address, true));
    }
    text.write(')');
    return text.toByteArray();
  }

  private byte[] place(long address, boolean withOffset) {
    if (!format.symbolic()) {
      return ("0x" + Long.toHexString(address)).getBytes(ISO_8859_1);
    }
    // seq_print_ip_sym
    return address == 0 ? new byte[] {'0'} : symbols.place(address, withOffset);
  }
}
