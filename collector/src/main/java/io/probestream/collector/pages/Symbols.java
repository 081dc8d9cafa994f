package io.probestream.collector.pages;

/** Functions by address. */
@FunctionalInterface
public interface Symbols {
  /** What the longest printed place has (KSYM_SYMBOL_LEN, with a module's name). */
  int MAX_BYTES = 640;

  /**
   * An address as the kernel prints it (seq_print_ip_sym): {@code name+0x1/0x20 [module]}, or
   * without the offset, or {@code 0x…} where no symbol is known. At most {@link #MAX_BYTES}.
   */
  byte[] place(long address, boolean withOffset);
}
