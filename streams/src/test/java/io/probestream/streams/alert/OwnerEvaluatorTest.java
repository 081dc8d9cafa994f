package io.probestream.streams.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Throttle;
import io.probestream.schemas.window.Causes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules over windows that are made by hand. */
class OwnerEvaluatorTest {
  private static final String BUSY =
      """
      completeness: {enabled: false}
      rules:
        - name: Busy
          watch: rate
          window: 2s
          every: 1s
          above: 100/s
          resolve: 50/s
          for: 2s
          keepFiringFor: 3s
          labels: {team: kernel}
          annotations:
            summary: '{{labels.probe}} on {{labels.host}}: {{value}}, above {{threshold}}'
      """;

  @Test
  void firesAfterForStaysUntilItsResolveThresholdAndGoesOnForKeepFiringFor() {
    AlertBench bench = AlertBench.ofHost(BUSY);
    long[] counts = {10, 300, 300, 300, 300, 60, 60, 60, 40, 40, 40, 40, 40, 40};
    for (int second = 0; second < counts.length; second++) {
      bench.rate(second, "p", counts[second], 0);
      bench.advance(second + 1);
    }
    assertThat(bench.log).containsExactly("2 Busy pending", "4 Busy firing", "12 Busy resolved");
    Alert fired = bench.alerts.get(1);
    assertThat(fired.pendingSinceMs()).isEqualTo(AlertBench.ms(2));
    assertThat(fired.firingSinceMs()).isEqualTo(AlertBench.ms(4));
    assertThat(fired.startMs()).isEqualTo(AlertBench.ms(2));
    assertThat(fired.unit()).isEqualTo("milliPerSecond");
    assertThat(fired.value()).isEqualTo(300_000);
    assertThat(fired.threshold()).isEqualTo(100_000);
    assertThat(fired.labels())
        .isEqualTo(
            Map.of(
                "alertname",
                "Busy",
                "host",
                "web-1",
                "probe",
                "p",
                "severity",
                "warning",
                "team",
                "kernel"));
    assertThat(fired.annotations()).containsEntry("summary", "p on web-1: 300/s, above 100/s");
    assertThat(fired.link()).startsWith("#/host/web-1?from=");
    assertThat(fired.ruleSet()).isEqualTo(bench.rules.hash());
    assertThat(fired.ruleSetFromMs()).isEqualTo(AlertBench.ms(0));
    bench.advance(12 + 900);
    assertThat(bench.state("Busy")).isEqualTo("resolved");
    bench.advance(12 + 901);
    assertThat(bench.log).hasSize(4).endsWith("Busy gone");
  }

  @Test
  void whatIsMissingCanTurnAnAnswerIntoUnknownButNotIntoTrueOrFalse() {
    AlertBench bench = AlertBench.ofHost(BUSY.replace("for: 2s", "for: 0s"));
    bench.rate(0, "p", 10, 0);
    bench.rate(1, "p", 10, 0);
    bench.advance(2);
    assertThat(bench.state("Busy")).isEmpty();
    bench.rate(2, "p", 10, 500);
    bench.advance(3);
    assertThat(bench.state("Busy")).isEqualTo("unknown");
    assertThat(bench.last("Busy").reason())
        .isEqualTo(
            "What is missing could turn it: it lies between 10/s and 260/s, 3.8461 % complete.");
    bench.rate(3, "p", 300, 500);
    bench.advance(4);
    assertThat(bench.state("Busy")).isEqualTo("firing");
    bench.rate(4, "p", 0, 100);
    bench.rate(5, "p", 0, 120);
    bench.advance(6);
    assertThat(bench.state("Busy")).as("it may still be above 50/s").isEqualTo("unknown+firing");
    for (int second = 6; second < 14; second++) {
      bench.rate(second, "p", 1, 0);
      bench.advance(second + 1);
    }
    assertThat(bench.log)
        .containsExactly(
            "3 Busy unknown",
            "4 Busy firing",
            "6 Busy unknown",
            "8 Busy firing",
            "11 Busy resolved");
  }

