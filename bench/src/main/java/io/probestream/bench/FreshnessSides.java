package io.probestream.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Failure;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Collectors, the application, and who looks when what is there. */
final class FreshnessSides implements Row.Sides {
  private static final int HOSTS = 3;
  private static final String CALLS_PER_S = "2000";
  private static final String FUNCTION = CollectSides.FUNCTION;

  private final Site site;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> processes = new ArrayList<>();
  private final Ages bare = new Ages();
  private final Ages ofHosts = new Ages();
  private final Ages ofFleet = new Ages();
  private final Set<String> seen = new HashSet<>();
  private EmbeddedBroker broker;
  private StreamsService streams;

  FreshnessSides(Site site) {
    this.site = site;
  }

  void start() throws Exception {
    broker = EmbeddedBroker.start(BrokerOptions.in(site.dir("kafka")));
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrapServers", broker.bootstrapServers());
    settings.put("stateDir", site.dir("state").toString());
    settings.put("topics.replication", "1");
    settings.put("api.port", "0");
    streams =
        new StreamsService(
            StreamConfig.read(ConfigFile.empty("bench", Overrides.of(settings, Map.of(), ""))),
            sentence -> {});
    streams.start();
    while (!streams.isRunning()) {
      streams.check();
      TimeUnit.MILLISECONDS.sleep(100);
    }
    for (int host = 1; host <= HOSTS; host++) {
      start(
          "collector-" + host,
          site.probestream(
              "collect",
              "--host",
              "host-" + host,
              "--bootstrap-servers",
              broker.bootstrapServers(),
              "-e",
              "p:adler " + FUNCTION + " value=%dx:u32",
              "-e",
              "r:adler_ret " + FUNCTION + " ret=$retval:u32"));
    }
    start(
        "program",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            ProbedProgram.class.getName(),
            CALLS_PER_S));
    long deadlineNs = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (look("", true) < HOSTS) {
      if (System.nanoTime() > deadlineNs || processes.stream().anyMatch(p -> !p.isAlive())) {
        throw new Failure("the hosts do not all show; see what the collectors say");
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    TimeUnit.SECONDS.sleep(10); // until compiled code does not change much any more
  }

  private void start(String name, List<String> command) throws IOException {
    processes.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(site.dir(name).resolve("log").toFile())
            .start());
  }

  /** The highest number of hosts in a window; takes the ages of windows that were not there. */
  private int look(String by, boolean isWarmup) throws IOException, InterruptedException {
    URI uri = URI.create(streams.apiUrl() + "api/v1/latency?since=20s&step=1s" + by);
    HttpResponse<byte[]> response =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = Json.mapper().readTree(response.body());
    long nowMs = System.currentTimeMillis();
    int most = 0;
    for (JsonNode series : answer.path("series")) {
      for (JsonNode point : series.get("points")) {
        int hosts = point.path("hosts").asInt(1);
        most = Math.max(most, hosts);
        long startMs = point.get("startMs").asLong();
        boolean isWhole = by.isEmpty() ? hosts == HOSTS : !point.get("partial").asBoolean();
        String key = by + series.path("group").asText() + startMs;
        if (isWhole && seen.add(key) && !isWarmup) {
          (by.isEmpty() ? ofFleet : ofHosts).add(startMs, point.get("endMs").asLong(), nowMs);
        }
      }
    }
    return most;
  }

  private void measure() throws Exception {
    look("", true);
    look("&by=host", true);
    Thread reader = new Thread(this::read, "bare-consumer");
    reader.start();
    long endNs = System.nanoTime() + Duration.ofSeconds(site.isShort ? 20 : 60).toNanos();
    while (System.nanoTime() < endNs) {
      look("", false);
      look("&by=host", false);
      TimeUnit.MILLISECONDS.sleep(10);
    }
    reader.interrupt();
    reader.join();
    if (ofFleet.stretches() == 0 || ofHosts.stretches() == 0 || bare.stretches() == 0) {
      throw new Failure("nothing was seen: " + ofFleet + ", " + ofHosts + ", " + bare);
    }
  }

  /** What a record brings lies between its watermark and that of its host's record before. */
  private void read() {
    Map<String, Object> p = Map.of("bootstrap.servers", broker.bootstrapServers());
    Map<String, Long> before = new TreeMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(p, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.standard().raw()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      while (!Thread.currentThread().isInterrupted()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          RawMeta meta = RawMeta.of(record.headers());
          if (meta.type() == RecordType.LINES) {
            long toMs = (meta.clockOffsetNs() + meta.watermarkNs()) / 1_000_000;
            Long fromMs = before.put(record.key(), toMs);
            if (fromMs != null && toMs > fromMs) {
              bare.add(fromMs, toMs, System.currentTimeMillis());
            }
          }
        }
      }
    } catch (InterruptException e) {
      Thread.currentThread().interrupt(); // measured for long enough
    }
  }

  @Override
  public Sample baseline() throws Exception {
    if (bare.stretches() == 0) {
      measure();
    }
    return new Sample(1, TimeUnit.MILLISECONDS.toNanos(bare.percentile(99)));
  }

  @Override
  public Sample ours() throws Exception {
    if (bare.stretches() == 0) {
      measure();
    }
    return new Sample(1, TimeUnit.MILLISECONDS.toNanos(ofFleet.percentile(99)));
  }

  @Override
  public List<String> notes() {
    return List.of(
        "one host's window: " + ofHosts,
        "the fleet's, all " + HOSTS + " hosts in it: " + ofFleet,
        "a bare consumer of the raw topic: " + bare + "; the figures above are ns");
  }

  @Override
  public void close() throws IOException {
    for (int i = processes.size() - 1; i >= 0; i--) {
      Processes.end(processes.get(i));
    }
    if (streams != null) {
      streams.close();
    }
    if (broker != null) {
      broker.close();
    }
  }
}
