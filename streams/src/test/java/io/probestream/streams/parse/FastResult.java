package io.probestream.streams.parse;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Form;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs {@link LineParser} and writes down what it says, in the words of its twin. */
final class FastResult implements LineSink {
  private final ProbeTable probes;
  private final List<SlowRecord> records = new ArrayList<>();

  private FastResult(ProbeTable probes) {
    this.probes = probes;
  }

  /** Parses in chunks that end at {@code cuts}; the parser's state is saved and read at each. */
  static SlowResult parse(byte[] capture, List<ProbeDefinition> definitions, int... cuts) {
    return parse(Form.KERNEL, capture, definitions, cuts);
  }

  static SlowResult parse(
      Form form, byte[] capture, List<ProbeDefinition> definitions, int... cuts) {
    ProbeTable probes = definitions == null ? ProbeTable.learning() : ProbeTable.known(definitions);
    FastResult result = new FastResult(probes);
    LineParser parser = new LineParser(probes);
    parser.setForm(form);
    int from = 0;
    for (int cut : cuts) {
      parser.parse(Arrays.copyOfRange(capture, from, cut), result);
      parser = savedAndRead(parser);
      parser.setForm(form);
      from = cut;
    }
    parser.parse(Arrays.copyOfRange(capture, from, capture.length), result);
    parser.finish(result);
    LineCounts counts = parser.counts();
    if (counts.events != result.count("event")
        || counts.other != result.count("other")
        || counts.lost != result.count("lost")
        || counts.malformed != result.count("malformed")) {
      throw new AssertionError("the counts are not those of the records");
    }
    return new SlowResult(result.records, counts.lines(), counts.headers, counts.continuations);
  }

  private static LineParser savedAndRead(LineParser parser) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      parser.write(new DataOutputStream(bytes));
      LineParser copy = new LineParser(parser.probes());
      copy.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long count(String type) {
    return records.stream().filter(r -> r.type().equals(type)).count();
  }

  @Override
  public void event(ParsedLine line) {
    add("event", line);
  }

  @Override
  public void other(ParsedLine line) {
    add("other", line);
  }

  @Override
  public void lost(int cpu, long count) {
    records.add(SlowRecord.lost(cpu, count));
  }

  @Override
  public void malformed(byte[] buffer, int from, int to, String reason, int offset) {
    records.add(
        SlowRecord.malformed(new String(buffer, from, to - from, StandardCharsets.ISO_8859_1)));
  }

  private void add(String type, ParsedLine line) {
    boolean probe = line.probe() >= 0;
    records.add(
        new SlowRecord(
            type,
            line.toString(),
            probe ? probes.name(line.probe()) : null,
            probe ? probes.kind(line.probe()).wireName() : null,
            new String(
                line.buffer(),
                line.commStart,
                line.commEnd - line.commStart,
                StandardCharsets.ISO_8859_1),
            line.pid(),
            line.cpu(),
            line.time(),
            line.ticks(),
            line.hasStack() ? line.stack() : null,
            line.hasRetval ? (Long) line.retval() : null));
  }
}
