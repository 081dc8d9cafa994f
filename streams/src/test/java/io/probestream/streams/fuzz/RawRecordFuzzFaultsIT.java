package io.probestream.streams.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.probestream.schemas.Checks;
import io.probestream.schemas.Json;
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
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.Captures;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.Reject;
import io.probestream.streams.engine.ResultSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in a raw record's headers, its JSON or its lines: it is used or refused with a
 * sentence, and neither it nor the host's state, written and read in between, ends the stream
 * thread. One for every twenty of {@link ParserFuzzFaultsIT}.
 */
class RawRecordFuzzFaultsIT {
  private static final int RECORDS_PER_HOST = 60;
  private static final long NOW_MS = 1_700_000_000_000L;
  private static final long OFFSET_NS = 1_699_999_990_000_000_000L;
  private static final EngineConfig CONFIG = EngineConfig.standard();

  private final List<String> names = Captures.DEFINED;
  private long refused;
  private long windows;
  private long rejects;

  private final ResultSink sink =
      new ResultSink() {
        @Override
        public void rate(RateWindow window) {
          windows++;
        }

        @Override
        public void latency(LatencyWindow window) {
          windows++;
        }

        @Override
        public void missed(MissedWindow window) {
          windows++;
        }

        @Override
        public void reject(Reject reject) {
          rejects++;
        }
      };

