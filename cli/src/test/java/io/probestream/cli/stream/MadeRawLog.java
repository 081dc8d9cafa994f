package io.probestream.cli.stream;

import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.ProbeCounter;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.raw.Tick;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What the collectors of some hosts would have written in a minute: calls that overlap and are
 * lost, a status every five seconds, a tick in every partition every second. The second host is
 * silent for a while, the first one at the end. Trace clock is epoch.
 */
public final class MadeRawLog {
  static final List<ProbeDefinition> PROBES =
      ProbeDefinition.parseAll(
          """
          p:ps/w vfs_write sp=$stack
          r10:ps/w_ret vfs_write ret=$retval:s64 sp=$stack
          """);
  private static final int SECONDS = 60;

  private final Topics topics;
  private final List<ProducerRecord<String, byte[]>> records = new ArrayList<>();

  private static final class Host {
    private final String name;
    private final String session;
    private final Random random;
    private long seq;
    private long line;
    private long hits;

    Host(String name, long seed) {
      this.name = name;
      this.session = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.US_ASCII)).toString();
      this.random = new Random(seed);
    }
  }

  /**
   * @param startMs wall clock of the first record
   */
  public MadeRawLog(Topics topics, int hosts, int partitions, long startMs, long seed) {
    this.topics = topics;
    List<Host> all = new ArrayList<>();
    for (int i = 0; i < hosts; i++) {
      all.add(new Host("host-" + i, seed + i));
    }
    for (int step = 0; step < SECONDS * 10; step++) {
      long nowMs = startMs + step * 100L;
      for (int i = 0; i < hosts; i++) {
        if (i != 1 || step < 200 || step >= 350) { // silent for a while
          speak(all.get(i), step, nowMs, startMs);
        }
      }
      if (step % 10 == 5) {
        tick(partitions, nowMs);
      }
    }
    long endMs = startMs + SECONDS * 1_000L;
    for (Host host : all.subList(1, hosts)) { // the first one is heard no more
      status(host, endMs, startMs, true);
    }
    for (int second = 1; second <= 40; second += 13) {
      tick(partitions, endMs + second * 1_000L);
    }
  }

  private void speak(Host host, int step, long nowMs, long startMs) {
    if (step % 50 == 0) {
      status(host, nowMs, startMs, false);
    } else if (step % 10 == 0) {
      send(host, RecordType.COUNTERS, Json.bytes(counters(host, nowMs)), 0, nowMs);
    }
    StringBuilder lines = new StringBuilder();
    int calls = host.random.nextInt(6);
    int count = 0;
    for (int call = 0; call < calls; call++) {
      long us = (nowMs - 90) * 1_000 + call * 15_000L;
      int pid = 1 + host.random.nextInt(40);
      switch (host.random.nextInt(8)) {
        case 0 -> lines.append(line(pid, us, false));
        case 1 -> lines.append(line(pid, us, true));
        default -> {
          lines
              .append(line(pid, us, false))
              .append(line(pid, us + host.random.nextInt(9_000), true));
          count++;
        }
      }
      count++;
    }
    host.hits += count;
    if (host.random.nextInt(40) == 0) {
      host.line += 2; // lost on the way
    }
    byte[] value = lines.toString().getBytes(StandardCharsets.US_ASCII);
    send(host, RecordType.LINES, value, count, nowMs);
  }

  private void status(Host host, long nowMs, long startMs, boolean closing) {
    List<ProbeStatus> probes = new ArrayList<>();
    for (ProbeDefinition d : PROBES) {
      probes.add(
          new ProbeStatus(
              d.event(), d.group(), d.kind().wireName(), d.text(), ProbeStatus.ENABLED, null));
    }
    Status status =
        new Status(
            host.name,
            startMs,
            "boot",
            "6.1.0",
            "x86_64",
            "boot",
            Status.NS,
            1_000,
            "trace_pipe",
            "kernel",
            Map.of("pool", Integer.parseInt(host.name.substring(5)) % 2 == 0 ? "even" : "odd"),
            true,
            probes,
            Pairs.of(PROBES),
            counters(host, nowMs),
            closing);
    send(host, RecordType.STATUS, Json.bytes(status), 0, nowMs);
  }

  private static Counters counters(Host host, long nowMs) {
    long atNs = (nowMs - 100) * 1_000_000;
    return new Counters(
        atNs,
        atNs,
        List.of(new ProbeCounter("w", host.hits, 0), new ProbeCounter("w_ret", host.hits, 0)),
        List.of(new CpuCounter(0, 0, 0, 0, host.line, 0)),
        AgentCounters.ZERO);
  }

  private void send(Host host, RecordType type, byte[] value, int lines, long nowMs) {
    RawMeta meta =
        new RawMeta(
            type,
            host.session,
            host.seq++,
            host.line,
            lines,
            0,
            (nowMs - 100) * 1_000_000,
            Form.KERNEL);
    host.line += lines;
    records.add(
        new ProducerRecord<>(topics.raw(), null, nowMs, host.name, value, meta.toHeaders()));
  }

  static String line(int pid, long us, boolean isReturn) {
    return String.format(
        Locale.ROOT,
        "%16s-%-7d [000] ..... %5d.%06d: %s%n",
        "task",
        pid,
        us / 1_000_000,
        us % 1_000_000,
        isReturn
            ? "w_ret: (ksys_write+0x6b/0xf0 <- vfs_write) ret=1 sp=0xffffd29140013d30"
            : "w: (vfs_write+0x0/0x3f0) sp=0xffffd29140013d28");
  }

  private void tick(int partitions, long nowMs) {
    for (int p = 0; p < partitions; p++) {
      records.add(
          new ProducerRecord<>(
              topics.raw(),
              p,
              nowMs,
              null,
              Json.bytes(new Tick(nowMs)),
              RawMeta.tick().toHeaders()));
    }
  }

  public int size() {
    return records.size();
  }

  /** Publishes the records from one index to another and waits for them. */
  public void publish(String bootstrap, int from, int to)
      throws ExecutionException, InterruptedException {
    Map<String, Object> p = Map.of("bootstrap.servers", bootstrap, "compression.type", "lz4");
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(p, new StringSerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = new ArrayList<>();
      for (ProducerRecord<String, byte[]> record : records.subList(from, to)) {
        sent.add(producer.send(record));
      }
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    }
  }
}
