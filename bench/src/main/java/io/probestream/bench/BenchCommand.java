package io.probestream.bench;

import io.probestream.cli.Failure;
import io.probestream.cli.FormatOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures the rows of docs/PERFORMANCE.md again. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures what docs/PERFORMANCE.md states, each figure against a baseline in the same run, in"
          + " turns. Exit status 1 where a ratio is beyond its floor or an answer is wrong."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream bench                          every row, 5 GB of disk",
      "  probestream bench --short                  small inputs, few turns",
      "  probestream bench --rows analyze,topology  only these"
    })
final class BenchCommand implements Runnable {
  private static final List<Row> ROWS =
      List.of(
          ProcessRow.mawk(),
          ProcessRow.wc(),
          ProcessRow.cores(),
          new SteadyRow(),
          new AllocationRow(),
          new TopologyRow(),
          CollectRow.raw(),
          CollectRow.text(),
          CollectRow.kcat(),
          SmallRow.idle(),
          SmallRow.start(),
          new FreshnessRow());

  @Spec private CommandSpec spec;
  @Mixin private FormatOption format;

  @Option(
      names = "--rows",
      split = ",",
      paramLabel = "NAME",
      description = "Only these rows (default: all).")
  private List<String> names = new ArrayList<>();

  @Option(names = "--short", description = "Small inputs and few turns, for CI.")
  private boolean isShort;

  @Option(
      names = "--turns",
      paramLabel = "N",
      description = "How often both sides run, at least 1 (default: 5; 3 with --short).")
  private Integer turns;

  @Option(
      names = "--mib",
      paramLabel = "N",
      description = "Size of the capture that analyze gets (default: 1024; 128 with --short).")
  private Long analyzedMib;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where inputs and brokers go; removed at the end (default: the system's own).")
  private Path dir = Path.of(System.getProperty("java.io.tmpdir"));

  @Override
  public void run() {
    List<Row> rows = rows();
    List<Figure> figures = new ArrayList<>();
    try (Site site = Site.in(dir, isShort, analyzedMib())) {
      for (Row row : rows) {
        Optional<String> missing = row.missing();
        if (missing.isPresent()) {
          System.err.println(row.name() + ": skipped, " + missing.get());
          continue;
        }
        System.err.println(row.name() + ": " + row.title());
        try (Row.Sides sides = row.prepare(site)) {
          figures.add(Duel.fight(row, sides, turns()));
        }
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted");
    } catch (Exception e) {
      throw new Failure("the benchmark broke off: " + e.getMessage(), e);
    }
    System.out.print(format.isJson() ? Report.json(figures) : Report.table(figures));
    List<String> broken =
        figures.stream().filter(f -> !f.holds()).map(f -> f.row().name()).toList();
    if (!broken.isEmpty()) {
      throw new Failure("beyond its floor: " + String.join(", ", broken));
    }
  }

  private long analyzedMib() {
    if (analyzedMib != null && analyzedMib < 1) {
      throw new ParameterException(
          spec.commandLine(), "--mib: expected 1 or more, got " + analyzedMib);
    }
    return analyzedMib != null ? analyzedMib : isShort ? 128 : 1024;
  }

  private int turns() {
    if (turns != null && turns < 1) {
      throw new ParameterException(spec.commandLine(), "--turns: expected 1 or more, got " + turns);
    }
    return turns != null ? turns : isShort ? 3 : 5;
  }

  private List<Row> rows() {
    List<String> all = ROWS.stream().map(Row::name).toList();
    for (String name : names) {
      if (!all.contains(name)) {
        throw new ParameterException(
            spec.commandLine(),
            "--rows: no row '" + name + "'; there are " + String.join(", ", all));
      }
    }
    return ROWS.stream().filter(row -> names.isEmpty() || names.contains(row.name())).toList();
  }
}
