package io.probestream.cli;

import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.schemas.config.Overrides;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where a command that runs for long has its configuration from. */
public final class ConfigOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML configuration; docs/${COMMAND-NAME}.example.yaml explains every key.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set one key of the configuration; may be repeated.")
  private List<String> settings = new ArrayList<>();

  /**
   * Reads the file, or an empty one. {@code --set} counts before other options, these before the
   * environment, and that before the file.
   *
   * @param options keys that other options set
   * @param prefix of the environment's names
   * @throws io.probestream.schemas.config.ConfigException with what is wrong
   */
  public ConfigSection read(
      Map<String, String> options, Map<String, String> environment, String prefix) {
    Map<String, String> words = new LinkedHashMap<>(options);
    words.putAll(Overrides.settings(settings));
    Overrides overrides = Overrides.of(words, environment, prefix);
    return file == null
        ? ConfigFile.empty("configuration", overrides)
        : ConfigFile.read(file, overrides);
  }
}
