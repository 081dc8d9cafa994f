package io.probestream.collector.pages;

/** Functions by address. */
@FunctionalInterface
public interface Symbols {
  /** What the longest printed place has (KSYM_SYMBOL_LEN, with a module's name). */
  int MAX_BYTES = 640;

  /**
   * An address as the kernel prints it (sprint_symbol): {@code name+0x1/0x20 [module]}, or the name
   * alone, or {@code 0x…} where no symbol is known. At most {@link #MAX_BYTES}.
   */
  byte[] place(long address, boolean withOffset);

  /** Another one than before where symbols may have changed. */
  default int version() {
    return 0;
  }
}
