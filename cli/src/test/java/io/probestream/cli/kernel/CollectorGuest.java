package io.probestream.cli.kernel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.collector.tracefs.CpuStats;
import io.probestream.collector.tracefs.KprobeProfile;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamsService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * One guest that ran {@code collector-job.sh} to its end against an embedded broker, with the
 * topology running beside it: what its kernel counted, what reached the raw topic, and what came
 * out.
 */
record CollectorGuest(
    GuestReport report, List<ConsumerRecord<String, byte[]>> raw, TopicResults results) {
  /** The sessions of the job that are closed; one is killed besides. */
  static final Set<String> HOSTS = Set.of("plain", "lost", "hist");

  private static final Duration GUEST_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration RESULTS_TIMEOUT = Duration.ofMinutes(2);
  private static final String LISTENER = "GUEST";

  /**
   * Runs it.
   *
   * @param broker directory of the broker and of the topology's state
   * @param vm where the guest's console, report and initramfs stay for a look
   */
  static CollectorGuest run(GuestFactory guests, Path broker, Path vm) throws Exception {
    BrokerOptions options =
        BrokerOptions.in(broker.resolve("kafka"))
            .withListener(LISTENER, "127.0.0.1", QemuVm.HOST_ADDRESS);
    Topics topics = Topics.standard();
    Consumer<String> notices = System.out::println;
    try (EmbeddedBroker kafka = EmbeddedBroker.start(options);
        StreamsService streams =
            new StreamsService(
                config(kafka.bootstrapServers(), broker.resolve("state")), notices)) {
      streams.start();
      String job =
          "BOOTSTRAP="
              + kafka.bootstrapServers(LISTENER)
              + "\n"
              + new String(Initramfs.resource("collector-job.sh"), UTF_8);
      try (QemuVm guest = guests.start(vm, GuestContent.of(GuestClassPath.collector()), job)) {
        GuestReport report = guest.awaitPowerOff(GUEST_TIMEOUT);
        await()
            .atMost(RESULTS_TIMEOUT)
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () -> closed(TopicResults.missed(kafka.bootstrapServers(), topics)), HOSTS::equals);
        return new CollectorGuest(
            report,
            TopicReader.read(kafka.bootstrapServers(), topics.raw()),
            TopicResults.read(kafka.bootstrapServers(), topics));
      }
    }
  }

  private static StreamConfig config(String bootstrapServers, Path stateDir) {
    Map<String, String> settings =
        Map.of("kafka.bootstrapServers", bootstrapServers, "stateDir", stateDir.toString());
    return StreamConfig.read(
        ConfigFile.empty("kernel test", Overrides.of(settings, Map.of(), "NONE_")));
  }

  private static Set<String> closed(List<MissedWindow> missed) {
    return missed.stream()
        .filter(TopicResults::isClosing)
        .map(MissedWindow::host)
        .collect(Collectors.toSet());
  }

  EngineResults analyze(String host) {
    return EngineResults.of(host, raw);
  }

  /** The statuses of a host's session. */
  List<Status> statuses(String host) {
    return records(host, RecordType.STATUS)
        .map(record -> Json.read(record.value(), Status.class))
        .toList();
  }

  /** The lines of a host's session. */
  List<String> lines(String host) {
    return records(host, RecordType.LINES)
        .flatMap(record -> new String(record.value(), ISO_8859_1).lines())
        .toList();
  }

  private Stream<ConsumerRecord<String, byte[]>> records(String host, RecordType type) {
    return raw.stream()
        .filter(record -> host.equals(record.key()))
        .filter(record -> RawMeta.of(record.headers()).type() == type);
  }

  /** {@code kprobe_profile}, read while the collector of {@code host} ran and all was quiet. */
  ProbeCounter profile(String host, String probe) {
    return KprobeProfile.parse(report.text(host + ".profile")).stream()
        .filter(counter -> counter.name().equals(probe))
        .findFirst()
        .orElseThrow();
  }

  /** The ring buffer's statistics of the collector's instance, read at the same moment. */
  List<CpuCounter> stats(String host) {
    List<CpuCounter> cpus = new ArrayList<>();
    for (int cpu = 0; report.sections().containsKey(host + ".stats." + cpu); cpu++) {
      cpus.add(CpuStats.parse(cpu, report.text(host + ".stats." + cpu)));
    }
    return cpus;
  }
}