  @Test
  void aSilentHostMakesAnswersUnknownAndSaysSoOnce() {
    AlertBench bench =
        AlertBench.ofHost(
            BUSY.replace("completeness: {enabled: false}", "completeness: {window: 2s, for: 0s}")
                + """
                  - name: Silent
                    watch: silence
                    above: 5s
                """);
    for (int second = 0; second < 5; second++) {
      bench.rate(second, "p", 300, 0);
      bench.rate(second, "q", 300, 0);
      bench.advance(second + 1);
    }
    assertThat(bench.state("Busy")).isEqualTo("firing,firing");
    bench.silent(5);
    for (int second = 6; second < 30; second++) {
      bench.advance(second);
    }
    assertThat(bench.state("Busy")).isEqualTo("unknown+firing,unknown+firing");
    assertThat(bench.state("Incomplete")).isEqualTo("firing");
    assertThat(bench.last("Incomplete").annotations().get("summary"))
        .isEqualTo(
            "web-1: nothing was heard of the host since 2026-11-23T00:00:05Z; 2 answers of rules"
                + " Busy are unknown.");
    assertThat(bench.log).contains("11 Silent firing");
    for (int second = 30; second < 45; second++) {
      bench.rate(second, "p", 10, 0);
      bench.rate(second, "q", 10, 0);
      bench.advance(second + 1);
    }
    assertThat(bench.state("Busy")).isEqualTo("resolved,resolved");
    assertThat(bench.state("Silent")).isEqualTo("resolved");
    assertThat(bench.log).contains("31 Silent resolved");
  }

  @Test
  void aRateBelowIsJudgedWhereTheProbeIsKnownThoughNothingHappens() {
    AlertBench bench =
        AlertBench.ofHost(
            """
            completeness: {enabled: false}
            rules:
              - {name: Idle, watch: rate, window: 2s, below: 1/s, match: {label.role: db}, groupBy: [probe, label.role]}
            """);
    ProbeStatus on = AlertBench.probe("p", ProbeStatus.ENABLED);
    bench.status(0, Map.of("role", "web"), List.of(on), List.of());
    bench.advance(10);
    assertThat(bench.log).isEmpty();
    bench.status(0, Map.of("role", "db"), List.of(on), List.of());
    bench.advance(12);
    assertThat(bench.log).containsExactly("11 Idle firing");
    assertThat(bench.last("Idle").labels()).containsEntry("role", "db").containsEntry("probe", "p");
    bench.status(0, Map.of("role", "web"), List.of(on), List.of());
    bench.advance(13);
    assertThat(bench.log).endsWith("13 Idle resolved");
  }

  @Test
  void aSwitchedOffProbeSaysNothingOfItsRate() {
    AlertBench bench =
        AlertBench.ofHost(
            """
            completeness: {enabled: false}
            rules:
              - {name: Idle, watch: rate, window: 2s, below: 1/s}
              - {name: Off, watch: throttled, above: 0}
              - {name: Calls, watch: latency, above: 1ms}
            """);
    List<Pair> pairs = List.of(new Pair("p", "r", "f", null));
    bench.status(0, Map.of(), List.of(AlertBench.probe("p", ProbeStatus.ENABLED)), pairs);
    bench.advance(1);
    bench.status(0, Map.of(), List.of(AlertBench.probe("p", ProbeStatus.DISABLED)), pairs);
    bench.advance(5);
    assertThat(bench.state("Idle")).isEqualTo("unknown");
    assertThat(bench.last("Idle").reason()).isEqualTo("'p' is switched off on the host.");
    assertThat(bench.state("Calls")).isEqualTo("unknown");
    assertThat(bench.state("Off")).isEqualTo("firing");
  }

