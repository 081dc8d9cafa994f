package io.probestream.collector.agent;

import io.probestream.collector.pages.KernelPlaces;
import io.probestream.collector.pages.PageLayout;
import io.probestream.collector.tracefs.Tracefs;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** What binary capture needs of a kernel, as far as that shows without an instance. */
public final class RawSupport {
  static final Path KALLSYMS = Path.of("/proc/kallsyms");

  private RawSupport() {}

  /** Why pages cannot be read here, as half a sentence; null if nothing speaks against it. */
  public static String obstacle(Tracefs tracefs) {
    try {
      layout(tracefs, 0);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
    return null;
  }

  /** Why kprobes cannot be printed from pages, as half a sentence; null if they can. */
  public static String symbolObstacle() {
    return KernelPlaces.areTold(KALLSYMS)
        ? null
        : "the kernel hides the addresses of its functions (see /proc/sys/kernel/kptr_restrict)";
  }

  /**
   * The layout of an instance's pages.
   *
   * @param subBufferKb size of its pages; 0 for the machine's
   * @throws IllegalArgumentException if it is not understood
   */
  static PageLayout layout(Tracefs tracefs, int subBufferKb) {
    PageLayout layout = PageLayout.parse(tracefs.headerPage(), ByteOrder.nativeOrder());
    return subBufferKb == 0 ? layout : layout.withPageBytes(subBufferKb << 10);
  }
}
