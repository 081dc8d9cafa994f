package io.probestream.collector.tracefs;

import static io.probestream.schemas.Checks.check;

import io.probestream.schemas.raw.ProbeCounter;
import java.util.List;
import java.util.Locale;

/**
 * The text of {@code kprobe_profile} ({@code " %-44s %15lu %15lu\n"}: event, hits, missed; {@code
 * probes_profile_seq_show} in trace_kprobe.c) and of {@code uprobe_profile} ({@code " %s %-44s
 * %15lu\n"}: path, event, hits; trace_uprobe.c). Neither prints the group: the lines stand in the
 * order of {@code kprobe_events}.
 */
public final class KprobeProfile {
  private KprobeProfile() {}

  /**
   * Reads either form, told apart by line: an event's name never is a number, and a path may hold
   * blanks, so lines are read from their end. Blank lines are passed over.
   *
   * @throws IllegalArgumentException with a sentence if a line is of neither form
   */
  public static List<ProbeCounter> parse(String text) {
    return text.lines().filter(l -> !l.isBlank()).map(KprobeProfile::parseLine).toList();
  }

  /** Prints the {@code kprobe_profile} form. */
  public static String format(List<ProbeCounter> counters) {
    StringBuilder text = new StringBuilder();
    for (ProbeCounter c : counters) {
      text.append(
          String.format(Locale.ROOT, "  %-44s %15d %15d\n", c.name(), c.hits(), c.missed()));
    }
    return text.toString();
  }

  /** Prints one line of the {@code uprobe_profile} form for a probe in {@code path}. */
  public static String formatUprobe(String path, ProbeCounter counter) {
    return String.format(Locale.ROOT, "  %s %-44s %15d\n", path, counter.name(), counter.hits());
  }

  private static ProbeCounter parseLine(String line) {
    String[] words = line.trim().split("\\s+");
    int n = words.length;
    boolean kprobe = n >= 3 && isNumber(words[n - 1]) && isNumber(words[n - 2]);
    boolean uprobe = n >= 3 && !kprobe && isNumber(words[n - 1]);
    check(kprobe || uprobe, "not a line of kprobe_profile or uprobe_profile: '" + line + "'");
    return kprobe
        ? new ProbeCounter(words[n - 3], Long.parseLong(words[n - 2]), Long.parseLong(words[n - 1]))
        : new ProbeCounter(words[n - 2], Long.parseLong(words[n - 1]), 0);
  }

  private static boolean isNumber(String word) {
    return word.length() <= 18 && word.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
