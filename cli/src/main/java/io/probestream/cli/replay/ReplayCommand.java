package io.probestream.cli.replay;

import io.probestream.cli.FormatOption;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.StopSignal;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.capture.ProgressBar;
import io.probestream.cli.results.KafkaFailures;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Json;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code probestream replay}: publishes a capture as a host would. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description = {
      "Publishes a capture to the raw topic as a host would, with the status and the counters that"
          + " lie beside it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  probestream replay x.txt.gz                    one host, at its own pace",
      "  probestream replay --hosts 3 --loop x.txt.gz   three hosts, again and again",
      "  probestream replay --speed max x.txt.gz        as fast as Kafka takes it",
      "  probestream replay --speed 0.1 x.txt.gz        ten times slower",
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final int MAX_HOSTS = 10_000;

  @Spec private CommandSpec spec;
  @Mixin private KafkaOptions kafka;
  @Mixin private FormatOption format;

  @Parameters(
      paramLabel = "FILE",
      description = "A capture (text, plain or gzip), with its counters in NAME.d/; - is stdin.")
  private String file;

  @Option(
      names = "--hosts",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many hosts publish it: replay-1 to replay-N (default: 1).")
  private int hosts;

  @Option(
      names = "--host",
      paramLabel = "NAME",
      description = "Name of the host; with --hosts N: NAME-1 to NAME-N (default: replay-1).")
  private String host;

  @Option(
      names = "--speed",
      paramLabel = "SPEED",
      defaultValue = "real",
      description = "real, max, or a factor such as 10 or 0.5 (default: real).")
  private String speed;

  @Option(names = "--loop", description = "Start again at the end, as a new session.")
  private boolean loop;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "1s",
      description = "Window of the streams side; clock offsets are multiples of it (default: 1s).")
  private Duration window;

  @Option(
      names = "--clock-offset-ns",
      paramLabel = "NS",
      description = "Realtime minus trace clock (default: so that the lines lie near now).")
  private Long clockOffsetNs;

  @Option(
      names = "--session",
      paramLabel = "UUID",
      description = "Session of the first host; the others count up from it (default: random).")
  private UUID session;

  @Option(
      names = "--label",
      paramLabel = "NAME=VALUE",
      description = "A label of the hosts; may be repeated.")
  private Map<String, String> labels = new TreeMap<>();

  @Option(
      names = "--by",
      paramLabel = "task|ARGUMENT",
      split = ",",
      description = "Ask for the calls told apart by task, by an argument of the entry, or both.")
  private List<String> by = List.of();

  @Override
  public Integer call() throws InterruptedException {
    ReplayPlan plan = plan();
    String topic = kafka.topics().raw();
    PrintWriter err = spec.commandLine().getErr();
    StopSignal stop = StopSignal.forThisThread();
    RawTopic.check(kafka);
    try (Producer<byte[], byte[]> producer = ReplayProducer.create(kafka.clientProperties())) {
      ProgressBar bar = ProgressBar.on(err, plan.file());
      Replayer replayer = new Replayer(producer, topic, plan, ReplayClock.SYSTEM, bar::update);
      try {
        replayer.run();
      } finally {
        bar.clear();
      }
      print(replayer.report());
      return 0;
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, kafka.bootstrapServers());
    } finally {
      stop.close();
    }
  }

  private ReplayPlan plan() {
    try {
      if (hosts < 1 || hosts > MAX_HOSTS) {
        throw new IllegalArgumentException("--hosts must be between 1 and " + MAX_HOSTS);
      }
      Speed pace = Speed.parse(speed);
      return new ReplayPlan(
          CaptureFile.of(file).by(by),
          names(),
          pace,
          loop,
          window.toMillis(),
          clockOffsetNs,
          session,
          labels);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private List<String> names() {
    if (host == null) {
      return ReplayPlan.hosts(hosts);
    }
    return hosts == 1
        ? List.of(host)
        : IntStream.rangeClosed(1, hosts).mapToObj(i -> host + "-" + i).toList();
  }

  private void print(ReplayReport report) {
    PrintWriter out = spec.commandLine().getOut();
    if (format.isJson()) {
      out.println(Json.string(report));
    } else {
      out.println(
          Units.count(report.lines(), "line")
              + " in "
              + Units.count(report.records(), "record")
              + " as "
              + (hosts == 1 ? report.hosts().get(0) : Units.count(hosts, "host"))
              + " to "
              + report.topic());
    }
    out.flush();
  }
}
