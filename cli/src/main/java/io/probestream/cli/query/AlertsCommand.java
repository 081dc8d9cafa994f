package io.probestream.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Failure;
import io.probestream.cli.api.ApiClient;
import io.probestream.cli.results.TopicTail;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code query alerts}. */
@Command(
    name = "alerts",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Alerts that are pending, firing, unknown, or were resolved in the last 15 minutes; firing "
          + "ones first. --host and --label are the alerts' own labels.",
      "",
      "JSON: one object per line, as in the topic."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream query alerts --state firing --state unknown",
      "  probestream query alerts --label function=vfs_write --follow --format json"
    })
final class AlertsCommand implements Callable<Integer> {
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Comparator<Alert> ORDER =
      Comparator.comparing((Alert alert) -> !alert.firing())
          .thenComparing(Alert::rule)
          .thenComparing(alert -> alert.labels().toString())
          .thenComparing(Alert::fingerprint);

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only pending, firing, resolved or unknown ones; may be repeated.")
  private List<String> states = new ArrayList<>();

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "Only of this rule; may be repeated.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--severity",
      paramLabel = "SEVERITY",
      description = "Only of this severity; may be repeated.")
  private List<String> severities = new ArrayList<>();

  @Mixin private QueryOptions options = new QueryOptions();

  private final Map<String, Alert> printed = new HashMap<>();
  private Rows<Alert> rows;

  /** Where alerts are read from. */
  private interface Alerts {
    /** All of them, after waiting a little where {@code again}. */
    List<Alert> read(boolean again);
  }

  @Override
  public Integer call() {
    states.forEach(
        state ->
            options.usage(
                Alert.STATES.contains(state),
                "--state must be one of " + Alert.STATES + " but is " + state));
    options.usage(
        !options.choosesTimeOrNames(),
        "alerts are those of now: --since, --from, --to and --function do not choose among them;"
            + " --label function=NAME does");
    Wanted wanted = options.wanted(false);
    rows = options.isTable() ? null : new Rows<>(options.format(), Alert.class, options.out());
    if (options.sourceOrUsage() == Source.API) {
      ApiClient api = options.api();
      follow(wanted, again -> ask(api, wanted, again));
      return 0;
    }
    Map<String, Alert> newest = new TreeMap<>();
    String topic = options.kafka().topics().alerts();
    try (TopicTail tail = TopicTail.open(options.kafka(), List.of(topic))) {
      tail.seekToTime(0);
      tail.drain(record -> take(record.key(), record.value(), newest));
      follow(
          wanted,
          again -> {
            if (again) {
              tail.poll(PERIOD, record -> take(record.key(), record.value(), newest));
            }
            return List.copyOf(newest.values());
          });
    }
    return 0;
  }

  private static void take(byte[] key, byte[] value, Map<String, Alert> newest) {
    String fingerprint = new String(key, StandardCharsets.UTF_8);
    if (value == null) {
      newest.remove(fingerprint); // its life is over
    } else {
      newest.put(fingerprint, Json.read(value, Alert.class));
    }
  }

  private List<Alert> ask(ApiClient api, Wanted wanted, boolean again) {
    if (again) {
      try {
        Thread.sleep(PERIOD.toMillis());
      } catch (InterruptedException e) {
        throw ApiFeed.interrupted(e);
      }
    }
    ApiClient.Params params = ApiClient.params();
    ApiFeed.with(params, wanted);
    List<Alert> alerts = new ArrayList<>();
    for (JsonNode alert : ApiFeed.get(api, "alerts", params).path("alerts")) {
      alerts.add(Json.read(Json.bytes(alert), Alert.class));
    }
    return alerts;
  }

  private void follow(Wanted wanted, Alerts alerts) {
    print(chosen(alerts.read(false), wanted));
    while (options.follow()) {
      print(chosen(alerts.read(true), wanted));
    }
  }

  private List<Alert> chosen(List<Alert> all, Wanted wanted) {
    return all.stream()
        .filter(a -> states.isEmpty() || states.contains(a.state()))
        .filter(a -> rules.isEmpty() || rules.contains(a.rule()))
        .filter(a -> severities.isEmpty() || severities.contains(a.severity()))
        .filter(a -> wanted.hosts().isEmpty() || wanted.hosts().contains(a.labels().get("host")))
        .filter(a -> a.labels().entrySet().containsAll(wanted.labels().entrySet()))
        .sorted(ORDER)
        .toList();
  }

  /** What is new, or changed since it was printed. */
  private void print(List<Alert> alerts) {
    List<Alert> changed =
        alerts.stream().filter(a -> !a.equals(printed.put(a.fingerprint(), a))).toList();
    PrintWriter out = options.out();
    if (rows != null) {
      changed.forEach(rows::print);
    } else if (!changed.isEmpty()) {
      table(changed).lines(TerminalSize.stdoutColumns()).forEach(out::println);
    } else if (alerts.isEmpty() && !options.follow()) {
      out.println("No alerts.");
    }
    out.flush();
  }

  private static Table table(List<Alert> alerts) {
    Table table =
        new Table("state", "severity", "rule", "since", ">value", ">threshold", ">complete", "of")
            .drop("complete", "threshold")
            .cut("of", 20)
            .cut("rule", 14)
            .drop("severity");
    for (Alert a : alerts) {
      Map<String, String> group = new TreeMap<>(a.labels());
      group.remove(Alert.ALERTNAME);
      group.remove(Alert.SEVERITY);
      table.row(
          a.state(),
          a.severity(),
          a.rule(),
          Cells.time(sinceMs(a)),
          value(a.value(), a.unit()),
          value(a.threshold(), a.unit()),
          Units.percent(a.completenessPpm()),
          group + (a.reason() == null ? "" : " " + a.reason()));
    }
    return table;
  }

  private static long sinceMs(Alert a) {
    return switch (a.state()) {
      case Alert.PENDING -> a.pendingSinceMs();
      case Alert.FIRING -> a.firingSinceMs();
      case Alert.RESOLVED -> a.resolvedAtMs();
      case Alert.UNKNOWN -> a.unknownSinceMs();
      default -> throw new Failure("unknown state " + a.state());
    };
  }

  private static String value(Long value, String unit) {
    if (value == null) {
      return "-";
    }
    return switch (unit) {
      case Alert.NS -> Units.duration(value);
      case Alert.MS -> Units.duration(value * 1_000_000);
      case Alert.PPM -> Units.percent(Math.toIntExact(value));
      case Alert.MILLI_PER_SECOND -> Units.rate(value, 1_000_000);
      default -> Units.count(value);
    };
  }
}
