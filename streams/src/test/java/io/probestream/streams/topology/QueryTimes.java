package io.probestream.streams.topology;

import io.probestream.schemas.Histograms;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.api.ApiConfig;
import io.probestream.streams.api.ApiServer;
import io.probestream.streams.api.Cluster;
import io.probestream.streams.api.LocalAnswers;
import io.probestream.streams.api.PartAnswer;
import io.probestream.streams.api.PartRequest;
import io.probestream.streams.rollup.Levels;
import io.probestream.streams.rollup.Rollups;
import io.probestream.streams.window.CallCounts;
import io.probestream.streams.window.LatencyMath;
import io.probestream.streams.window.LatencyMerge;
import io.probestream.streams.window.RateMerge;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Not a test: how long queries take over an hour of windows in RocksDB, over HTTP. Run its {@code
 * main} with the test class path; arguments: hosts, the windows' length in ms, and {@code serve} to
 * go on serving, for a look at the dashboard.
 */
final class QueryTimes {
  private static final int HOUR_MS = 3_600_000;

  /** Of how many hosts the fleet's windows are added up: it takes most of the time. */
  private static final int MOST_MERGED = 50;

  private static final long BEGIN_MS = 1_795_420_200_000L;
  private static final int TURNS = 15;

  private QueryTimes() {}

