package io.probestream.cli.collect;

import io.probestream.cli.FormatOption;
import io.probestream.collector.agent.CollectorConfig;
import io.probestream.collector.agent.HostFacts;
import io.probestream.collector.agent.ProbeCheck;
import io.probestream.collector.probe.ProbePlan;
import io.probestream.collector.probe.ProbePlanner;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks this kernel whether it takes the probes. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description =
        "Asks this kernel about each probe: it is made, never enabled, and removed at once. Exit"
            + " status 1 if one is refused. Needs root.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream probes check -e 'p:write sys_write' -e 'r:write_ret sys_write $retval'",
      "  probestream probes check --config collect.yaml --format json"
    })
final class ProbesCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ProbeOptions probeOptions;
  @Mixin private TracefsOptions tracefsOptions;
  @Mixin private FormatOption format;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    HostFacts facts = HostFacts.read(Path.of("/proc"));
    CollectorConfig config = probeOptions.read(Map.of(), facts.name()).collector();
    Tracefs tracefs = tracefsOptions.find();
    ProbePlanner planner = Planners.of(tracefs, facts);
    String group = CollectorConfig.groupName(ProcessHandle.current().pid());
    ProbePlan plan =
        planner.plan(config.probes(), group, ProbePlanner.takenNames(tracefs), config.stack());
    plan.notes().forEach(n -> err.println("probestream: " + n));
    List<ProbeCheck.Result> results = ProbeCheck.of(plan, tracefs, planner);
    for (ProbeCheck.Result r : results) {
      if (format.isJson()) {
        out.println(Json.string(r));
      } else {
        out.println((r.error() == null ? "ok       " : "refused  ") + r.definition());
        r.errorLines().forEach(l -> out.println("         " + l));
      }
    }
    if (!format.isJson()) {
      plan.pairs()
          .forEach(
              p ->
                  out.println(
                      "pair     " + p.function() + ": " + p.entryProbe() + ", " + p.returnProbe()));
    }
    out.flush();
    err.flush();
    return results.stream().allMatch(r -> r.error() == null) ? 0 : 1;
  }
}
