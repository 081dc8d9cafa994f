package io.probestream.cli.kernel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a hist trigger {@code keys=pid:vals=ns} printed (hist_show in trace_events_hist.c). */
final class KernelHistogram {
  private static final Pattern ENTRY =
      Pattern.compile("\\{ pid: +(\\d+) \\} hitcount: +(\\d+) +ns: +(\\d+)");

  /**
   * One task's line.
   *
   * @param hits how many calls
   * @param sumNs their latencies
   */
  record Entry(long hits, long sumNs) {}

  private KernelHistogram() {}

  /** By pid. Fails where the kernel had to drop entries, for then the counts are not whole. */
  static Map<Integer, Entry> byPid(List<String> lines) {
    Map<Integer, Entry> entries = new LinkedHashMap<>();
    for (String line : lines) {
      Matcher matcher = ENTRY.matcher(line.strip());
      if (matcher.matches()) {
        entries.put(
            Integer.parseInt(matcher.group(1)),
            new Entry(Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))));
      } else if (line.strip().startsWith("Dropped:") && !line.strip().equals("Dropped: 0")) {
        throw new IllegalArgumentException("an incomplete histogram: " + line);
      }
    }
    return entries;
  }
}
