package io.probestream.schemas.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LawsTest {
  private static final Pair PAIR = new Pair("w", "w_ret", "vfs_write", "sp");

  private final List<RateWindow> rates = new ArrayList<>();
  private final List<LatencyWindow> latencies = new ArrayList<>();
  private final List<MissedWindow> missed = new ArrayList<>();

  /** Two windows: 10 of 12 hits seen, 2 lost in the ring, of 5 calls 4 measured. */
  private void aSessionThatEnded() {
    rates.add(rate("w", 0, 3, 4, 2));
    rates.add(rate("w", -1_000, 2, 2, 0));
    rates.add(rate("w_ret", 0, 5, 6, 2));
    latencies.add(latency(4, 1));
    missed.add(missed("w", Causes.NONE, new SessionTotals(6, 0, 5, 1, 1, 0, 0, true), null));
    missed.add(missed("w_ret", Causes.NONE, new SessionTotals(6, 0, 5, 1, 1, 0, 0, true), null));
    missed.add(missed("-", ringLost(2), null, new LineLaw(10, 10, 10, 0, 0, 0, 0, 2, true)));
  }

  private List<String> violations() {
    return Laws.violations(rates, latencies, missed, List.of(PAIR));
  }

  @Test
  void aSessionWhoseNumbersMeetBreaksNoLaw() {
    aSessionThatEnded();
    assertThat(violations()).isEmpty();
  }

  @Test
  void aRecordThatNobodyKnowsOfBreaksTheLawOfLines() {
    LineLaw law = new LineLaw(12, 10, 10, 0, 0, 1, 0, 0, true);
    assertThat(law.closes()).isFalse();
    assertThat(law.unexplained()).isEqualTo(1);
    missed.add(missed("-", Causes.NONE, null, law));
    assertThat(violations()).anyMatch(v -> v.contains("law of lines") && v.contains("h/- at 0"));
  }

  @Test
  void moreRecordsThanTheKernelHandedOutAreForged() {
    LineLaw law = new LineLaw(9, 10, 10, 0, 0, 0, 0, 0, true);
    assertThat(law.forged()).isEqualTo(1);
    assertThat(law.closes()).isFalse();
  }

  @Test
  void betweenCountersMoreRecordsMayBeHereThanWereCountedButNotFewer() {
    assertThat(new LineLaw(9, 10, 10, 0, 0, 0, 0, 0, false).closes()).isTrue();
    assertThat(new LineLaw(11, 10, 10, 0, 0, 0, 0, 0, false).closes()).isFalse();
    assertThat(new LineLaw(11, 10, 12, 2, 0, 0, 0, 0, false).closes()).isTrue();
  }

  @Test
  void aLostLineIsAtMostOneRecord() {
    assertThat(new LineLaw(10, 8, 8, 0, 0, 3, 0, 0, true).closes()).isTrue();
    assertThat(new LineLaw(10, 8, 8, 0, 0, 0, 1, 0, true).closes()).isFalse();
    assertThat(new LineLaw(10, 8, 9, 0, 1, 0, 1, 0, true).closes()).isTrue();
  }

  @Test
  void withoutTheKernelsCountersThereIsNoLawOfLines() {
    assertThat(new LineLaw(-1, 10, 10, 0, 0, 0, 0, 0, true).closes()).isTrue();
  }

  @Test
  void hitsAreSeenOrLostOrUnrecorded() {
    assertThat(new SessionTotals(10, 0, 7, 1, 2, 1, 2, true).closes()).isTrue();
    assertThat(new SessionTotals(10, 0, 7, 1, 2, 0, 2, true).closes()).isFalse();
    assertThat(new SessionTotals(7, 0, 8, 0, 0, 0, 0, true).closes()).isFalse();
    assertThat(new SessionTotals(7, 0, 8, 0, 0, 0, 0, false).closes()).isTrue();
  }

  @Test
  void anEventThatIsInNoWindowBreaksTheSum() {
    aSessionThatEnded();
    rates.remove(1);
    assertThat(violations())
        .anyMatch(v -> v.contains("w: events in windows add up to 3, its sessions say 5"))
        .anyMatch(v -> v.contains("w: hits in windows add up to 4, its sessions say 6"));
  }

  @Test
  void aLossThatIsInNoWindowBreaksTheSum() {
    aSessionThatEnded();
    missed.set(2, missed("-", Causes.NONE, null, missed.get(2).lineLaw()));
    assertThat(violations()).containsExactly("h: ringLost add up to 0, its sessions say 2");
  }

  @Test
  void aReturnThatIsInNoCallBreaksTheLawOfCalls() {
    aSessionThatEnded();
    latencies.set(0, latency(3, 1));
    assertThat(violations()).anyMatch(v -> v.contains("returns seen in time (5) are more than"));
    latencies.set(0, latency(6, 0));
    assertThat(violations()).anyMatch(v -> v.contains("are more than entries seen (5)"));
  }

  @Test
  void moreCallsInFlightAtTheEndThanEntriesAreLeftBreakTheLawOfCalls() {
    aSessionThatEnded();
    rates.set(1, rate("w", -1_000, 3, 2, 0));
    latencies.set(0, latency(4, 1, new InFlight(1, 0, 2, null, 5, 0)));
    assertThat(violations()).noneMatch(v -> v.contains("in flight"));
    latencies.set(0, latency(4, 1, new InFlight(1, 1, 2, null, 5, 5)));
    assertThat(violations())
        .contains(
            "h: vfs_write: calls in flight at the end (2) are more than what is left of its"
                + " entries (1)");
  }

  @Test
  void callsInFlightThatContradictEachOtherAreFound() {
    aSessionThatEnded();
    latencies.set(0, latency(4, 1, new InFlight(0, 0, 2, null, 5, 0)));
    assertThat(violations()).anyMatch(v -> v.contains("calls in flight contradict each other"));
  }

  @Test
  void aWindowThatWasWrittenTwiceIsFound() {
    aSessionThatEnded();
    rates.add(rates.get(0));
    assertThat(violations()).contains("rates h/w at 0 was written twice");
  }

  @Test
  void aProbeCannotHaveLostMoreThanItsHost() {
    aSessionThatEnded();
    missed.set(0, missed("w", Causes.NONE, new SessionTotals(8, 0, 5, 3, 3, 0, 0, true), null));
    assertThat(violations()).anyMatch(v -> v.contains("w: lost (3) are more than"));
  }

  @Test
  void aCompletenessThatIsNotItsFormulaIsFound() {
    RateWindow w = rate("w", 0, 1, 2, 1);
    rates.add(
        new RateWindow(
            "h", "w", 0, 1_000, w.count(), w.hits(), 0, 1, 0, 1_000_000, false, null, null));
    assertThat(violations()).anyMatch(v -> v.contains("completeness is not"));
  }

  @Test
  void aSessionThatGoesOnIsNotSummedUp() {
    aSessionThatEnded();
    missed.remove(2);
    rates.remove(1);
    assertThat(Laws.violations(rates, List.of(), missed)).isEmpty();
  }

  private static RateWindow rate(String probe, long startMs, long count, long hits, long lostMax) {
    int ppm = (int) (count * 1_000_000 / (count + lostMax));
    return new RateWindow(
        "h", probe, startMs, startMs + 1_000, count, hits, 0, lostMax, 0, ppm, false, null, null);
  }

  private static LatencyWindow latency(long count, long discarded) {
    return latency(count, discarded, null);
  }

  private static LatencyWindow latency(long count, long discarded, InFlight inFlight) {
    long missing = discarded;
    return new LatencyWindow(
        "h",
        "vfs_write",
        0,
        1_000,
        "ns",
        count,
        count,
        1,
        1,
        1,
        1,
        1,
        1,
        "",
        0,
        List.of(),
        List.of(),
        0,
        0,
        discarded,
        0,
        0,
        (int) (count * 1_000_000 / (count + missing)),
        missing == 0 ? null : new QuantileBounds(0, 1L, 0, null, 0, null, 0, null),
        inFlight,
        false,
        null,
        null,
        null);
  }

  private static Causes ringLost(long events) {
    return new Causes(events, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static MissedWindow missed(
      String probe, Causes causes, SessionTotals totals, LineLaw law) {
    return new MissedWindow("h", probe, 0, 1_000, "s", causes, totals, law, true, null, null);
  }
}
