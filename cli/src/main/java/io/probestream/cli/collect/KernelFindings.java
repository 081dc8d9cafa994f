package io.probestream.cli.collect;

import io.probestream.cli.text.Units;
import io.probestream.collector.CollectorException;
import io.probestream.collector.agent.HostFacts;
import io.probestream.collector.agent.OwnProbe;
import io.probestream.collector.agent.OwnProbes;
import io.probestream.collector.agent.RawSupport;
import io.probestream.collector.probe.KernelSymbols;
import io.probestream.collector.probe.SymbolResolver;
import io.probestream.collector.tracefs.Tracefs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What this host's kernel can and cannot do for a collector. Changes nothing. */
final class KernelFindings {
  private final HostFacts facts;
  private final List<Finding> findings = new ArrayList<>();

  KernelFindings(HostFacts facts) {
    this.facts = facts;
  }

  List<Finding> all(TracefsOptions options) {
    findings.add(Finding.ok("kernel", facts.kernelRelease() + " " + facts.arch()));
    Tracefs tracefs;
    try {
      tracefs = options.find();
    } catch (CollectorException e) {
      findings.add(Finding.failed("tracefs", e.getMessage()));
      return findings;
    }
    findings.add(Finding.ok("tracefs", tracefs.root().toString()));
    probes(tracefs);
    permissions(tracefs);
    lockdown();
    clocks(tracefs.root());
    features(tracefs.root());
    symbols();
    capture(tracefs);
    leftovers(tracefs);
    return findings;
  }

  private void probes(Tracefs tracefs) {
    boolean kprobes = tracefs.hasKprobes();
    boolean uprobes = tracefs.hasUprobes();
    findings.add(
        kprobes
            ? Finding.ok("kprobes", "kprobe_events is there")
            : missing(
                "kprobes",
                "this kernel has none (CONFIG_KPROBE_EVENTS); only functions of programs can be"
                    + " traced",
                uprobes));
    findings.add(
        uprobes
            ? Finding.ok("uprobes", "uprobe_events is there")
            : missing("uprobes", "this kernel has none (CONFIG_UPROBE_EVENTS)", kprobes));
  }

  /** A warning while there is the other kind of probe, else a failure. */
  private static Finding missing(String what, String detail, boolean other) {
    return other ? Finding.warning(what, detail) : Finding.failed(what, detail);
  }

  private void permissions(Tracefs tracefs) {
    Path events = tracefs.root().resolve(tracefs.eventsFile(!tracefs.hasKprobes()));
    findings.add(
        Files.isWritable(events) && Files.isWritable(tracefs.root().resolve("instances"))
            ? Finding.ok("permissions", "probes and instances can be made")
            : Finding.failed("permissions", events + " cannot be written; run as root"));
  }

  private void lockdown() {
    String state = text(Path.of("/sys/kernel/security/lockdown"));
    if (state.isEmpty()) {
      findings.add(Finding.ok("lockdown", "not in this kernel, or securityfs is not mounted"));
    } else if (state.contains("[confidentiality]")) {
      findings.add(
          Finding.failed("lockdown", state + ": tracefs and kprobes are refused by the kernel"));
    } else {
      findings.add(Finding.ok("lockdown", state));
    }
  }

  private void clocks(Path root) {
    String clocks = text(root.resolve("trace_clock"));
    findings.add(
        clocks.contains("boot")
            ? Finding.ok("trace clocks", clocks + " (an agent uses boot, in its own instance)")
            : Finding.warning("trace clocks", clocks + ": no boot; use collect --clock mono"));
  }

  private void features(Path root) {
    findings.add(
        Files.exists(root.resolve("set_event_notrace_pid"))
            ? Finding.ok("own threads", "can be kept out of the trace (set_event_notrace_pid)")
            : Finding.warning(
                "own threads",
                "cannot be kept out of the trace before 5.7: an agent that traces write traces"
                    + " itself"));
    findings.add(
        Files.exists(root.resolve("error_log"))
            ? Finding.ok("error messages", "the kernel explains refusals (error_log)")
            : Finding.warning("error messages", "before 5.4 the kernel only gives an errno"));
  }

  private void symbols() {
    KernelSymbols symbols = new KernelSymbols(Path.of("/proc/kallsyms"));
    String write = new SymbolResolver(symbols, facts.arch()).syscall("write");
    boolean told = symbols.present(List.of("vfs_read")) != null;
    findings.add(
        told && write != null
            ? Finding.ok("symbols", "system call write is " + write)
            : Finding.warning(
                "symbols", "/proc/kallsyms does not tell; give symbols as this kernel names them"));
  }

  private void capture(Tracefs tracefs) {
    String obstacle = RawSupport.obstacle(tracefs);
    if (obstacle == null && tracefs.hasKprobes()) {
      obstacle = RawSupport.symbolObstacle();
    }
    findings.add(
        obstacle == null
            ? Finding.ok(
                "capture", "raw: the ring buffer's pages are read, with times in nanoseconds")
            : Finding.warning(
                "capture",
                "text, which costs the host several times as much as binary pages: " + obstacle));
  }

  private void leftovers(Tracefs tracefs) {
    try {
      OwnProbes own = Agents.probes(tracefs);
      List<OwnProbe> probes = own.list();
      long dead = probes.stream().filter(p -> !p.alive()).count();
      findings.add(
          dead > 0
              ? Finding.warning(
                  "agents",
                  Units.count(dead, "probe") + " of dead agents; run probestream probes clean")
              : Finding.ok(
                  "agents",
                  Units.count(probes.size(), "probe")
                      + " of running agents, "
                      + Units.count(own.instances().size(), "instance")));
    } catch (CollectorException e) {
      findings.add(Finding.warning("agents", e.getMessage()));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return ""; // Each caller says what an absent file means.
    }
  }
}
