package io.probestream.streams.alert;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.alert.Alert;
import java.util.List;
import java.util.TreeSet;

/**
 * What a rule watches.
 *
 * @param kind the figure
 * @param parameter of {@code LATENCY} the quantile in millionths (990,000 is p99), of {@code
 *     SLOW_SHARE} the duration in ns above which a call is slow, else 0
 * @param names sorted: of {@code ERROR_SHARE} the errnos, of {@code MISSED} the causes; empty for
 *     all
 */
public record Measure(Kind kind, long parameter, List<String> names) {
  /** The figures. */
  public enum Kind {
    /** Events of probes, per second. */
    RATE(Source.RATE, Alert.MILLI_PER_SECOND),
    /** A quantile of the durations of calls. */
    LATENCY(Source.LATENCY, Alert.NS),
    /** Calls that took longer than a given time, of all calls. */
    SLOW_SHARE(Source.LATENCY, Alert.PPM),
    /** Calls that returned an error, of all calls. */
    ERROR_SHARE(Source.LATENCY, Alert.PPM),
    /** What is missing, by cause. */
    MISSED(Source.MISSED, Alert.COUNT),
    /** Events that are here, of all events. */
    COMPLETENESS(Source.RATE, Alert.PPM),
    /** Calls that were measured, of all calls. */
    CALL_COMPLETENESS(Source.LATENCY, Alert.PPM),
    /** Age of the oldest call in flight when the window ended. */
    IN_FLIGHT_AGE(Source.LATENCY, Alert.NS),
    /** For how long nothing has been heard of a host. */
    SILENCE(Source.HOST, Alert.MS),
    /** Probes that a host's collector has switched off in a running session. */
    THROTTLED(Source.HOST, Alert.COUNT);

    private final Source source;
    private final String unit;

    Kind(Source source, String unit) {
      this.source = source;
      this.unit = unit;
    }

    /** What it is read from. */
    public Source source() {
      return source;
    }

    /** One of {@link Alert#UNITS}. */
    public String unit() {
      return unit;
    }
  }

  /** Where figures come from. */
  public enum Source {
    /** {@link io.probestream.schemas.window.RateWindow}s, by probe. */
    RATE,
    /** {@link io.probestream.schemas.window.LatencyWindow}s, by function. */
    LATENCY,
    /** The same by function and task, where a pair tells its calls apart by task. */
    TASK,
    /** {@link io.probestream.schemas.window.MissedWindow}s, by probe. */
    MISSED,
    /** What is known of a host as a whole. */
    HOST
  }

  public Measure {
    present(kind, "kind");
    names = List.copyOf(new TreeSet<>(present(names, "names")));
    check(
        kind != Kind.LATENCY || (parameter > 0 && parameter <= 1_000_000),
        "a quantile lies above 0 and at 100 % at most");
    check(kind != Kind.SLOW_SHARE || parameter > 0, "a slow call takes some time");
    check(
        kind == Kind.ERROR_SHARE || kind == Kind.MISSED || names.isEmpty(),
        "only error shares and what is missed can be chosen by name");
  }

  /** One without parameters. */
  public static Measure of(Kind kind) {
    return new Measure(kind, 0, List.of());
  }
}
