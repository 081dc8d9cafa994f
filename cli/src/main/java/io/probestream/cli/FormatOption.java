package io.probestream.cli;

import picocli.CommandLine.Option;

/** {@code --format table|json}: a mixin of every command that prints results. */
public final class FormatOption {
  /** How results are printed. */
  public enum Format {
    TABLE,
    JSON
  }

  @Option(
      names = "--format",
      paramLabel = "table|json",
      defaultValue = "table",
      description = "table for people, json for programs (default: table).")
  private Format format = Format.TABLE;

  public boolean isJson() {
    return format == Format.JSON;
  }
}
