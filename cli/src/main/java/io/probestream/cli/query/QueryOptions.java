package io.probestream.cli.query;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.api.ApiClient;
import io.probestream.cli.api.ApiOptions;
import io.probestream.cli.query.QueryFormat.Format;
import io.probestream.cli.rawexport.Moment;
import io.probestream.cli.text.Units;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** What every query takes. */
final class QueryOptions {
  private static final long SECOND_MS = 1_000;
  private static final List<String> KAFKA =
      List.of("--bootstrap-servers", "--kafka-config", "-X", "--topic-prefix");

  @Option(names = "--host", paramLabel = "HOST", description = "Only this host; may be repeated.")
  private List<String> hosts = new ArrayList<>();

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "Only hosts with this label; may be repeated.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = {"--probe", "--function"},
      paramLabel = "NAME",
      description = "Only this probe or function; may be repeated.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--since",
      paramLabel = "SPAN",
      description = "From this long before --to on (default: 15m).")
  private Duration since;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = Moment.Converter.class,
      description =
          "Windows from this time on: 2026-11-23T09:00:00Z, without Z in local time, epoch"
              + " milliseconds, or 10m for so long ago.")
  private Moment from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = Moment.Converter.class,
      description = "And before this time (default: now).")
  private Moment to;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on with what comes, until Ctrl-C.")
  private boolean follow;

  @Mixin private QueryFormat format = new QueryFormat();
  @Mixin private ApiOptions api = new ApiOptions();
  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  private final Clock clock = Clock.systemUTC();

  KafkaOptions kafka() {
    return kafka;
  }

  ApiClient api() {
    return api.client(System.getenv());
  }

  Format format() {
    return format.get();
  }

  boolean isTable() {
    return format.get() == Format.TABLE;
  }

  boolean follow() {
    return follow;
  }

  PrintWriter out() {
    return command.commandLine().getOut();
  }

  PrintWriter err() {
    return command.commandLine().getErr();
  }

  CommandLine commandLine() {
    return command.commandLine();
  }

  /** Says that there is nothing: where people read, among the results. */
  void sayNone(String noun, Feed<?> feed) {
    PrintWriter to = isTable() ? out() : err();
    to.println("No " + noun + " " + feed.where() + " " + scope() + ".");
    to.flush();
  }

  Source source() {
    ParseResult parsed = command.commandLine().getParseResult();
    return Source.of(
        api.isGiven(), KAFKA.stream().anyMatch(parsed::hasMatchedOption), System.getenv());
  }

  /** Whether a stretch of time is named, or probes or functions. */
  boolean choosesTimeOrNames() {
    return from != null || to != null || since != null || !names.isEmpty();
  }

  /** Wrong usage, unless {@code condition}. */
  void usage(boolean condition, String sentence) {
    if (!condition) {
      throw new ParameterException(command.commandLine(), sentence);
    }
  }

  /**
   * What is asked for.
   *
   * @param together all hosts as one
   * @param more names besides those of the options
   */
  Wanted wanted(boolean together, String... more) {
    long nowMs = clock.millis();
    usage(from == null || since == null, "--from and --since exclude each other");
    usage(to == null || !follow, "--follow goes on for ever, and --to ends; give one of them");
    usage(
        !follow || !together || (hosts.isEmpty() && labels.isEmpty()),
        "of some hosts together no window is ever final; follow them without --fleet, or all hosts");
    // What is relative to now has no exact begin: it gets whole seconds.
    long toMs = to == null ? up(nowMs) : to.agoMs() >= 0 ? up(to.at(nowMs)) : to.at(nowMs);
    long fromMs =
        from == null
            ? toMs - since().toMillis()
            : from.agoMs() >= 0 ? up(from.at(nowMs)) - SECOND_MS : from.at(nowMs);
    usage(fromMs < toMs, "--from must lie before --to");
    List<String> all = Stream.concat(names.stream(), Stream.of(more)).toList();
    return new Wanted(hosts, labels, all, together, Math.max(0, fromMs), toMs, follow);
  }

  private static long up(long ms) {
    return -Math.floorDiv(-ms, SECOND_MS) * SECOND_MS;
  }

  private Duration since() {
    return since == null ? Duration.ofMinutes(15) : since;
  }

  /** The windows that are asked for, from where the rule says. */
  <W> Feed<W> feed(WindowKind<W> kind, Wanted wanted) {
    Notes notes = new Notes(err());
    return sourceOrUsage() == Source.API
        ? new ApiFeed<>(kind, wanted, api(), notes)
        : new TopicFeed<>(kind, wanted, kafka, notes);
  }

  /** What is known of hosts, likewise; calls in flight only if {@code calls}. */
  Account account(Wanted wanted, boolean calls) {
    Wanted ofAll = wanted.withAllNames();
    return sourceOrUsage() == Source.API
        ? ApiAccount.read(api(), ofAll, calls, new Notes(err()))
        : TopicAccount.read(kafka, ofAll, calls);
  }

  Source sourceOrUsage() {
    try {
      return source();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  boolean wants(String host, String name) {
    return wantsHost(host) && (names.isEmpty() || names.contains(name));
  }

  boolean wantsHost(String host) {
    return hosts.isEmpty() || hosts.contains(host);
  }

  /** The span and the filters, for sentences: {@code in the last 15 m 0 s for host web1}. */
  String scope() {
    List<String> only = new ArrayList<>();
    hosts.forEach(host -> only.add("host " + host));
    labels.forEach((name, value) -> only.add(name + '=' + value));
    only.addAll(names);
    String time =
        from == null && to == null
            ? "in the last " + Units.span(since().toMillis())
            : "from " + instant(wanted(false).fromMs()) + " to " + instant(wanted(false).toMs());
    return time + (only.isEmpty() ? "" : " for " + String.join(", ", only));
  }

  private static Instant instant(long epochMs) {
    return Instant.ofEpochMilli(epochMs);
  }
}
