package io.probestream.cli.query;

import io.probestream.cli.FormatOption;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.text.Units;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every query takes. */
final class QueryOptions {
  @Option(names = "--host", paramLabel = "HOST", description = "Only this host.")
  private String host;

  @Option(
      names = {"--probe", "--function"},
      paramLabel = "NAME",
      description = "Only this probe or function.")
  private String name;

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      defaultValue = "15m",
      description = "From this long ago on, by the records' time (default: 15m).")
  private Duration since = Duration.ofMinutes(15);

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes, until Ctrl-C.")
  private boolean follow;

  @Mixin private FormatOption format = new FormatOption();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  KafkaOptions kafka() {
    return kafka;
  }

  boolean isJson() {
    return format.isJson();
  }

  boolean follow() {
    return follow;
  }

  boolean wants(String recordHost, String recordName) {
    return wantsHost(recordHost) && (name == null || name.equals(recordName));
  }

  boolean wantsHost(String recordHost) {
    return host == null || host.equals(recordHost);
  }

  String host() {
    return host;
  }

  /** Wall-clock time from which on records are read. */
  long sinceMs(long nowMs) {
    return nowMs - since.toMillis();
  }

  /** The span and the filters, for sentences: {@code in the last 15 m for host web1}. */
  String scope() {
    return "in the last "
        + Units.span(since.toMillis())
        + (host == null ? "" : " for host " + host)
        + (name == null ? "" : " for " + name);
  }
}
