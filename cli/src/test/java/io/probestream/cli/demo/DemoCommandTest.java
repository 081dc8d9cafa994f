package io.probestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Main;
import io.probestream.cli.demo.DemoCommand.SourceKind;
import io.probestream.schemas.Json;
import io.probestream.schemas.window.LineLaw;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoCommandTest {
  private static final long PATIENCE_MS = 120_000;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine root = Main.commandLine(Map.of());
    root.setOut(new PrintWriter(out, true));
    root.setErr(new PrintWriter(err, true));
    return root.execute(args);
  }

  /** Looks at the screen until all hosts have ended a session. */
  private static final class UntilFirstTurn implements Display {
    private boolean seen;

    @Override
    public int width() {
      return 80;
    }

    @Override
    public int height() {
      return 100;
    }

    @Override
    public long periodMs() {
      return 100;
    }

    @Override
    public void show(List<String> lines) {
      seen |= lines.stream().anyMatch(l -> l.startsWith("Lines:    104,274 handed out"));
    }

    @Override
    public void close() {
      // nothing was taken
    }
  }

  @Test
  @Timeout(180)
  void aReplayAccountsForEveryLineAndLeavesNothingBehind(@TempDir Path temporary) throws Exception {
    UntilFirstTurn display = new UntilFirstTurn();
    Demo demo = demo(new DemoPlan(SourceKind.REPLAY, 0, PATIENCE_MS), display, () -> display.seen);
    Demo.Outcome outcome = demo.run(temporary);
    JsonNode summary =
        Json.mapper().valueToTree(DemoSummary.of(outcome.source(), outcome.view(), 1));
    assertThat(summary.get("source").asText()).isEqualTo("replay");
    assertThat(summary.get("hosts").asInt()).isEqualTo(ReplaySource.HOSTS);
    assertThat(functions(summary)).contains("__arm64_sys_write", "vfs_write", "do_sys_openat2");
    // As the kernel counted: read events of four CPUs, and kprobe_profile's softirq 1,088 and 207.
    JsonNode law = summary.get("lineLaw");
    assertThat(law.get("handedOut").asLong()).isEqualTo(ReplaySource.HOSTS * 34_758L);
    assertThat(law.get("records").asLong()).isEqualTo(law.get("handedOut").asLong());
    assertThat(probe(summary, "softirq").get("missed").asLong())
        .isEqualTo(ReplaySource.HOSTS * 207L);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  @Timeout(300)
  void aReplayThatEndsByItselfAccountsForEverySessionThatItBegan(@TempDir Path temporary)
      throws Exception {
    DemoPlan plan = new DemoPlan(SourceKind.REPLAY, 1, PATIENCE_MS);
    Demo.Outcome outcome = demo(plan, new NoDisplay(), () -> false).run(temporary);
    DemoView view = outcome.view();
    LineLaw law = view.law();
    // Ends within a turn: the turn is played to its end, and nothing behind it begins.
    assertThat(law.handedOut()).isPositive().isEqualTo(law.records());
    assertThat(law.handedOut() % (ReplaySource.HOSTS * 34_758L)).isZero();
    assertThat(view.events()).isEqualTo(law.records());
    assertThat(err.toString()).isEmpty();
    assertThat(temporary).isEmptyDirectory();
  }

  private Demo demo(DemoPlan plan, Display display, BooleanSupplier stopped) {
    return new Demo(plan, display, stopped, err::append, Clock.systemUTC());
  }

  private static Set<String> functions(JsonNode summary) {
    return stream(summary.get("functions"))
        .map(f -> f.get("function").asText())
        .collect(Collectors.toSet());
  }

  private static JsonNode probe(JsonNode summary, String name) {
    return stream(summary.get("probes"))
        .filter(p -> p.get("rate").get("probe").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  @Test
  void aWrongDurationIsWrongUsage() {
    assertThat(run("demo", "--duration", "soon")).isEqualTo(2);
    assertThat(err.toString()).contains("--duration").contains("20s");
  }

  @Test
  void noPatienceAtAllIsWrongUsage() {
    assertThat(run("demo", "--patience", "0s")).isEqualTo(2);
    assertThat(err.toString()).contains("patience must be more than nothing");
  }
}
