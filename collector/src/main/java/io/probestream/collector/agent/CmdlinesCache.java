package io.probestream.collector.agent;

import io.probestream.collector.tracefs.Tracefs;
import java.io.IOException;

/**
 * The kernel's memory of task names, one for all instances: by default it holds 128 tasks (newer
 * kernels some thousands), and lines of others say {@code <...>}.
 */
final class CmdlinesCache {
  /** 64 KiB of names. */
  private static final int TASKS = 4_096;

  private final Tracefs tracefs;
  private int before;
  private int enlarged;

  CmdlinesCache(Tracefs tracefs) {
    this.tracefs = tracefs;
  }

  /** Makes it larger if it is small; where that is refused, it stays. */
  void enlarge() {
    int size = tracefs.savedCmdlinesSize();
    if (size > 0 && size < TASKS) {
      try {
        tracefs.setSavedCmdlinesSize(TASKS);
        before = size;
        enlarged = tracefs.savedCmdlinesSize();
      } catch (IOException e) {
        enlarged = 0; // Some names will be <...>, as they would be in text.
      }
    }
  }

  /** Puts the old size back, unless somebody has set another one, or another collector runs. */
  void restore() {
    if (enlarged == 0 || tracefs.savedCmdlinesSize() != enlarged) {
      return;
    }
    enlarged = 0;
    boolean others =
        tracefs.instances().stream().anyMatch(i -> i.startsWith(CollectorConfig.INSTANCE_PREFIX));
    if (!others) {
      try {
        tracefs.setSavedCmdlinesSize(before);
      } catch (IOException e) {
        enlarged = 0; // Some KiB of kernel memory more than before, which hurt nobody.
      }
    }
  }
}
