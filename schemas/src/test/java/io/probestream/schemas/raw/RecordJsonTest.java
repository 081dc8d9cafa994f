package io.probestream.schemas.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordJsonTest {
  private static final String LETTERS = "aZ0 \"\\/\b\t\n\f\r\u0000\u001b\u007fµ\u2028…<&'😀";

  @Test
  void statusAndCountersAreWrittenAsTheMapperWritesThem() {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("RecordJsonTest -Dfuzz.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      Counters counters = counters(random);
      assertThat(utf8(RecordJson.bytes(counters))).isEqualTo(utf8(Json.bytes(counters)));
      Status status = status(random, counters);
      assertThat(utf8(RecordJson.bytes(status))).isEqualTo(utf8(Json.bytes(status)));
      assertThat(Json.read(RecordJson.bytes(status), Status.class)).isEqualTo(status);
    }
  }

  @Test
  void whatItDoesNotKnowItRefuses() {
    assertThatThrownBy(() -> RecordJson.bytes(new Other(1.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Double");
  }

  /** Public, so that its value can be read. */
  public record Other(Double value) {}

  private static Status status(Random random, Counters counters) {
    Map<String, String> labels = new TreeMap<>();
    for (int n = random.nextInt(3); n > 0; n--) {
      labels.put(text(random), text(random));
    }
    List<ProbeStatus> probes = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (int n = random.nextInt(3); n > 0; n--) {
      String error = random.nextBoolean() ? null : text(random);
      probes.add(
          new ProbeStatus(
              text(random),
              "g",
              "p",
              text(random),
              "enabled",
              error,
              random.nextBoolean() ? null : new Throttle(3, 1, random.nextInt(9), text(random))));
      List<String> by = random.nextBoolean() ? null : List.of("task", text(random));
      pairs.add(new Pair("e", "r", text(random), random.nextBoolean() ? null : "sp", by));
    }
    return new Status(
        text(random),
        random.nextInt(Integer.MAX_VALUE),
        "",
        text(random),
        "x86_64",
        "boot",
        "ns",
        1,
        "trace_pipe",
        "kernel",
        labels,
        random.nextBoolean(),
        probes,
        pairs,
        counters,
        random.nextBoolean(),
        random.nextBoolean() ? null : random.nextBoolean(),
        random.nextBoolean()
            ? null
            : List.of(new LeftBehind("g", counters.probes(), counters.cpus())),
        random.nextBoolean() ? null : new Budget(null, count(random), count(random), null));
  }

  private static Counters counters(Random random) {
    List<ProbeCounter> probes = new ArrayList<>();
    List<CpuCounter> cpus = new ArrayList<>();
    for (int n = random.nextInt(4); n > 0; n--) {
      probes.add(new ProbeCounter(text(random), count(random), count(random)));
      cpus.add(new CpuCounter(n, count(random), count(random), 0, count(random), 1));
    }
    long fromNs = count(random);
    Long skipped = random.nextBoolean() ? null : count(random);
    AgentCounters agent = new AgentCounters(count(random), 0, count(random), 1, 2, skipped);
    return new Counters(fromNs, fromNs + random.nextInt(9), probes, cpus, agent);
  }

  private static long count(Random random) {
    return random.nextLong(1L << (1 + random.nextInt(49)));
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder("t");
    for (int n = random.nextInt(8); n > 0; n--) {
      int i =
          LETTERS.offsetByCodePoints(
              0, random.nextInt(LETTERS.codePointCount(0, LETTERS.length())));
      text.appendCodePoint(LETTERS.codePointAt(i));
    }
    return text.toString();
  }
}
