package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Names of tasks from {@code saved_cmdlines}, where the kernel looks them up when it prints text.
 * {@link #refresh} reads it anew when it is due. The file escapes nothing: a name with a newline
 * may look like the entry of another task. An entry that is there twice is therefore none ({@code
 * <...>}); a single false one can give a task without an entry a wrong name, never a line. Not
 * thread-safe.
 */
public final class SavedNames implements TaskNames {
  /** While lines are printed; names change at exec, and tasks are born. */
  private static final long EVERY_MS = 1_000;

  /** Where a task had no name. */
  private static final long SOON_MS = 100;

  private static final int MAX_NAME = 15; // TASK_COMM_LEN
  private static final byte[] IDLE = padded("<idle>");
  private static final byte[] NEGATIVE = padded("<XXX>");
  private static final byte[] UNKNOWN = padded("<...>");

  private final Supplier<String> savedCmdlines;
  private String text = "";
  private IntMap names = new IntMap(16);
  private long readMs = Long.MIN_VALUE;
  private boolean missing = true;
  private int version;

  /**
   * Names that have not been read yet.
   *
   * @param savedCmdlines the file's text, as ISO 8859-1
   */
  public SavedNames(Supplier<String> savedCmdlines) {
    this.savedCmdlines = savedCmdlines;
  }

  /** Reads the names if that is due; called before lines are printed. */
  public void refresh(long nowMs) {
    if (readMs == Long.MIN_VALUE || nowMs - readMs >= (missing ? SOON_MS : EVERY_MS)) {
      readMs = nowMs;
      missing = false;
      String now = savedCmdlines.get();
      if (!now.equals(text)) {
        text = now;
        names = parse(now);
        version++;
      }
    }
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public byte[] padded(int pid) {
    if (pid <= 0) {
      return pid == 0 ? IDLE : NEGATIVE; // __trace_find_cmdline
    }
    byte[] name = names.get(pid);
    if (name == null) {
      missing = true;
      return UNKNOWN;
    }
    return name;
  }

  /** {@code "%d %s\n"} (saved_cmdlines_show). */
  private static IntMap parse(String text) {
    IntMap names = new IntMap(text.length() / 16);
    int pid = -1;
    String name = null;
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end;
      int blank = at;
      while (blank < end && text.charAt(blank) >= '0' && text.charAt(blank) <= '9') {
        blank++;
      }
      boolean entry =
          blank > at
              && blank - at < 10
              && blank < end
              && text.charAt(blank) == ' '
              && end - blank - 1 <= MAX_NAME;
      if (entry) {
        put(names, pid, name);
        pid = Integer.parseInt(text, at, blank, 10);
        name = text.substring(blank + 1, end);
      } else if (name != null) {
        name = name + '\n' + text.substring(at, end);
      }
      at = end + 1;
    }
    put(names, pid, name);
    return names;
  }

  private static void put(IntMap names, int pid, String name) {
    if (name != null && pid > 0) {
      boolean sound = name.length() <= MAX_NAME && names.get(pid) == null;
      names.put(pid, sound ? padded(name) : UNKNOWN);
    }
  }

  /** {@code "%16s"}, escaped. */
  private static byte[] padded(String name) {
    byte[] text = new byte[MAX_BYTES];
    int p = 0;
    for (int n = name.length(); n < 16; n++) {
      text[p++] = ' ';
    }
    for (byte b : name.getBytes(ISO_8859_1)) {
      p = Escapes.put(b, false, text, p);
    }
    return Arrays.copyOf(text, p);
  }
}
