package io.probestream.cli.rawexport;

import io.probestream.cli.Failure;
import io.probestream.cli.FormatOption;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.StopSignal;
import io.probestream.cli.text.Units;
import io.probestream.collector.CollectorException;
import io.probestream.collector.publish.CaptureFileSink;
import io.probestream.schemas.Hosts;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.RecordType;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code probestream raw export}: the inverse of {@code replay}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a host's raw lines back into a capture FILE.txt.gz, with its probes and counters in"
          + " FILE.d/; without --output the lines go to stdout.",
      "Times are those of the records: when the lines were read."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream raw export --host web1 --from 10m --output web1",
      "  probestream raw export --host web1 --from 2026-11-23T06:00:00Z \\",
      "      --to 2026-11-23T06:05:00Z --output web1.txt.gz",
      "  probestream raw export --host web1 --from 1m | probestream analyze -",
    })
public final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private FormatOption format;

  @Option(names = "--host", required = true, paramLabel = "H", description = "The host.")
  private String host;

  @Option(
      names = "--from",
      paramLabel = "T",
      defaultValue = "0",
      converter = Moment.Converter.class,
      description =
          "10m for so long ago, an ISO 8601 time, or epoch milliseconds (default: the oldest).")
  private Moment from;

  @Option(
      names = "--to",
      paramLabel = "T",
      defaultValue = "now",
      converter = Moment.Converter.class,
      description = "The same, inclusive (default: now).")
  private Moment to;

  @Option(
      names = "--session",
      paramLabel = "UUID",
      description = "Which session, where there are several.")
  private UUID session;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "FILE.txt.gz or FILE.txt; a name without ending gets .txt.gz.")
  private Path output;

  @Override
  public Integer call() throws InterruptedException {
    RawRange range = range();
    StopSignal stop = StopSignal.forThisThread();
    try {
      String id = session == null ? onlySession(range) : session.toString();
      if (output == null) {
        toStdout(range, id);
      } else {
        print(toFile(range, id));
      }
      return 0;
    } finally {
      stop.close();
    }
  }

  private RawRange range() {
    long nowMs = System.currentTimeMillis();
    try {
      Hosts.check(host);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
    RawRange range = new RawRange(kafka, host, from.at(nowMs), to.at(nowMs));
    if (range.fromMs() > range.toMs()) {
      throw new ParameterException(spec.commandLine(), "--from lies after --to");
    }
    return range;
  }

  private String onlySession(RawRange range) throws InterruptedException {
    Map<String, SessionRange> sessions = new LinkedHashMap<>();
    range.read(
        (meta, value, timestampMs, inRange) -> {
          if (inRange && meta.type() == RecordType.LINES) {
            sessions
                .computeIfAbsent(meta.session(), s -> new SessionRange())
                .add(meta.lines(), timestampMs);
          }
        });
    if (sessions.isEmpty()) {
      throw new Failure(
          "no lines of host "
              + host
              + " "
              + span(range)
              + "; 'probestream query hosts' names the hosts");
    }
    if (sessions.size() > 1) {
      PrintWriter err = spec.commandLine().getErr();
      sessions.forEach(
          (id, s) ->
              err.println(
                  id
                      + "  "
                      + Instant.ofEpochMilli(s.firstMs)
                      + "  "
                      + Instant.ofEpochMilli(s.lastMs)
                      + "  "
                      + Units.count(s.lines, "line")));
      throw new Failure(
          sessions.size()
              + " sessions of host "
              + host
              + " have lines "
              + span(range)
              + ", each with a clock of its own; choose one with --session");
    }
    return sessions.keySet().iterator().next();
  }

  private static String span(RawRange range) {
    return "between "
        + Instant.ofEpochMilli(range.fromMs())
        + " and "
        + Instant.ofEpochMilli(range.toMs());
  }

  private static void requireLines(SessionExport export, RawRange range, String id) {
    if (export.report("", null).lines() == 0) {
      throw new Failure("no lines of session " + id + " " + span(range));
    }
  }

  private void toStdout(RawRange range, String id) throws InterruptedException {
    StdoutSink sink = new StdoutSink(System.out);
    SessionExport export = new SessionExport(id, sink);
    range.read(export);
    sink.close(0);
    warn(export, export.report(host, null));
    requireLines(export, range, id);
  }

  private ExportReport toFile(RawRange range, String id) throws InterruptedException {
    String name = output.toString();
    Path file = name.endsWith(".txt") || name.endsWith(".gz") ? output : Path.of(name + ".txt.gz");
    // Killed, it leaves nothing that looks whole.
    CaptureFileSink sink = new CaptureFileSink(part(file));
    SessionExport export = new SessionExport(id, sink);
    sink.open();
    try {
      range.read(export);
      sink.close(0);
      sink.writeSideFiles(export.sideFiles());
      requireLines(export, range, id);
      sink.moveTo(file);
    } catch (InterruptedException | RuntimeException e) {
      discard(sink, e);
      throw e;
    }
    ExportReport report = export.report(host, file.toString());
    warn(export, report);
    return report;
  }

  /** {@code a.part.txt.gz} for {@code a.txt.gz}. */
  private static Path part(Path file) {
    String name = file.getFileName().toString();
    int ending = name.replaceAll("(\\.txt)?(\\.gz)?$", "").length();
    return file.resolveSibling(name.substring(0, ending) + ".part" + name.substring(ending));
  }

  private static void discard(CaptureFileSink sink, Exception why) {
    try {
      sink.discard();
      sink.close(0); // after it, for what the disk does not take is not wanted any more
    } catch (CollectorException e) {
      why.addSuppressed(e);
    }
  }

  private void warn(SessionExport export, ExportReport report) {
    PrintWriter err = spec.commandLine().getErr();
    if (!export.hasStatus()) {
      err.println(
          "probestream: no status of the session in the topic: definitions and counters are"
              + " missing");
    }
    if (report.linesMissing() > 0) {
      err.println(
          "probestream: "
              + Units.count(report.linesMissing(), "line")
              + " missing from the topic: published, and did not arrive");
    }
    if (export.isEscaped()) {
      err.println("probestream: the lines are escaped, as the agent printed them");
    }
  }

  private void print(ExportReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        format.isJson()
            ? Json.string(report)
            : Units.count(report.lines(), "line")
                + " of "
                + report.host()
                + ", session "
                + report.session()
                + ", to "
                + report.file());
    out.flush();
  }
}
