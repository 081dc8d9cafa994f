package io.probestream.cli.alertsend;

import io.probestream.cli.ConfigOptions;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.StopSignal;
import io.probestream.cli.text.Units;
import io.probestream.collector.metrics.MetricsServer;
import io.probestream.schemas.config.ConfigSection;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Delivers alerts until it is told to end. */
@Command(
    name = "send",
    mixinStandardHelpOptions = true,
    description = {
      "Delivers alerts to Alertmanager and to webhooks until it is stopped. A receiver that does not"
          + " answer is tried until it does; what it was told is kept in Kafka, so that a sender"
          + " which is killed goes on where it was. Of several senders one delivers and the others"
          + " stand by."
    },
    descriptionHeading = "%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream alert send --alertmanager http://127.0.0.1:9093",
      "      all alerts to an Alertmanager, which groups, silences and notifies",
      "  probestream alert send --webhook https://example.org/hook \\",
      "      --set dashboardUrl=https://probestream.example.org/",
      "      grouped messages as Alertmanager's webhooks get them, with links",
      "  probestream alert send --config send.yaml --metrics 127.0.0.1:9465",
      "      several receivers with credentials, as a service; start a second one elsewhere",
      "  probestream alert send --config send.yaml --check",
      "      whether the file can be used",
      "",
      "send.yaml (docs/send.example.yaml explains every key):",
      "  dashboardUrl: https://probestream.example.org/",
      "  alertmanagers:",
      "    - {name: am-1, url: 'http://am-1:9093'}",
      "    - {name: am-2, url: 'http://am-2:9093'}",
      "  webhooks:",
      "    - name: night",
      "      urlFile: /etc/probestream/night.url",
      "      matchers: ['severity=\"page\"']",
      "      groupBy: [alertname, rack]"
    })
public final class SendCommand implements Callable<Integer> {
  private static final String ENV_PREFIX = "PROBESTREAM_";

  /** For what is left to do once the last answers are there, or waited for. */
  private static final long LAST_STEPS_SECONDS = 5;

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;

  @Mixin private ConfigOptions configuration = new ConfigOptions();

  @Option(
      names = "--alertmanager",
      paramLabel = "URL",
      description = "An Alertmanager, as alertmanager-1 and so on; may be repeated.")
  private List<String> alertmanagers = new ArrayList<>();

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "A webhook, as webhook-1 and so on; may be repeated.")
  private List<String> webhooks = new ArrayList<>();

  @Option(
      names = "--metrics",
      paramLabel = "HOST:PORT",
      description = "Serve this sender's own metrics for Prometheus there, at /metrics.")
  private String metrics;

  @Option(
      names = "--check",
      description = "Read the configuration and the files it names, and end.")
  private boolean check;

  @Override
  public Integer call() throws InterruptedException {
    SendSettings config = config(System.getenv());
    if (check) {
      say(Units.count(config.receivers().size(), "receiver") + ", nothing wrong");
      return 0;
    }
    SendClients clients =
        new SendClients(kafka.over(config.bootstrapServers(), config.kafka()), config);
    clients.checkTopics();
    SendMetrics measured = new SendMetrics(config);
    Sender sender = new Sender(config, clients, measured, this::say, Now::read);
    long graceSeconds = config.closeTimeoutMs() / 1_000 + LAST_STEPS_SECONDS;
    StopSignal stop = StopSignal.calling(sender::stop, graceSeconds);
    try (MetricsServer server = serve(config, measured)) {
      say(
          "sending alerts from Kafka at "
              + clients.brokers()
              + " as '"
              + config.groupId()
              + "'"
              + (server == null ? "" : ", metrics at " + server.url())
              + "; stop with Ctrl-C");
      sender.run();
    } finally {
      stop.close();
    }
    say("sender ended");
    return 0;
  }

  private static MetricsServer serve(SendSettings config, SendMetrics metrics) {
    return config.metrics() == null
        ? null
        : MetricsServer.start(
            config.metrics().getHostString(), config.metrics().getPort(), metrics);
  }

  /** Sentences come from one thread at a time. */
  private void say(String sentence) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("probestream: " + sentence);
    err.flush();
  }

  /** The configuration from file, options and environment. */
  SendSettings config(Map<String, String> environment) {
    Map<String, String> words = new LinkedHashMap<>();
    if (spec.commandLine().getParseResult().hasMatchedOption("--topic-prefix")) {
      words.put("topicPrefix", kafka.topics().prefix());
    }
    if (metrics != null) {
      words.put("metrics", metrics);
    }
    ConfigSection file = configuration.read(words, environment, ENV_PREFIX);
    return SendSettings.read(file, alertmanagers, webhooks);
  }
}