  // Handed on, never compared.
  @SuppressWarnings("ArrayRecordComponent")
  private record Input(Headers headers, byte[] value, long timestampMs) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder().append(timestampMs).append(" ms");
      for (Header header : headers) {
        text.append(' ').append(header.key()).append('=').append(Fuzz.literal(header.value()));
      }
      return text.append(' ').append(Fuzz.literal(value)).toString();
    }
  }

  @Test
  void noRecordEndsTheEngine() throws IOException {
    long inputs = Fuzz.inputs() / 20;
    SplittableRandom random = new SplittableRandom(Fuzz.seed("raw records", inputs));
    byte[][] texts = names.stream().map(Captures::text).toArray(byte[][]::new);
    for (long done = 0; done < inputs; done += RECORDS_PER_HOST) {
      int capture = random.nextInt(texts.length);
      host(inputs(capture, texts[capture], random), random);
    }
    System.out.println(
        "raw records: " + refused + " refused, " + windows + " windows, " + rejects + " rejects");
  }

  private void host(List<Input> inputs, SplittableRandom random) throws IOException {
    HostEngine engine = new HostEngine("h", CONFIG);
    for (int i = 0; i < inputs.size(); i++) {
      try {
        engine = take(engine, inputs.get(i), random);
      } catch (RuntimeException | AssertionError e) {
        StringBuilder all = new StringBuilder();
        inputs.subList(0, i + 1).forEach(input -> all.append('\n').append(input));
        throw new AssertionError("on record " + i + " of" + all, e);
      }
    }
  }

  /** As HostProcessor does. */
  private HostEngine take(HostEngine engine, Input input, SplittableRandom random)
      throws IOException {
    RawMeta meta;
    Tick tick = null;
    try {
      meta = RawMeta.of(input.headers());
      Checks.epochMs(input.timestampMs(), "timestamp");
      if (meta.type() == RecordType.TICK) {
        tick = Json.read(input.value(), Tick.class);
      }
    } catch (IllegalArgumentException e) {
      refused++;
      return engine;
    }
    if (tick != null) {
      if (tick.timeMs() <= input.timestampMs() + 1_000) {
        engine.tick(tick.timeMs(), sink);
      }
    } else {
      engine.accept(new RawRecord(meta, input.value(), input.timestampMs(), 0, 1), sink);
    }
    return random.nextInt(16) == 0 ? writtenAndRead(engine) : engine;
  }

  private static HostEngine writtenAndRead(HostEngine engine) throws IOException {
    byte[] once = bytes(engine);
    HostEngine copy =
        HostEngine.read("h", CONFIG, new DataInputStream(new ByteArrayInputStream(once)));
    if (!Arrays.equals(once, bytes(copy))) {
      throw new AssertionError("the state read back is another one");
    }
    return copy;
  }

  private static byte[] bytes(HostEngine engine) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    engine.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  /** A session from its first status to its last, one record in three damaged. */
  private List<Input> inputs(int capture, byte[] text, SplittableRandom random) {
    List<ProbeDefinition> probes = Captures.definitions(names.get(capture));
    boolean known = random.nextInt(3) > 0;
    List<Input> inputs = new ArrayList<>();
    long line = 0;
    int at = lineStart(text, random.nextInt(text.length));
    String session = "s" + random.nextInt(3);
    for (int seq = 0; seq < RECORDS_PER_HOST; seq++) {
      byte[] value;
      RecordType type;
      int lines = 0;
      int kind = seq == 0 || seq == RECORDS_PER_HOST - 1 ? 0 : random.nextInt(12);
      if (kind == 0) {
        type = RecordType.STATUS;
        value = Json.bytes(status(probes, known, seq == RECORDS_PER_HOST - 1));
      } else if (kind == 1) {
        type = RecordType.COUNTERS;
        value = Json.bytes(counters(probes, seq));
      } else if (kind == 2) {
        type = RecordType.TICK;
        value = Json.bytes(new Tick(NOW_MS + seq * 100L));
      } else {
        type = RecordType.LINES;
        int to = at;
        while (to < text.length && lines < 8) {
          lines += text[to++] == '\n' ? 1 : 0;
        }
        value = Arrays.copyOfRange(text, at, to);
        at = to == text.length ? 0 : to;
      }
      RawMeta meta =
          type == RecordType.TICK
              ? RawMeta.tick()
              : new RawMeta(
                  type, session, seq, line, lines, OFFSET_NS, seq * 50_000_000L, Form.KERNEL);
      line += lines;
      Headers headers = meta.toHeaders();
      long timestampMs = NOW_MS + seq * 100L;
      if (random.nextInt(3) == 0) {
        switch (random.nextInt(3)) {
          case 0 -> headers = damaged(headers, random);
          case 1 -> timestampMs = extreme(random);
          default -> Fuzz.damage(value, random);
        }
      }
      inputs.add(new Input(headers, value, timestampMs));
    }
    return inputs;
  }

  private static Headers damaged(Headers headers, SplittableRandom random) {
    List<Header> all = new ArrayList<>(Arrays.asList(headers.toArray()));
    int at = random.nextInt(all.size());
    Header old = all.get(at);
    byte[] value = old.value().clone();
    switch (random.nextInt(4)) {
      case 0 -> all.remove(at);
      case 1 ->
          all.set(
              at, new RecordHeader(old.key(), Long.toString(extreme(random)).getBytes(US_ASCII)));
      case 2 ->
          all.set(
              at,
              new RecordHeader(old.key(), Long.toString(random.nextInt(200)).getBytes(US_ASCII)));
      default -> {
        Fuzz.damage(value, random);
        all.set(at, new RecordHeader(old.key(), value));
      }
    }
    return new RecordHeaders(all);
  }

  private static long extreme(SplittableRandom random) {
    return switch (random.nextInt(6)) {
      case 0 -> Long.MAX_VALUE;
      case 1 -> Long.MIN_VALUE;
      case 2 -> random.nextLong();
      case 3 -> -random.nextLong(1L << 40);
      case 4 -> Integer.MAX_VALUE;
      default -> random.nextLong(1L << 45);
    };
  }

  private static Status status(List<ProbeDefinition> probes, boolean known, boolean closing) {
    List<ProbeStatus> states =
        known
            ? probes.stream()
                .map(
                    d ->
                        new ProbeStatus(
                            d.event(),
                            d.group(),
                            d.kind().wireName(),
                            d.text(),
                            ProbeStatus.ENABLED,
                            null))
                .toList()
            : List.of();
    return new Status(
        "h",
        NOW_MS,
        "boot",
        "6.1.0",
        "x86_64",
        "boot",
        Status.NS,
        1_000,
        "trace_pipe",
        "kernel",
        Map.of(),
        known,
        states,
        known ? Pairs.of(probes) : List.of(),
        counters(probes, closing ? 60 : 0),
        closing);
  }

  private static Counters counters(List<ProbeDefinition> probes, long step) {
    return new Counters(
        step * 50_000_000,
        step * 50_000_000 + 1_000,
        probes.stream().map(d -> new ProbeCounter(d.event(), step * 3, step)).toList(),
        List.of(new CpuCounter(0, 0, step, 0, step * 8, 0), new CpuCounter(1, 0, 0, step, 0, 0)),
        AgentCounters.ZERO);
  }

  private static int lineStart(byte[] text, int at) {
    int from = at;
    while (from > 0 && text[from - 1] != '\n') {
      from--;
    }
    return from;
  }
}
