package io.probestream.collector.agent;

import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.collector.capture.ProfileReader;
import io.probestream.collector.capture.RingStats;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.collector.tracefs.TracefsInstance;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeCounter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What probestream agents made on this host, told by its names; and the removal of what crashed
 * ones left. An agent's process id may be one of another namespace, so a removal also asks the
 * kernel: an instance that is read and a probe that is enabled are busy and stay.
 */
public final class OwnProbes {
  private static final Pattern GROUP =
      Pattern.compile(CollectorConfig.GROUP_PREFIX + "([0-9]{1,10})");
  private static final Pattern INSTANCE_PID =
      Pattern.compile(CollectorConfig.INSTANCE_PREFIX + "([0-9]{1,10})");

  private final Tracefs tracefs;
  private final LongPredicate isAgent;

  /**
   * A view that has read nothing yet.
   *
   * @param isAgent whether a process id is that of a running agent
   */
  public OwnProbes(Tracefs tracefs, LongPredicate isAgent) {
    this.tracefs = tracefs;
    this.isAgent = isAgent;
  }

  /** All probes of agents, running and dead. */
  public List<OwnProbe> list() {
    List<OwnProbe> own = new ArrayList<>();
    Map<String, Map<String, ProbeCounter>> profiles = new LinkedHashMap<>();
    for (ProbeDefinition d : definitions()) {
      Map<String, ProbeCounter> profile = profiles.computeIfAbsent(d.group(), this::profile);
      ProbeCounter c = profile.getOrDefault(d.event(), new ProbeCounter(d.event(), 0, 0));
      long pid = pid(d);
      own.add(
          new OwnProbe(
              d.group(), d.event(), d.text(), c.hits(), c.missed(), pid, isAgent.test(pid)));
    }
    return own;
  }

  private Map<String, ProbeCounter> profile(String group) {
    Map<String, ProbeCounter> byName = new LinkedHashMap<>();
    new ProfileReader(tracefs, group).read().forEach(c -> byName.put(c.name(), c));
    return byName;
  }

  private List<ProbeDefinition> definitions() {
    List<ProbeDefinition> all = new ArrayList<>();
    all.addAll(ProbeDefinition.parseAll(tracefs.events(false)));
    all.addAll(ProbeDefinition.parseAll(tracefs.events(true)));
    return all.stream().filter(d -> GROUP.matcher(d.group()).matches()).toList();
  }

  private static long pid(ProbeDefinition d) {
    Matcher m = GROUP.matcher(d.group());
    return m.matches() ? Long.parseLong(m.group(1)) : -1;
  }

  /** Instances with our naming. */
  public List<String> instances() {
    return tracefs.instances().stream()
        .filter(i -> i.startsWith(CollectorConfig.INSTANCE_PREFIX))
        .toList();
  }

  /**
   * Removes instances and probes of agents that do not run any more. Instances go first: that
   * disables their events.
   *
   * @return a sentence for each thing removed, and for each that could not be
   */
  public List<String> clean() {
    List<String> done = new ArrayList<>();
    for (String name : instances()) {
      Matcher m = INSTANCE_PID.matcher(name);
      if (!m.matches() || !isAgent.test(Long.parseLong(m.group(1)))) {
        done.add(removeInstance(name));
      }
    }
    for (ProbeDefinition d : definitions()) {
      if (!isAgent.test(pid(d))) {
        done.add(removeProbe(d));
      }
    }
    return done;
  }

  /**
   * Takes away what crashed agents left armed, and reads before what the kernel counted for them.
   * An agent is dead if its process is gone and nobody reads the instance in which its events are
   * on: the kernel removes no other one, so that an agent of another process id namespace is not
   * disturbed. What an agent left before it switched its events on costs nothing, and stays for
   * {@link #clean}.
   *
   * @param notices is told what was taken away
   */
  public List<LeftBehind> reap(Notices notices) {
    List<LeftBehind> found = new ArrayList<>();
    for (String group : deadGroups()) {
      for (String name : instances()) {
        TracefsInstance instance = tracefs.instance(name);
        if (instance.isUsedBy(group)) {
          List<CpuCounter> cpus = counters(instance);
          if (isRemoved(instance)) {
            // Removing it has switched its events off: these counts are final.
            List<ProbeCounter> probes = new ProfileReader(tracefs, group).read();
            String removed = "took away what a killed collector left: instance " + name;
            notices.say(removed + removeProbes(group));
            found.add(new LeftBehind(group, probes, cpus));
          }
        }
      }
    }
    return found;
  }

  private Set<String> deadGroups() {
    Set<String> groups = new LinkedHashSet<>();
    for (ProbeDefinition d : definitions()) {
      if (!isAgent.test(pid(d))) {
        groups.add(d.group());
      }
    }
    return groups;
  }

  private static List<CpuCounter> counters(TracefsInstance instance) {
    try (RingStats stats = new RingStats(instance.openStats())) {
      return stats.cpus();
    }
  }

  private static boolean isRemoved(TracefsInstance instance) {
    try {
      instance.remove();
      return true;
    } catch (IOException e) {
      return false; // Somebody reads it, or another agent was faster.
    }
  }

  private String removeProbes(String group) {
    StringBuilder done = new StringBuilder();
    for (ProbeDefinition d : definitions()) {
      if (d.group().equals(group)) {
        done.append(", ").append(removeProbe(d).replace("removed ", ""));
      }
    }
    return done.toString();
  }

  private String removeInstance(String name) {
    TracefsInstance instance = tracefs.instance(name);
    try {
      instance.remove();
      return "removed instance " + name;
    } catch (IOException e) {
      return "left instance " + name + ": " + CollectorException.reason(e) + ", somebody reads it";
    }
  }

  private String removeProbe(ProbeDefinition d) {
    String name = d.group() + "/" + d.event();
    try {
      tracefs.removeProbe(d.isUprobe(), d.group(), d.event());
      return "removed probe " + name;
    } catch (IOException e) {
      return "left probe " + name + ": " + CollectorException.reason(e) + ", it is enabled";
    }
  }
}
