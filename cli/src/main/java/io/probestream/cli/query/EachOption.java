package io.probestream.cli.query;

import io.probestream.streams.api.LogBuckets;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whether pictures show all hosts together, or each of them. */
final class EachOption {
  @Option(names = "--each", description = "One for each host instead of all together.")
  private boolean each;

  boolean together() {
    return !each;
  }

  /** Wrong usage if there are no such buckets. */
  LogBuckets buckets(QueryOptions options, int perOctave) {
    try {
      return new LogBuckets(perOctave);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          options.commandLine(), "--per-octave must be 1, 2, 4, 8 or 16 but is " + perOctave, e);
    }
  }
}
