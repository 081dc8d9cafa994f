package io.probestream.cli.collect;

import io.probestream.collector.agent.HostFacts;
import io.probestream.collector.probe.KernelSymbols;
import io.probestream.collector.probe.ProbePlanner;
import io.probestream.collector.probe.SymbolResolver;
import io.probestream.collector.tracefs.Tracefs;
import java.nio.file.Path;

/** The planner for this machine's kernel. */
public final class Planners {
  private Planners() {}

  public static ProbePlanner of(Tracefs tracefs, HostFacts facts) {
    KernelSymbols symbols = new KernelSymbols(Path.of("/proc/kallsyms"));
    return new ProbePlanner(
        new SymbolResolver(symbols, facts.arch()), facts.arch(), tracefs::eventFormat);
  }
}
