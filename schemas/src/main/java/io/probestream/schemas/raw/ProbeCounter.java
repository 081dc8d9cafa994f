package io.probestream.schemas.raw;

import static io.probestream.schemas.Checks.count;
import static io.probestream.schemas.Checks.present;

/**
 * One line of {@code kprobe_profile} or {@code uprobe_profile}; cumulative since the probe was
 * made.
 *
 * @param name the event's name
 * @param hits times the probe's handler ran (for a return probe: returns), before filters and ring
 *     buffer loss
 * @param missed hits the kernel could not handle; always 0 for uprobes
 */
public record ProbeCounter(String name, long hits, long missed) {
  public ProbeCounter {
    present(name, "name");
    count(hits, "hits");
    count(missed, "missed");
  }
}