  public static void main(String[] args) throws Exception {
    int hosts = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int windowMs = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
    boolean serve = args.length > 2 && args[2].equals("serve");
    Path dir = Files.createTempDirectory("query-times");
    Topology topology = new Topology();
    topology.addSource("s", "in").addProcessor("p", None::new, "s");
    for (String name : List.of("hosts", "fleet")) {
      topology.addStateStore(
          Stores.keyValueStoreBuilder(
                  Stores.persistentKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
              .withLoggingDisabled()
              .withCachingDisabled(),
          "p");
    }
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "times");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "localhost:1");
    settings.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    settings.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, dir.toString());
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksDb.class);
    Levels levels = StreamConfig.Rollups.standard().levels(windowMs, HOUR_MS);
    try (TopologyTestDriver driver = new TopologyTestDriver(topology, settings);
        ApiServer server = new ApiServer(ApiConfig.local())) {
      KeyValueStore<Bytes, byte[]> ofHosts = driver.getKeyValueStore("hosts");
      KeyValueStore<Bytes, byte[]> ofFleet = driver.getKeyValueStore("fleet");
      KeyValueRollupStore hostStore = new KeyValueRollupStore(ofHosts);
      KeyValueRollupStore fleetStore = new KeyValueRollupStore(ofFleet);
      long startNs = System.nanoTime();
      fill(hosts, windowMs, new Rollups(levels, hostStore), new Rollups(levels, fleetStore));
      int windows = hosts * (HOUR_MS / windowMs);
      double seconds = (System.nanoTime() - startNs) / 1e9;
      System.out.printf(
          "%d windows put, rolled up and merged: %.1f µs each%n", windows, seconds * 1e6 / windows);
      server.start();
      Instant now = Instant.ofEpochMilli(BEGIN_MS + HOUR_MS);
      server.serve(
          new Here(levels, hostStore, fleetStore),
          Clock.fixed(now, ZoneOffset.UTC),
          MetricSnapshots::new);
      time(server, "one function, the whole fleet", "latency?since=1h&step=10s&function=f");
      time(server, "its heatmap", "heatmap?since=1h&step=10s&function=f");
      time(server, "a hundred hosts, added up", hosts("latency?since=1h&step=10s", 100));
      time(server, "every host, added up, 1 min", "latency?since=1h&step=1m&label.a=b&function=f");
      time(server, "every host for itself, 1 h", "latency?since=1h&by=host&function=f");
      if (serve) {
        System.out.println(server.url());
        Thread.currentThread().join();
      }
    }
  }

  private static final class None implements Processor<byte[], byte[], Void, Void> {
    @Override
    public void process(Record<byte[], byte[]> record) {}
  }

  private static String hosts(String query, int count) {
    StringBuilder text = new StringBuilder(query);
    IntStream.range(0, count).forEach(i -> text.append("&host=host-").append(i));
    return text.toString();
  }

  private static void fill(int hosts, int windowMs, Rollups hostRollups, Rollups fleetRollups) {
    Random random = new Random(1);
    List<Histogram> made = Stream.generate(() -> histogram(random)).limit(256).toList();
    for (int i = 0; i < hosts; i++) {
      hostRollups.add("s", "host-" + i, BEGIN_MS, status("host-" + i), BEGIN_MS);
    }
    for (long startMs = BEGIN_MS; startMs < BEGIN_MS + HOUR_MS; startMs += windowMs) {
      long endMs = startMs + windowMs;
      LatencyMerge merge = new LatencyMerge("f", startMs, endMs);
      RateMerge rates = new RateMerge("p", startMs, endMs);
      for (int i = 0; i < hosts; i++) {
        Histogram histogram = made.get(random.nextInt(made.size()));
        LatencyWindow window = window("host-" + i, startMs, endMs, histogram);
        // One host in a hundred loses events now and then.
        RateWindow rate =
            rate("host-" + i, startMs, endMs, i % 100 == 0 && startMs / 60_000 % 7 == 0);
        hostRollups.add(window, endMs);
        hostRollups.add(rate, endMs);
        rates.add(rate);
        if (windowMs >= 10_000 || i < MOST_MERGED) {
          merge.add(window);
        }
      }
      fleetRollups.add(merge.window(true), endMs);
      fleetRollups.add(rates.window(true), endMs);
    }
  }

  private static RateWindow rate(String host, long startMs, long endMs, boolean loses) {
    int ppm = loses ? LatencyMath.completenessPpm(200, 40) : 1_000_000;
    return new RateWindow(
        host, "p", startMs, endMs, 200, null, 0, loses ? 40 : 0, 0, ppm, false, null, null);
  }

  private static byte[] status(String host) {
    return io.probestream.schemas.Json.bytes(
        new Status(
            host,
            BEGIN_MS,
            "",
            "",
            "",
            "boot",
            Status.NS,
            1_000,
            "trace_pipe",
            "kernel",
            java.util.Map.of("a", "b"),
            true,
            List.of(),
            List.of(),
            io.probestream.schemas.raw.Counters.none(),
            false));
  }

  /** Two hundred calls of around 20 µs with a long tail. */
  private static Histogram histogram(Random random) {
    Histogram histogram = Histograms.empty(2);
    for (int i = 0; i < 200; i++) {
      histogram.recordValue((long) (20_000 * Math.exp(random.nextGaussian())));
    }
    return histogram;
  }

  private static LatencyWindow window(String host, long startMs, long endMs, Histogram histogram) {
    long sumNs = (long) (histogram.getMean() * histogram.getTotalCount());
    return LatencyMath.window(
        host,
        "f",
        startMs,
        endMs,
        Status.NS,
        histogram,
        new CallCounts(sumNs, histogram.getMinValue(), histogram.getMaxValue(), 0, 0, 0, 0, 0, 0),
        List.of(),
        List.of(),
        new InFlight(0, 0, 1, null, 0, 0),
        false,
        null,
        null);
  }

  private record Here(Levels levels, KeyValueRollupStore hosts, KeyValueRollupStore fleet)
      implements Cluster {
    @Override
    public Levels levels(boolean ofFleet) {
      return levels;
    }

    @Override
    public List<Integer> partitions(boolean ofFleet) {
      return List.of(0);
    }

    @Override
    public List<PartAnswer> ask(PartRequest request) {
      return List.of(LocalAnswers.answer(0, levels, request.fleet() ? fleet : hosts, request));
    }

    @Override
    public List<PartAnswer> own(PartRequest request) {
      return ask(request);
    }

    @Override
    public List<Alert> alerts() {
      return List.of();
    }
  }

  private static void time(ApiServer server, String what, String query) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + "api/v1/" + query)).build();
    long[] ms = new long[TURNS];
    int bytes = 0;
    for (int i = 0; i < TURNS; i++) {
      long startNs = System.nanoTime();
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      ms[i] = (System.nanoTime() - startNs) / 1_000_000;
      bytes = response.body().length();
      if (response.statusCode() != 200) {
        System.out.println(response.body());
        return;
      }
    }
    long first = ms[0];
    Arrays.sort(ms);
    System.out.printf(
        "%-32s median %4d ms, slowest %4d ms, first %4d ms, %d KB%n",
        what, ms[TURNS / 2], ms[TURNS - 1], first, bytes / 1_000);
  }
}
