package io.probestream.streams.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.streams.Captures;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parsing allocates nothing per line. */
class NoAllocationTest {
  private static final int ROUNDS = 20;

  /** Takes the fields that the pairer takes. */
  private static final class Sum implements LineSink {
    long sum;

    @Override
    public void event(ParsedLine line) {
      sum += line.time() + line.pid() + line.cpu() + line.stack() + line.errno() + line.probe();
    }

    @Override
    public void other(ParsedLine line) {
      sum += line.time();
    }

    @Override
    public void lost(int cpu, long count) {
      sum += count;
    }

    @Override
    public void malformed(byte[] buffer, int from, int to, String reason, int offset) {
      sum += to - from;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-6.1/complete",
        "x86_64-6.1/hostile",
        "x86_64-6.1/tgid-mixed",
        "x86_64-6.1/ring-lost"
      })
  void nothingIsAllocatedPerLine(String name) {
    assumeTrue(
        ManagementFactory.getThreadMXBean() instanceof ThreadMXBean,
        "this JVM does not count allocated bytes");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] capture = Captures.text(name);
    List<ProbeDefinition> definitions = Captures.definitions(name);
    for (ProbeTable table : List.of(ProbeTable.known(definitions), ProbeTable.learning())) {
      LineParser parser = new LineParser(table);
      Sum sink = new Sum();
      parser.parse(capture, sink); // learns, and loads classes
      threads.getCurrentThreadAllocatedBytes();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < ROUNDS; i++) {
        parser.parse(capture, sink);
      }
      long bytes = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(sink.sum).isNotZero();
      // A chunk may cost a few objects, a line none: half a byte a line is far below any object.
      assertThat(bytes).isLessThan(parser.counts().lines() / 2);
    }
  }
}
