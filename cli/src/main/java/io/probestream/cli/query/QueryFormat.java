package io.probestream.cli.query;

import picocli.CommandLine.Option;

/** {@code --format table|json|csv}. */
final class QueryFormat {
  /** How rows are printed. */
  enum Format {
    TABLE,
    JSON,
    CSV
  }

  @Option(
      names = "--format",
      paramLabel = "table|json|csv",
      defaultValue = "table",
      description =
          "table for people; json, an object a line, and csv (RFC 4180, a header first, without"
              + " lists and HdrHistograms) for programs, with exact integers (default: table).")
  private Format format = Format.TABLE;

  Format get() {
    return format;
  }
}
