package io.probestream.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LineLaw;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.SessionTotals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Two runs over one session, of which the second began when 7 events had been counted. */
class SessionGrowthTest {
  private final Results whole = new Results("whole.", 0);
  private final Results part = new Results("part.", 7);

  private record Results(String name, List<MissedWindow> missed, long before)
      implements ResultSource {
    Results(String name, long before) {
      this(name, new ArrayList<>(), before);
    }

    @Override
    public void scan(ResultKind kind, Consumer<ResultRecord> sink) {
      for (MissedWindow w : kind == ResultKind.MISSED ? missed : List.<MissedWindow>of()) {
        ObjectNode value = Json.mapper().valueToTree(w);
        sink.accept(
            new ResultRecord(
                Keys.of(w.host(), w.probe()),
                w.startMs(),
                w.endMs(),
                0,
                Map.of(),
                value,
                value.toString()));
      }
    }

    /** A status whose counters stand at {@code events}. */
    void status(long startMs, long events, boolean closing) {
      long n = events - before;
      SessionTotals totals = new SessionTotals(n, 0, n, 0, 0, 0, 0, closing && before == 0);
      LineLaw law = new LineLaw(n, n, n, 0, 0, 0, 0, 0, closing && before == 0);
      add("w", startMs, totals, null, closing);
      add(Keys.NO_PROBE, startMs, null, law, closing);
    }

    void add(String probe, long startMs, SessionTotals totals, LineLaw law, boolean closing) {
      missed.add(
          new MissedWindow(
              "h",
              probe,
              startMs,
              startMs + 1_000,
              "s",
              Causes.NONE,
              totals,
              law,
              closing,
              null,
              null));
    }
  }

  private void statuses(long lastOfPart) {
    part.add(Keys.NO_PROBE, 4_000, null, null, false);
    part.missed.set(0, part.missed.get(0).asWarmup(6_000L));
    whole.status(5_000, 10, false);
    part.status(5_000, 10, false);
    for (long startMs : new long[] {6_000, 7_000}) {
      whole.status(startMs, startMs / 100, false);
      part.status(startMs, startMs / 100, false);
    }
    whole.status(8_000, 95, true);
    part.status(8_000, lastOfPart, true);
  }

  private Verification.Outcome verify() throws InterruptedException {
    return new Verification(whole, part, List.of(ResultKind.MISSED)).run(0, Long.MAX_VALUE, true);
  }

  @Test
  void sumsThatBeganEarlierAreTheSameIfTheyGrowAsMuch() throws InterruptedException {
    statuses(95);
    assertThat(verify().difference()).isNull();
    // From the end of the warm-up on: two records of three windows.
    assertThat(verify().compared()).containsEntry("missed", 6L);
  }

  @Test
  void theFirstSumThatGrewOtherwiseIsShown() throws InterruptedException {
    statuses(94);
    Difference difference = verify().difference();
    assertThat(difference.key()).isEqualTo("h/-");
    assertThat(difference.startMs()).isEqualTo(8_000);
    assertThat(difference.field()).isEqualTo("growth of lineLaw.handedOut");
    assertThat(difference.a()).isEqualTo("35");
    assertThat(difference.b()).isEqualTo("34");
  }
}