  @Test
  void aWindowInWhichTheProbeWasOffIsUnknownUntilItIsBehind() {
    AlertBench bench =
        AlertBench.ofHost(
            """
            completeness: {enabled: false}
            rules:
              - {name: Idle, watch: rate, window: 4s, every: 1s, below: 50/s}
              - {name: Fast, watch: latency, quantile: 50%, window: 4s, every: 1s, below: 1ms}
              - {name: Off, watch: throttled, above: 0}
            """);
    List<Pair> pairs = List.of(new Pair("p", "r", "f", null));
    ProbeStatus on = AlertBench.probe("p", ProbeStatus.ENABLED);
    bench.status(0, Map.of(), List.of(on), pairs);
    run(bench, 0, 10, 100);
    Throttle throttle = new Throttle(1, AlertBench.ms(10), AlertBench.ms(20), "too many hits");
    bench.status(0, Map.of(), List.of(throttled(ProbeStatus.DISABLED, throttle)), pairs);
    run(bench, 10, 20, 0);
    assertThat(bench.state("Off")).isEqualTo("firing");
    assertThat(bench.state("Idle")).isEqualTo("unknown");
    bench.status(0, Map.of(), List.of(throttled(ProbeStatus.ENABLED, throttle)), pairs);
    bench.restart();
    run(bench, 20, 23, 100);
    assertThat(bench.state("Off")).isEqualTo("resolved");
    assertThat(bench.state("Idle")).isEqualTo("unknown");
    assertThat(bench.state("Fast")).isEqualTo("unknown");
    run(bench, 23, 24, 100);
    assertThat(bench.state("Idle")).isEmpty();
    assertThat(bench.log).noneMatch(l -> l.matches("\\d+ (Idle|Fast) firing"));
  }

  private static ProbeStatus throttled(String state, Throttle throttle) {
    return new ProbeStatus("p", "g", "entry", "p:p", state, null, throttle);
  }

  private static void run(AlertBench bench, int from, int to, int count) {
    for (int second = from; second < to; second++) {
      if (count > 0) {
        bench.rate(second, "p", count, 0);
        bench.calls(second, "f", 0, 0, 5_000_000);
      }
      bench.advance(second + 1);
    }
  }

  @Test
  void aChangeIsMeasuredAgainstTheMedianOfTheGroupsOwnPast() {
    AlertBench bench =
        AlertBench.ofHost(
            """
            completeness: {enabled: false}
            rules:
              - name: Slower
                watch: latency
                quantile: 50%
                window: 10s
                baseline: 60s
                above: 200%
                resolve: 120%
                floor: 1ms
                annotations: {summary: '{{value}} after {{baseline}}'}
            """);
    long ms = 1_000_000;
    for (int second = 0; second < 80; second++) {
      bench.calls(second, "f", 0, 0, second < 60 ? 10 * ms : 50 * ms);
      bench.advance(second + 1);
    }
    // Half of six windows must be there, and the judged one does not overlap them.
    assertThat(bench.log).containsExactly("1 Slower unknown", "Slower gone", "66 Slower firing");
    Alert fired = bench.last("Slower");
    assertThat(fired.annotations()).containsEntry("summary", "50 ms after 10 ms");
    assertThat(fired.threshold()).isEqualTo(20 * ms);
    for (int second = 80; second < 140; second++) {
      bench.calls(second, "f", 0, 0, 50 * ms);
      bench.advance(second + 1);
    }
    assertThat(bench.state("Slower")).as("the past has followed").isEqualTo("resolved");
  }

  @Test
  void aLateWindowOfAHostCountsFromTheNextStepAndAgainOfTheFleetDoesNot() {
    AlertBench host = AlertBench.ofHost(BUSY.replace("for: 2s", "for: 0s"));
    host.rate(0, "p", 1, 0);
    host.advance(2);
    host.rate(1, "p", 900, 0);
    host.rate(2, "p", 0, 0);
    host.advance(3);
    assertThat(host.state("Busy")).isEqualTo("firing");
    AlertBench fleet =
        AlertBench.ofFleet(
            BUSY.replace("for: 2s", "for: 0s\n    scope: fleet").replace("on {{labels.host}}", ""));
    fleet.rate(0, "p", 1, 0);
    fleet.advance(2);
    fleet.rate(1, "p", 900, 0);
    fleet.rate(2, "p", 0, 0);
    fleet.advance(3);
    assertThat(fleet.log).isEmpty();
  }

