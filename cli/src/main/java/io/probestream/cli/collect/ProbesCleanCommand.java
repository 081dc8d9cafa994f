package io.probestream.cli.collect;

import io.probestream.collector.agent.CmdlinesCache;
import io.probestream.collector.tracefs.Tracefs;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Removes what crashed agents left. */
@Command(
    name = "clean",
    mixinStandardHelpOptions = true,
    description =
        "Removes probes and tracefs instances of probestream agents that do not run any more, and"
            + " nothing else. Needs root.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {"  probestream probes clean"})
final class ProbesCleanCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private TracefsOptions tracefs;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Tracefs found = tracefs.find();
    List<String> done = new ArrayList<>(Agents.probes(found).clean());
    CmdlinesCache cmdlines = new CmdlinesCache(found, CmdlinesCache.MEMORY);
    cmdlines.takeOver();
    cmdlines.restore().ifPresent(n -> done.add("put saved_cmdlines_size back to " + n));
    done.forEach(out::println);
    if (done.isEmpty()) {
      out.println("nothing to remove");
    }
    out.flush();
    return done.stream().anyMatch(d -> d.startsWith("left ")) ? 1 : 0;
  }
}
