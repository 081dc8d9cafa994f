package io.probestream.cli.alert;

import io.probestream.cli.FormatOption;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Json;
import io.probestream.schemas.config.ConfigException;
import io.probestream.streams.alert.Rule;
import io.probestream.streams.alert.RuleFile;
import io.probestream.streams.alert.RuleSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whether rules can be used. */
@Command(
    name = "lint",
    mixinStandardHelpOptions = true,
    description = {
      "Checks alert rules and prints the hash of the set, which each of its alerts carries.",
      "The first thing that is wrong is told with file, line and key, and what was expected."
    },
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream alert lint alerts.yaml",
      "  probestream alert lint --window 10s alerts.yaml",
      "  probestream alert lint --defaults > alerts.yaml      a copy of the rules that are shipped",
    })
public final class LintCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FormatOption format;

  @Parameters(
      paramLabel = "RULES",
      arity = "0..1",
      description = "A file of rules; without one, those that are shipped.")
  private Path file;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "Length of the streams application's windows (default: 1s).")
  private Duration window;

  @Option(names = "--defaults", description = "Print the file of the rules that are shipped.")
  private boolean defaults;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (defaults) {
      out.print(RuleFile.defaultText());
      out.flush();
      return 0;
    }
    RuleSet rules = rules(file, window.toMillis());
    if (format.isJson()) {
      out.println(Json.string(new Result(rules.hash(), rules.rules().size())));
    } else {
      out.println(
          (file == null ? RuleFile.DEFAULT_NAME : file)
              + ": "
              + Units.count(rules.rules().size(), "rule")
              + ", set "
              + rules.hash());
      for (Rule rule : rules.rules()) {
        out.println("  " + rule.name() + " (" + rule.severity() + ')');
      }
    }
    out.flush();
    return 0;
  }

  private record Result(String ruleSet, int rules) {}

  /**
   * The rules of a file, or those that are shipped.
   *
   * @throws ConfigException with what is wrong
   */
  static RuleSet rules(Path file, long windowMs) {
    RuleSet rules = file == null ? RuleFile.defaults() : RuleFile.read(file);
    try {
      RuleFile.check(rules, windowMs);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(file + ": " + e.getMessage(), e);
    }
    return rules;
  }
}
