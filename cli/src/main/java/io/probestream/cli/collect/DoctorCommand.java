package io.probestream.cli.collect;

import io.probestream.cli.FormatOption;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Words;
import io.probestream.collector.agent.HostFacts;
import io.probestream.schemas.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what this host and this Kafka can and can't do. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description =
        "Says what this host and this Kafka can and can't do for probestream, and what to do about"
            + " it. Changes nothing. Exit status 1 if something needed is missing.",
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream doctor",
      "  probestream doctor --bootstrap-servers kafka-1:9092 --format json"
    })
public final class DoctorCommand implements Callable<Integer> {
  /** Columns of the state and of the longest name of what was looked at. */
  private static final int BEFORE_FOUND = 26;

  @Spec private CommandSpec spec;
  @Mixin private TracefsOptions tracefs;
  @Mixin private KafkaOptions kafka;
  @Mixin private FormatOption format;

  @Override
  public Integer call() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok(
            "Java", Runtime.version() + ", " + System.getProperty("java.vm.name", "unknown VM")));
    findings.addAll(new KernelFindings(HostFacts.read(Path.of("/proc"))).all(tracefs));
    findings.addAll(KafkaFindings.all(kafka));
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      findings.forEach(f -> out.println(Json.string(f)));
    } else {
      Table table = new Table("STATE", "WHAT", "FOUND");
      int room = TerminalSize.stdoutColumns() - BEFORE_FOUND;
      for (Finding f : findings) {
        List<String> found = Words.wrap(f.detail(), room);
        table.row(f.state(), f.what(), found.get(0));
        found.stream().skip(1).forEach(line -> table.row("", "", line));
      }
      table.lines().forEach(out::println);
    }
    out.flush();
    return findings.stream().anyMatch(f -> f.state().equals("failed")) ? 1 : 0;
  }
}
