package io.probestream.streams.fuzz;

import io.probestream.streams.Captures;
import io.probestream.streams.parse.LineParser;
import io.probestream.streams.parse.LineSink;
import io.probestream.streams.parse.ParsedLine;
import io.probestream.streams.parse.ProbeTable;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * The parser takes any bytes without an exception, says of each physical line what it is, and hands
 * out no bounds outside of its buffer. Seeded from the captures: {@code mvn verify -Pfaults
 * [-Dfuzz.inputs=N] [-Dfuzz.seed=S]}.
 */
class ParserFuzzFaultsIT {
  private static final int MAX_LINES = 4;

  /** Inputs of each parser: what it learned and remembers must not hide anything for long. */
  private static final int INPUTS_PER_PARSER = 20_000;

  private long handedOut;

  private final LineSink sink =
      new LineSink() {
        @Override
        public void event(ParsedLine line) {
          check(line);
        }

        @Override
        public void other(ParsedLine line) {
          check(line);
        }

        @Override
        public void lost(int cpu, long count) {
          if (cpu < 0 || count < 0) {
            throw new AssertionError("lost " + count + " on CPU " + cpu);
          }
        }

        @Override
        public void malformed(byte[] buffer, int from, int to, String reason, int offset) {
          if (from < 0 || to < from || to > buffer.length) {
            throw new AssertionError("bytes " + from + " to " + to + " of " + buffer.length);
          }
        }
      };

  private void check(ParsedLine line) {
    handedOut += line.pid() + line.errno();
    boolean inside =
        line.start() >= 0
            && line.start() <= line.commStart()
            && line.commStart() <= line.commEnd()
            && line.commEnd() <= line.end()
            && line.end() <= line.buffer().length;
    if (!inside || line.cpu() < 0 || line.time() < 0) {
      throw new AssertionError(
          "a record outside of its bounds: " + line.start() + " to " + line.end());
    }
  }

  @Test
  void takesAnyBytes() {
    long inputs = Fuzz.inputs();
    SplittableRandom random = new SplittableRandom(Fuzz.seed("parser", inputs));
    List<String> names = Captures.all();
    byte[][] texts = names.stream().map(Captures::text).toArray(byte[][]::new);
    for (long done = 0; done < inputs; done += INPUTS_PER_PARSER) {
      int capture = random.nextInt(names.size());
      boolean known = random.nextBoolean() && Captures.DEFINED.contains(names.get(capture));
      ProbeTable probes =
          known
              ? ProbeTable.known(Captures.definitions(names.get(capture)))
              : ProbeTable.learning();
      parse(new LineParser(probes), stretches(texts[capture], random), random, inputs - done);
    }
    System.out.println("parser: sum of what was read " + handedOut);
  }

  private void parse(LineParser parser, byte[][] seeds, SplittableRandom random, long left) {
    byte[][] buffers = Arrays.stream(seeds).map(byte[]::clone).toArray(byte[][]::new);
    for (long i = Math.min(left, INPUTS_PER_PARSER); i > 0; i--) {
      int at = random.nextInt(seeds.length);
      byte[] input = buffers[at];
      System.arraycopy(seeds[at], 0, input, 0, input.length);
      Fuzz.damage(input, random);
      boolean ends = random.nextInt(4) > 0;
      try {
        long before = parser.counts().lines();
        parser.parse(input, sink);
        if (ends) {
          parser.finish(sink);
        }
        if (parser.counts().lines() - before != lines(input)) {
          throw new AssertionError(
              parser.counts().lines() - before + " lines instead of " + lines(input));
        }
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("on " + Fuzz.literal(input) + (ends ? ", finished" : ""), e);
      }
    }
  }

  private static long lines(byte[] b) {
    long lines = b.length > 0 && b[b.length - 1] != '\n' ? 1 : 0;
    for (byte c : b) {
      lines += c == '\n' ? 1 : 0;
    }
    return lines;
  }

  /** Whole lines of a capture, one to {@link #MAX_LINES} at a time. */
  private static byte[][] stretches(byte[] text, SplittableRandom random) {
    byte[][] stretches = new byte[256][];
    for (int i = 0; i < stretches.length; i++) {
      int from = random.nextInt(text.length);
      while (from > 0 && text[from - 1] != '\n') {
        from--;
      }
      int to = from;
      for (int n = 1 + random.nextInt(MAX_LINES); n > 0 && to < text.length; n--) {
        while (to < text.length && text[to++] != '\n') {
          // to the end of the line
        }
      }
      stretches[i] = Arrays.copyOfRange(text, from, to);
    }
    return stretches;
  }
}
