package io.probestream.cli.live;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Not a test: what a collector that publishes to a real broker costs the host, beside {@code cat
 * trace_pipe > /dev/null} of the same events at the same time. Run its {@code main} with the class
 * path of the tests, as root, on a kernel with uprobes; arguments: {@code raw} or {@code text},
 * calls per second (four events each), seconds of warm-up, rounds, seconds of a round. The last
 * line is the result as JSON; exit status 2 where this machine cannot do it.
 */
public final class CaptureCost {
  private static final Path LIBRARY = Path.of(System.getProperty("java.home"), "lib", "libzip.so");
  private static final String FUNCTION = LIBRARY + ":Java_java_util_zip_Adler32_update";
  private static final Pattern SUMMARY =
      Pattern.compile("read (\\d+) lines; (\\d+) events were lost");
  private static final long TICK_NS = 10_000_000; // USER_HZ is 100

  private final Path tracefs;
  private final Path work;
  private final List<Process> processes = new ArrayList<>();
  private Path catInstance;

  private CaptureCost(Path tracefs, Path work) {
    this.tracefs = tracefs;
    this.work = work;
  }

  public static void main(String[] args) throws Exception {
    Path tracefs = Path.of("/sys/kernel/tracing");
    if (!Files.isWritable(tracefs.resolve("uprobe_events")) || !Files.isReadable(LIBRARY)) {
      System.err.println("skipped: needs root, uprobes and tracefs at " + tracefs);
      System.exit(2);
    }
    CaptureCost cost = new CaptureCost(tracefs, Files.createTempDirectory("capture-cost"));
    try {
      cost.run(args[0], number(args, 1), number(args, 2), number(args, 3), number(args, 4));
    } finally {
      cost.end();
    }
  }

  private static int number(String[] args, int i) {
    return Integer.parseInt(args[i]);
  }

