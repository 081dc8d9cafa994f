package io.probestream.cli.verify;

import io.probestream.cli.rawexport.Moment;
import java.nio.file.Path;
import java.util.UUID;
import picocli.CommandLine.Option;

/** What to compare with, and which part. */
final class VerifyOptions {
  @Option(
      names = "--from",
      paramLabel = "T",
      defaultValue = "0",
      converter = Moment.Converter.class,
      description =
          "Windows that start at or after this time: 10m for so long ago, an ISO 8601 time, or"
              + " epoch milliseconds (default: the oldest).")
  Moment from;

  @Option(
      names = "--to",
      paramLabel = "T",
      converter = Moment.Converter.class,
      description = "Windows that end at or before this time (default: all).")
  Moment to;

  @Option(
      names = "--bootstrap-servers-b",
      paramLabel = "HOST:PORT",
      description = "Kafka brokers of B, if they are others.")
  String bootstrapServersB;

  @Option(
      names = "--other-raw-topic",
      description =
          "A and B come from different raw topics with the same lines: record timestamps and the"
              + " places where the slowest calls' lines stand are not compared.")
  boolean otherRawTopic;

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description = "Compare A with what analyze makes of this capture, instead of with B.")
  Path capture;

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "With --capture: whose lines it holds (default: the only host there is).")
  String host;

  @Option(
      names = "--session",
      paramLabel = "UUID",
      description = "With --capture: which session (default: the host's only one).")
  UUID session;

  @Option(
      names = "--clock-offset-ns",
      paramLabel = "NS",
      description =
          "With --capture: realtime minus trace clock (default: as the raw topic's status says).")
  Long clockOffsetNs;

  @Option(
      names = "--precision",
      paramLabel = "DIGITS",
      defaultValue = "2",
      description = "With --capture: significant digits of the histograms, 2 or 3 (default: 2).")
  int precision;

  long fromMs(long nowMs) {
    return from.at(nowMs);
  }

  long toMs(long nowMs) {
    return to == null ? Long.MAX_VALUE : to.at(nowMs);
  }
}
