package io.probestream.schemas.config;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Opens a YAML configuration file as a {@link ConfigSection}. Only plain nodes are made of it. */
public final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;

  private ConfigFile() {}

  /**
   * Reads a file.
   *
   * @throws ConfigException with a sentence if it cannot be read or is not YAML
   */
  public static ConfigSection read(Path file, Overrides overrides) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ConfigException(
            file + " is larger than 1 MiB; a configuration file was expected");
      }
      return parse(file.toString(), Files.readString(file), overrides);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + " does not exist; check the path of --config", e);
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + " is not UTF-8 text; a YAML file was expected", e);
    } catch (IOException e) {
      throw new ConfigException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** Reads text; {@code name} stands for the file in errors. */
  public static ConfigSection parse(String name, String text, Overrides overrides) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setAllowRecursiveKeys(false);
    options.setMaxAliasesForCollections(20);
    Node root;
    try {
      root = new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ConfigException(name + ":" + line + ": not valid YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw new ConfigException(name + ": not valid YAML: " + e.getMessage(), e);
    }
    if (root == null) {
      return empty(name, overrides);
    }
    if (!(root instanceof MappingNode mapping)) {
      throw new ConfigException(
          name + ":" + (root.getStartMark().getLine() + 1) + ": expected 'key: value' lines");
    }
    return new ConfigSection(name, "", mapping, overrides);
  }

  /** No file: only overrides and defaults. */
  public static ConfigSection empty(String name, Overrides overrides) {
    return new ConfigSection(name, "", null, overrides);
  }
}