  private void run(String capture, int rate, int warmUpS, int rounds, int roundS) throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(work.resolve("kafka")))) {
      createTopic(broker.bootstrapServers());
      Process collector = collector(capture, broker.bootstrapServers());
      Process cat = cat("probestream_" + collector.pid());
      Process calls = java("calls.log", "io.probestream.cli.faults.AdlerPulse");
      say(calls, "rate " + rate);
      Thread.sleep(warmUpS * 1_000L);
      double[] ratios = new double[rounds];
      long[][] perEvent = new long[2][rounds];
      for (int i = 0; i < rounds; i++) {
        long events = events();
        long cpu = cpuNs(collector);
        long catCpu = cpuNs(cat);
        Thread.sleep(roundS * 1_000L);
        events = events() - events;
        perEvent[0][i] = (cpuNs(collector) - cpu) / events;
        perEvent[1][i] = (cpuNs(cat) - catCpu) / events;
        ratios[i] = (double) perEvent[0][i] / perEvent[1][i];
        System.err.printf(
            Locale.ROOT,
            "%,d events/s: collector %d ns, cat %d ns an event, ratio %.3f; resident %d MB%n",
            events / roundS,
            perEvent[0][i],
            perEvent[1][i],
            ratios[i],
            residentKb(collector) / 1_024);
      }
      say(calls, "rate 0");
      Thread.sleep(1_000);
      long all = events();
      checkCat(all);
      write(catInstance.resolve("events/enable"), "0"); // or the probes are busy
      collector.destroy();
      collector.waitFor(30, TimeUnit.SECONDS);
      check(all);
      System.out.printf(
          Locale.ROOT,
          "{\"row\":\"collect --capture %s\",\"baseline\":\"cat trace_pipe\",\"events\":%d,"
              + "\"nsPerEvent\":%d,\"baselineNsPerEvent\":%d,\"ratio\":%.3f,"
              + "\"minRatio\":%.3f,\"maxRatio\":%.3f}%n",
          capture,
          all,
          median(perEvent[0]),
          median(perEvent[1]),
          sorted(ratios)[rounds / 2],
          sorted(ratios)[0],
          sorted(ratios)[rounds - 1]);
    }
  }

  /** Both must have had all events, or the comparison is none. */
  private void check(long events) throws IOException {
    Matcher summary = SUMMARY.matcher(Files.readString(work.resolve("collector.log")));
    if (!summary.find()
        || Long.parseLong(summary.group(1)) != events
        || Long.parseLong(summary.group(2)) != 0) {
      throw new IOException(
          events + " events, but: " + Files.readString(work.resolve("collector.log")));
    }
  }

  private void checkCat(long events) throws IOException {
    // Later nobody can say: the kernel clears all buffers when a probe is removed.
    if (stat("read events") != events) {
      throw new IOException("cat read " + stat("read events") + " of " + events + " events");
    }
  }

  private static long median(long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  private static void createTopic(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      NewTopic raw = new NewTopic(Topics.standard().raw(), 1, (short) 1);
      raw.configs(Map.of("retention.bytes", "200000000", "segment.bytes", "50000000"));
      admin.createTopics(List.of(raw)).all().get();
    }
  }

  private Process collector(String capture, String brokers) throws Exception {
    Process collector =
        java(
            "collector.log",
            "io.probestream.cli.Main",
            "collect",
            "--capture",
            capture,
            "--bootstrap-servers",
            brokers,
            "--buffer-size",
            "8MiB",
            "-e",
            "p:adler " + FUNCTION + " value=%dx:u32",
            "-e",
            "r:adler_ret " + FUNCTION + " ret=$retval:u32",
            "-e",
            "p:update " + FUNCTION + " adler=%si:u32 value=%dx:u32",
            "-e",
            "r:update_ret " + FUNCTION + " ret=$retval:u32");
    Path enable =
        tracefs.resolve(
            "instances/probestream-%d/events/probestream_%1$d/enable".formatted(collector.pid()));
    for (int i = 0; !Files.exists(enable) || !Files.readString(enable).strip().equals("1"); i++) {
      if (i == 600 || !collector.isAlive()) {
        throw new IOException("no start: " + Files.readString(work.resolve("collector.log")));
      }
      Thread.sleep(100);
    }
    return collector;
  }

  /** A reader of an instance of its own that has the same events. */
  private Process cat(String group) throws IOException {
    catInstance = tracefs.resolve("instances/capture-cost-" + ProcessHandle.current().pid());
    Files.createDirectory(catInstance);
    write(catInstance.resolve("trace_clock"), "boot");
    write(catInstance.resolve("buffer_size_kb"), "8192");
    Process cat =
        new ProcessBuilder("cat", catInstance.resolve("trace_pipe").toString())
            .redirectOutput(Path.of("/dev/null").toFile())
            .start();
    processes.add(cat);
    write(catInstance.resolve("events").resolve(group).resolve("enable"), "1");
    return cat;
  }

  private static void write(Path file, String text) throws IOException {
    Files.write(file, text.getBytes(StandardCharsets.US_ASCII), StandardOpenOption.WRITE);
  }

  private Process java(String log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher has it; -D and -X options of this JVM may follow in the environment.
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:-UsePerfData"));
    String options = System.getenv("PROBESTREAM_JAVA_OPTS");
    if (options != null && log.equals("collector.log")) {
      command.addAll(List.of(options.split(" ")));
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve(log).toFile())
            .start();
    processes.add(process);
    return process;
  }

  private static void say(Process process, String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    process.getOutputStream().flush();
  }

  /** Events written into cat's instance: the same as into the collector's. */
  private long events() throws IOException {
    long events = stat("entries") + stat("read events");
    if (stat("overrun") > 0) {
      throw new IOException("cat does not keep up: fewer calls a second");
    }
    return events;
  }

  private long stat(String name) throws IOException {
    long sum = 0;
    try (Stream<Path> cpus = Files.list(catInstance.resolve("per_cpu"))) {
      for (Path cpu : cpus.toList()) {
        for (String line : Files.readAllLines(cpu.resolve("stats"))) {
          sum += line.startsWith(name + ": ") ? Long.parseLong(line.split(": ")[1].trim()) : 0;
        }
      }
    }
    return sum;
  }

  /** User and system time of a process and all of its threads. */
  private static long cpuNs(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NS;
  }

  private static long residentKb(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .sum();
  }

  private void end() throws Exception {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).destroy();
      processes.get(i).waitFor(30, TimeUnit.SECONDS);
    }
    if (catInstance != null) {
      Files.delete(catInstance);
    }
    try (Stream<Path> files = Files.walk(work)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
