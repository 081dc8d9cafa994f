package io.probestream.cli.collect;

import io.probestream.cli.FormatOption;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.collector.agent.OwnProbe;
import io.probestream.schemas.Json;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what probestream agents made on this host. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the probes that probestream agents made on this host. Needs root.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream probes list",
      "  probestream probes list --format json      one object per probe"
    })
final class ProbesListCommand implements Runnable {
  @Spec private CommandSpec spec;
  @Mixin private TracefsOptions tracefs;
  @Mixin private FormatOption format;

  @Override
  public void run() {
    PrintWriter out = spec.commandLine().getOut();
    List<OwnProbe> probes = Agents.probes(tracefs.find()).list();
    if (format.isJson()) {
      probes.forEach(p -> out.println(Json.string(p)));
    } else {
      Table table =
          new Table(">PID", "AGENT", "PROBE", ">HITS", ">MISSED", "DEFINITION")
              .cut("DEFINITION", 24)
              .cut("PROBE", 16);
      for (OwnProbe p : probes) {
        table.row(
            Long.toString(p.pid()),
            p.alive() ? "running" : "dead",
            p.event(),
            Long.toString(p.hits()),
            Long.toString(p.missed()),
            p.definition());
      }
      table.lines(TerminalSize.stdoutColumns()).forEach(out::println);
      if (probes.stream().anyMatch(p -> !p.alive())) {
        spec.commandLine()
            .getErr()
            .println("Dead agents left probes; remove them with:" + " probestream probes clean");
      }
    }
    out.flush();
  }
}
