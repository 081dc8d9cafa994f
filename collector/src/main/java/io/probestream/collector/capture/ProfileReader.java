package io.probestream.collector.capture;

import io.probestream.collector.tracefs.KprobeProfile;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hit counts of our own group. The profile files print no groups, so their lines are joined to the
 * definitions by position; the definitions are read before and after, until they are the same.
 */
public final class ProfileReader {
  private static final int TRIES = 5;

  private final Tracefs tracefs;
  private final String group;
  private List<ProbeCounter> last = List.of();

  public ProfileReader(Tracefs tracefs, String group) {
    this.tracefs = tracefs;
    this.group = group;
  }

  /** The counts now; those of the time before where others change their probes all the time. */
  public List<ProbeCounter> read() {
    for (int i = 0; i < TRIES; i++) {
      Map<String, ProbeCounter> counters = new LinkedHashMap<>();
      if (join(false, counters) && join(true, counters)) {
        last = new ArrayList<>(counters.values());
        break;
      }
    }
    return last;
  }

  private boolean join(boolean uprobes, Map<String, ProbeCounter> into) {
    String before = tracefs.events(uprobes);
    if (!before.contains(group)) {
      return true;
    }
    List<ProbeCounter> counters = KprobeProfile.parse(tracefs.profile(uprobes));
    List<ProbeDefinition> definitions = ProbeDefinition.parseAll(before);
    if (definitions.size() != counters.size() || !before.equals(tracefs.events(uprobes))) {
      return false;
    }
    for (int i = 0; i < definitions.size(); i++) {
      if (definitions.get(i).group().equals(group)) {
        // An event on several places has a line for each.
        into.merge(counters.get(i).name(), counters.get(i), ProfileReader::sum);
      }
    }
    return true;
  }

  private static ProbeCounter sum(ProbeCounter a, ProbeCounter b) {
    return new ProbeCounter(a.name(), a.hits() + b.hits(), a.missed() + b.missed());
  }
}
