package io.probestream.streams.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.Form;
import io.probestream.streams.Captures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks parsed out of turn and then taken in turn, against the same chunks parsed in turn. */
class LineBatchTest {
  private static final long SEED = Long.getLong("probestream.seed", System.nanoTime());

  private final Random random = new Random(SEED);

  /** Everything that the engine looks at. */
  private static final class Found implements LineSink {
    final List<String> records = new ArrayList<>();

    @Override
    public void event(ParsedLine line) {
      records.add(
          "event %d %s %d %s"
                  .formatted(line.probe(), header(line), line.hasStack() ? line.stack() : 0, "")
              + line.errno());
    }

    @Override
    public void other(ParsedLine line) {
      records.add("other " + header(line));
    }

    private static String header(ParsedLine line) {
      return "%s %d %d %d %b %b %d"
          .formatted(
              line.task(),
              line.pid(),
              line.cpu(),
              line.time(),
              line.ticks(),
              line.taskUnknown(),
              line.taskHash());
    }

    @Override
    public void lost(int cpu, long count) {
      records.add("lost " + cpu + " " + count);
    }

    @Override
    public void malformed(byte[] buffer, int from, int to, String reason, int offset) {
      records.add(reason + " " + offset + Arrays.toString(Arrays.copyOfRange(buffer, from, to)));
    }
  }

  static List<String> captures() {
    return Captures.DEFINED;
  }

  @ParameterizedTest
  @MethodSource("captures")
  void chunksOfEveryCaptureAreTakenAsTheyAreParsed(String capture) {
    byte[] text = Captures.text(capture);
    int first = Math.min(text.length, 200_000);
    compare(capture, Form.KERNEL, Arrays.copyOf(text, Bytes.lineEnd(text, first, text.length)));
  }

  @ParameterizedTest
  @CsvSource({
    "x86_64-6.1/hostile, KERNEL",
    "x86_64-6.1/hostile, ESCAPED",
    "x86_64-6.18-uprobes/uprobe_all_types_strings, KERNEL",
    "x86_64-6.1/ring-lost, KERNEL"
  })
  void soAreDamagedOnes(String capture, Form form) {
    byte[] text = Captures.text(capture);
    for (int i = 0; i < 300; i++) {
      compare(capture, form, Mutations.stretch(text, 30, random));
    }
  }

  @Test
  void mostChunksNeedNotBeParsedAgain() {
    String capture = "x86_64-6.1/complete";
    byte[] text = Captures.text(capture);
    LineParser parser = new LineParser(ProbeTable.known(Captures.definitions(capture)));
    LineParser ahead = new LineParser(parser.probes());
    LineBatch batch = new LineBatch();
    int taken = 0;
    int chunks = 0;
    for (byte[] chunk : chunks(text, 4_000)) {
      ahead.parseAhead(chunk, batch);
      chunks++;
      if (parser.take(batch, new Found())) {
        taken++;
      } else {
        parser.parse(chunk, new Found());
      }
    }
    assertThat(taken).as("of %d", chunks).isGreaterThan(chunks * 9 / 10);
  }

  @Test
  void whatAParserOfOtherProbesFoundIsNotTaken() {
    byte[] text = Captures.text("x86_64-6.1/complete");
    LineParser parser =
        new LineParser(ProbeTable.known(Captures.definitions("x86_64-6.1/complete")));
    LineBatch batch = new LineBatch();
    new LineParser(ProbeTable.known(Captures.definitions("x86_64-6.1/complete")))
        .parseAhead(text, batch);
    assertThat(parser.take(batch, new Found())).isFalse();
  }

  private void compare(String capture, Form form, byte[] text) {
    LineParser inTurn = new LineParser(ProbeTable.known(Captures.definitions(capture)));
    LineParser parser = new LineParser(ProbeTable.known(Captures.definitions(capture)));
    LineParser ahead = new LineParser(parser.probes());
    inTurn.setForm(form);
    parser.setForm(form);
    ahead.setForm(form);
    Found expected = new Found();
    Found found = new Found();
    LineBatch batch = new LineBatch();
    for (byte[] chunk : chunks(text, 1 + random.nextInt(3_000))) {
      inTurn.parse(chunk, expected);
      ahead.parseAhead(chunk, batch);
      if (!parser.take(batch, found)) {
        parser.parse(chunk, found);
      }
      assertThat(found.records).as("seed %d", SEED).isEqualTo(expected.records);
      assertThat(parser.counts()).usingRecursiveComparison().isEqualTo(inTurn.counts());
      assertThat(parser.carriedBytes()).isEqualTo(inTurn.carriedBytes());
      expected.records.clear();
      found.records.clear();
    }
    inTurn.finish(expected);
    parser.finish(found);
    assertThat(found.records).as("seed %d", SEED).isEqualTo(expected.records);
    assertThat(parser.counts()).usingRecursiveComparison().isEqualTo(inTurn.counts());
  }

  /** Whole lines, about so many bytes of them. */
  private static List<byte[]> chunks(byte[] text, int bytes) {
    List<byte[]> chunks = new ArrayList<>();
    for (int from = 0, to; from < text.length; from = to) {
      int end = Bytes.lineEnd(text, Math.min(text.length, from + bytes), text.length);
      to = Math.min(text.length, end + 1);
      chunks.add(Arrays.copyOfRange(text, from, to));
    }
    return chunks;
  }
}
