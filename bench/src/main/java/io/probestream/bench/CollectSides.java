package io.probestream.bench;

import io.probestream.cli.Failure;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A probed program, a collector, and readers of the same events; all are measured in one time. */
final class CollectSides implements Row.Sides {
  static final Path LIBRARY = Path.of(System.getProperty("java.home"), "lib", "libzip.so");

  static final String FUNCTION = LIBRARY + ":Java_java_util_zip_Adler32_update";
  private static final Pattern SUMMARY =
      Pattern.compile("read (\\d+) lines; (\\d+) events were lost");
  private static final long START_NS = TimeUnit.SECONDS.toNanos(60);

  /** Four events each. */
  private static final String CALLS_PER_S = "20000";

  private final Site site;
  private final Path tracefs;
  private final CollectRow row;
  private final Path log;
  private EmbeddedBroker broker;
  private Process collector;
  private TraceReader cat;
  private TraceReader kcat;
  private Process program;
  private Sample oursWaiting;
  private Sample baselineWaiting;
  private long residentKb;

  CollectSides(Site site, Path tracefs, CollectRow row) throws IOException {
    this.site = site;
    this.tracefs = tracefs;
    this.row = row;
    log = site.dir(row.name()).resolve("collector.log");
  }

  void start() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(site.dir("kafka")));
    String bootstrap = broker.bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      NewTopic raw = new NewTopic(Topics.standard().raw(), 1, (short) 1);
      raw.configs(Map.of("retention.bytes", "200000000", "segment.bytes", "50000000"));
      admin.createTopics(List.of(raw, new NewTopic("kcat", 1, (short) 1))).all().get();
    }
    startCollector(bootstrap);
    String group = "probestream_" + collector.pid();
    cat = TraceReader.start(tracefs, "bench-cat", group, List.of());
    if (row.isAdded()) {
      kcat =
          TraceReader.start(
              tracefs, "bench-kcat", group, List.of("kcat", "-P", "-b", bootstrap, "-t", "kcat"));
    }
    program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ProbedProgram.class.getName(),
                CALLS_PER_S)
            .redirectErrorStream(true)
            .redirectOutput(site.dir("program").resolve("log").toFile())
            .start();
    TimeUnit.SECONDS.sleep(site.isShort ? 10 : 30);
  }

  private void startCollector(String bootstrap) throws Exception {
    collector =
        new ProcessBuilder(
                site.probestream(
                    "collect",
                    "--capture",
                    row.capture(),
                    "--bootstrap-servers",
                    bootstrap,
                    "--buffer-size",
                    "8MiB",
                    "--set",
                    "budget.cpuPercent=0", // what it would take is measured
                    "-e",
                    "p:adler " + FUNCTION + " value=%dx:u32",
                    "-e",
                    "r:adler_ret " + FUNCTION + " ret=$retval:u32",
                    "-e",
                    "p:update " + FUNCTION + " adler=%si:u32 value=%dx:u32",
                    "-e",
                    "r:update_ret " + FUNCTION + " ret=$retval:u32"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Path enable =
        tracefs.resolve(
            "instances/probestream-%1$d/events/probestream_%1$d/enable".formatted(collector.pid()));
    long deadlineNs = System.nanoTime() + START_NS;
    while (!Files.exists(enable) || !Files.readString(enable).strip().equals("1")) {
      if (!collector.isAlive() || System.nanoTime() > deadlineNs) {
        throw new Failure("the collector did not start: " + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @Override
  public Sample ours() throws Exception {
    if (oursWaiting == null) {
      measure();
    }
    Sample ours = oursWaiting;
    oursWaiting = null;
    return ours;
  }

  @Override
  public Sample baseline() throws Exception {
    if (baselineWaiting == null) {
      measure();
    }
    Sample baseline = baselineWaiting;
    baselineWaiting = null;
    return baseline;
  }

  private void measure() throws Exception {
    long events = cat.events();
    long ours = TraceReader.cpuNs(collector);
    long bare = cat.cpuNs();
    long other = kcat == null ? 0 : kcat.cpuNs();
    TimeUnit.SECONDS.sleep(site.isShort ? 5 : 10);
    events = cat.events() - events;
    ours = TraceReader.cpuNs(collector) - ours;
    bare = cat.cpuNs() - bare;
    other = kcat == null ? 0 : kcat.cpuNs() - other;
    residentKb = residentKb();
    oursWaiting = new Sample(events, kcat == null ? ours : ours - bare);
    baselineWaiting = new Sample(events, kcat == null ? bare : other - bare);
  }

  private long residentKb() throws IOException {
    return Files.readAllLines(Path.of("/proc/" + collector.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  @Override
  public List<String> notes() {
    return List.of(
        String.format(
            Locale.ROOT,
            "%s calls/s, 4 events each; the collector has %d MB resident",
            CALLS_PER_S,
            residentKb / 1_024));
  }

  /** Ends the program, and throws unless the collector had every event. */
  @Override
  public void finish() throws Exception {
    program.getOutputStream().write('\n');
    program.getOutputStream().close();
    program.waitFor(30, TimeUnit.SECONDS);
    TimeUnit.SECONDS.sleep(1); // what is recorded is read within a poll of 100 ms
    long events = cat.events();
    cat.check();
    // While others have the events enabled, the collector's probes are busy.
    cat.close();
    cat = null;
    if (kcat != null) {
      kcat.close();
      kcat = null;
    }
    Processes.end(collector);
    Matcher summary = SUMMARY.matcher(Files.readString(log));
    if (!summary.find()
        || Long.parseLong(summary.group(1)) != events
        || Long.parseLong(summary.group(2)) != 0) {
      throw new Failure(events + " events, but: " + Files.readString(log));
    }
  }

  @Override
  public void close() throws IOException {
    if (program != null) {
      Processes.end(program);
    }
    for (TraceReader reader : new TraceReader[] {kcat, cat}) {
      if (reader != null) {
        reader.close();
      }
    }
    if (collector != null) {
      Processes.end(collector);
    }
    if (broker != null) {
      broker.close();
    }
  }
}
