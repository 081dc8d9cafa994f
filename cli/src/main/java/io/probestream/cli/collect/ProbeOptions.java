package io.probestream.cli.collect;

import io.probestream.schemas.config.ConfigException;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.probe.ProbeDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which probes, and the rest of the configuration: a mixin. */
final class ProbeOptions {
  static final String ENV_PREFIX = "PROBESTREAM_";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = {"-e", "--event"},
      paramLabel = "DEFINITION",
      description = "A probe in the kernel's own syntax (kprobetrace.rst); may be repeated.")
  private List<String> definitions = new ArrayList<>();

  @Option(names = "--config", paramLabel = "FILE", description = "Configuration in YAML.")
  private Path configFile;

  @Option(
      names = "--no-stack",
      description =
          "Do not add sp=$stack to the probes of a pair; calls are then matched last in, first out.")
  private boolean noStack;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any key of the configuration; may be repeated.")
  private List<String> settings = new ArrayList<>();

  /**
   * File, environment and command line together.
   *
   * @param options further keys that options of the command set; null values are none
   * @throws ParameterException if the command line is wrong
   * @throws ConfigException if the file or the environment is
   */
  CollectSettings read(Map<String, String> options, String hostName) {
    CommandLine command = spec.commandLine();
    try {
      definitions.forEach(ProbeDefinition::parse);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, e.getMessage(), e);
    }
    Map<String, String> given = new LinkedHashMap<>(Overrides.settings(settings));
    options.forEach((key, value) -> put(given, key, value));
    put(given, "stack", noStack ? "false" : null);
    Overrides overrides = Overrides.of(given, System.getenv(), ENV_PREFIX);
    ConfigSection config =
        configFile == null
            ? ConfigFile.empty("command line", overrides)
            : ConfigFile.read(configFile, overrides);
    CollectSettings all = CollectSettings.of(config, definitions, hostName);
    if (all.collector().probes().isEmpty()) {
      throw new ParameterException(
          command, "no probe given: use -e, or probes: in the file of --config");
    }
    return all;
  }

  private static void put(Map<String, String> settings, String key, String value) {
    if (value != null) {
      settings.put(key, value);
    }
  }
}