  @Test
  void aTasksCallsAreJudgedByThemselvesAndThoseCountedTogetherMayBeItsOwn() {
    AlertBench bench =
        AlertBench.ofHost(
            """
            completeness: {enabled: false}
            rules:
              - {name: Slow, watch: latency, quantile: 50%, groupBy: [function, task], window: 1s, above: 5ms}
            """);
    long ms = 1_000_000;
    bench.tasks(0, "f", 0, Map.of("fast", new long[] {ms, ms}, "slow", new long[] {9 * ms}));
    bench.advance(1);
    assertThat(bench.log).containsExactly("1 Slow firing");
    assertThat(bench.last("Slow").labels())
        .containsEntry("function", "f")
        .containsEntry("task", "slow");
    bench.tasks(1, "f", 3, Map.of("fast", new long[] {ms, ms}));
    bench.advance(2);
    assertThat(bench.state("Slow")).isEqualTo("unknown,unknown+firing");
  }

  @Test
  void whereAProbeIsSwitchedOffOnAHostOfTheFleetWhatTheOthersTellIsALowerBound() {
    AlertBench bench =
        AlertBench.ofFleet(
            """
            completeness: {window: 1s, for: 0s, keepFiringFor: 0s}
            rules:
              - {name: Busy, watch: rate, scope: fleet, window: 1s, above: 5/s}
              - {name: Lost, watch: missed, scope: fleet, window: 1s, above: 5}
            """);
    bench.rate(0, "p", 3, 0);
    bench.rate(0, "q", 3, 0);
    bench.missed(0, "p", AlertBench.lost(1), false);
    bench.advance(1);
    List<String> off = List.of("p");
    bench.evaluator.silence(
        new HostSilence("h", true, AlertBench.ms(1), null, Map.of(), off, List.of()));
    bench.rate(1, "p", 3, 0);
    bench.rate(1, "q", 3, 0);
    bench.restart();
    bench.advance(2);
    assertThat(bench.state("Busy")).isEqualTo("unknown");
    assertThat(bench.last("Busy").labels()).containsEntry("probe", "p");
    assertThat(bench.last("Busy").reason())
        .isEqualTo(
            "It is switched off on host h: it lies between 3/s and anything, 100 % complete.");
    assertThat(bench.last("Incomplete").annotations().get("summary"))
        .startsWith("The fleet: ")
        .contains("of rule", "unknown");
    bench.rate(2, "p", 6, 0);
    bench.advance(3);
    assertThat(bench.state("Busy")).as("what is known decides").isEqualTo("firing");
    bench.evaluator.silence(HostSilence.over("h", true, AlertBench.ms(3)));
    bench.rate(3, "p", 3, 0);
    bench.advance(4);
    assertThat(bench.state("Busy")).isEqualTo("resolved");
  }

  @Test
  void aSilenceOfTheFleetThatIsToldAheadMovesNoTime() {
    AlertBench bench =
        AlertBench.ofFleet(
            """
            completeness: {enabled: false}
            rules:
              - {name: Busy, watch: rate, scope: fleet, window: 1s, above: 5/s}
            """);
    List<String> probes = List.of("p");
    bench.evaluator.silence(
        new HostSilence("h", false, AlertBench.ms(20), null, Map.of(), probes, List.of()));
    bench.advance(3);
    bench.rate(3, "p", 9, 0);
    bench.advance(4);
    assertThat(bench.log).containsExactly("4 Busy firing");
    for (int second = 4; second < 25; second++) {
      bench.rate(second, "p", 9, 0);
      bench.advance(second + 1);
    }
    bench.advance(30);
    assertThat(bench.log).containsExactly("4 Busy firing", "26 Busy unknown");
  }

  @Test
  void aGroupIsNotForgottenByAClockThatIsSetForward() {
    AlertBench bench =
        AlertBench.ofHost(
            """
            completeness: {enabled: false}
            rules:
              - {name: Slow, watch: latency, quantile: 50%, window: 10m, every: 10s, above: 1ms}
            """);
    bench.calls(0, "f", 0, 0, 5_000_000);
    bench.advance(20);
    assertThat(bench.state("Slow")).isEqualTo("firing");
    bench.missed(20, "-", Causes.NONE, true);
    bench.session = "s2";
    bench.status(86_420, Map.of(), List.of(), List.of());
    for (int second = 86_421; second < 86_600; second++) {
      bench.calls(second, "g", 0, 0, 5_000);
      bench.advance(second + 1);
    }
    assertThat(bench.state("Slow")).isEqualTo("unknown+firing");
  }
}
