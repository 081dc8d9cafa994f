package io.probestream.collector.agent;

import io.probestream.collector.tracefs.Tracefs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's memory of task names, one for all instances: by default it holds 128 tasks (newer
 * kernels some thousands), and lines of others say {@code <...>}.
 *
 * <p>The size that was there before is remembered in a file that lives as long as the machine is
 * up, so that the last collector to end puts it back, whoever enlarged it, and the next one to
 * start does where that one was killed. Where the file cannot be written, only the collector that
 * enlarged it knows.
 */
public final class CmdlinesCache {
  /** Gone with the next boot, as the size is. */
  public static final Path MEMORY = Path.of("/run/probestream/saved_cmdlines_size");

  /** 64 KiB of names. */
  private static final int TASKS = 4_096;

  private static final Pattern REMEMBERED = Pattern.compile("([0-9]{1,9}) ([0-9]{1,9})\n");

  private final Tracefs tracefs;
  private final Path memory;
  private int before;
  private int enlarged;

  /**
   * A view that has touched nothing yet.
   *
   * @param memory file for the sizes before and after
   */
  public CmdlinesCache(Tracefs tracefs, Path memory) {
    this.tracefs = tracefs;
    this.memory = memory;
  }

  /** Takes over what another collector, dead or running, has enlarged. */
  public void takeOver() {
    int size = tracefs.savedCmdlinesSize();
    try {
      Matcher m = REMEMBERED.matcher(Files.readString(memory));
      if (m.matches() && Integer.parseInt(m.group(2)) == size) {
        before = Integer.parseInt(m.group(1));
        enlarged = size;
      }
    } catch (IOException e) {
      enlarged = 0; // Nobody has enlarged it, or nobody could say so.
    }
  }

  /** Makes it larger if it is small; where that is refused, it stays. */
  void enlarge() {
    int size = tracefs.savedCmdlinesSize();
    if (size > 0 && size < TASKS) {
      try {
        tracefs.setSavedCmdlinesSize(TASKS);
        before = size;
        enlarged = tracefs.savedCmdlinesSize();
        remember();
      } catch (IOException e) {
        enlarged = 0; // Some names will be <...>, as they would be in text.
      }
    }
  }

  private void remember() {
    try {
      Files.createDirectories(memory.getParent());
      Files.write(memory, (before + " " + enlarged + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      return; // Then nobody puts it back after a kill: 64 KiB of the kernel's memory.
    }
  }

  /**
   * Puts the old size back, unless somebody has set another one, or another collector runs.
   *
   * @return the size put back, if it was
   */
  public OptionalInt restore() {
    if (enlarged == 0) {
      return OptionalInt.empty();
    }
    boolean others =
        tracefs.instances().stream().anyMatch(i -> i.startsWith(CollectorConfig.INSTANCE_PREFIX));
    if (others) {
      return OptionalInt.empty(); // The last one to end knows the size, too.
    }
    boolean ours = tracefs.savedCmdlinesSize() == enlarged;
    enlarged = 0;
    try {
      if (ours) {
        tracefs.setSavedCmdlinesSize(before);
      }
    } catch (IOException e) {
      return OptionalInt.empty(); // Some KiB of kernel memory more than before, which hurt nobody.
    }
    forget();
    return ours ? OptionalInt.of(before) : OptionalInt.empty();
  }

  private void forget() {
    try {
      Files.deleteIfExists(memory);
    } catch (IOException e) {
      return; // It speaks of a size that is no more, and is not believed then.
    }
  }
}
