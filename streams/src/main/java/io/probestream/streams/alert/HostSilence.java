package io.probestream.streams.alert;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the fleet is told of a host of which nothing is heard: that a stretch of event time begins
 * of which nothing is known, or that it is over. Immutable.
 *
 * @param host the host
 * @param switchedOff it is heard, but those of its probes are switched off
 * @param fromMs the first millisecond of which not everything is known; null where it is over
 * @param toMs from which time on the host's windows are in those of the fleet again, or it no
 *     longer belongs to it; null as long as it lasts
 * @param labels that the host has
 * @param probes that it watches; null if nobody knows which
 * @param functions whose calls it measures; null if nobody knows which
 */
public record HostSilence(
    String host,
    boolean switchedOff,
    Long fromMs,
    Long toMs,
    Map<String, String> labels,
    List<String> probes,
    List<String> functions) {
  public HostSilence {
    present(host, "host");
    check((fromMs == null) != (toMs == null), "a silence begins, or it is over");
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(present(labels, "labels")));
    probes = probes == null ? null : probes.stream().distinct().sorted().toList();
    functions = functions == null ? null : functions.stream().distinct().sorted().toList();
  }

  /** The same with the probes of another one, too. */
  HostSilence and(HostSilence other) {
    return new HostSilence(
        host,
        switchedOff,
        fromMs,
        toMs,
        other.labels,
        both(probes, other.probes),
        both(functions, other.functions));
  }

  private static List<String> both(List<String> some, List<String> others) {
    return some == null || others == null
        ? null
        : Stream.concat(some.stream(), others.stream()).distinct().sorted().toList();
  }

  /** One of a host that said this of itself. */
  public static HostSilence from(long fromMs, String host, Status status) {
    boolean known = status.definitionsKnown();
    return new HostSilence(
        host,
        false,
        fromMs,
        null,
        status.labels(),
        known ? status.probes().stream().map(ProbeStatus::name).toList() : null,
        known ? status.pairs().stream().map(Pair::function).toList() : null);
  }

  /** It is over. */
  public static HostSilence over(String host, boolean switchedOff, long toMs) {
    return new HostSilence(host, switchedOff, null, toMs, Map.of(), null, null);
  }
}
