package io.probestream.cli.stream;

import io.probestream.cli.SpanConverter;
import io.probestream.cli.rawexport.Moment;
import io.probestream.schemas.Topics;
import io.probestream.streams.topology.StretchRange;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which stretch of the raw topic to process again, and into which topics. */
final class StretchOptions {
  @Option(
      names = "--from",
      paramLabel = "T",
      converter = Moment.Converter.class,
      description =
          "Process the raw topic again from this time on: 10m or -10m for so long ago, an ISO 8601"
              + " time, or epoch milliseconds; 0 for the oldest. Ends by itself.")
  private Moment from;

  @Option(
      names = "--to",
      paramLabel = "T",
      converter = Moment.Converter.class,
      description = "The same, exclusive (default: what is there now).")
  private Moment to;

  @Option(
      names = "--output-prefix",
      paramLabel = "PREFIX",
      description =
          "With --from: what the names of the result topics start with; they must be new.")
  private String outputPrefix;

  @Option(
      names = "--lead",
      paramLabel = "DURATION",
      converter = SpanConverter.class,
      description =
          "With --from: begin to read so much earlier. Hosts say what they are every 60 s, calls"
              + " that began before are missing for maxCall: those windows are marked warmup"
              + " (default: 75s).")
  private Duration lead = Duration.ofSeconds(75);

  boolean isGiven() {
    return from != null || to != null || outputPrefix != null;
  }

  /**
   * Checks them.
   *
   * @throws ParameterException if one is missing or wrong
   */
  void check(CommandSpec spec, String applicationId, long nowMs) {
    if (from == null || outputPrefix == null || applicationId == null) {
      throw new ParameterException(
          spec.commandLine(),
          "a second run over the raw topic takes --from, --output-prefix and --application-id"
              + " together");
    }
    try {
      range(nowMs);
      output();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  StretchRange range(long nowMs) {
    return new StretchRange(
        from.at(nowMs), to == null ? Long.MAX_VALUE : to.at(nowMs), lead.toMillis());
  }

  Topics output() {
    return new Topics(outputPrefix);
  }
}
