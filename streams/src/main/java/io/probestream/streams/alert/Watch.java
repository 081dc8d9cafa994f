package io.probestream.streams.alert;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import io.probestream.schemas.alert.Alert;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which windows a rule adds up, over which time and to which groups. Rules that watch the same
 * share the sums.
 *
 * @param scope whose windows
 * @param source which windows
 * @param match by dimension the names that take part, {@code *} and {@code ?} as in a shell; one
 *     that is absent takes all
 * @param groupBy the dimensions that tell groups apart, sorted; a host's are always told apart by
 *     {@code host}
 * @param windowMs length of the stretch that is judged, a multiple of {@code everyMs}
 * @param everyMs how often, a multiple of the windows' length; 0 for what {@link #resolved} finds
 */
public record Watch(
    Scope scope,
    Measure.Source source,
    Map<String, List<String>> match,
    List<String> groupBy,
    long windowMs,
    long everyMs) {
  public static final String HOST = "host";
  public static final String PROBE = "probe";
  public static final String FUNCTION = "function";

  /** By its name, where a pair's calls are told apart by task. */
  public static final String TASK = "task";

  /** Before the name of a host's label. */
  public static final String LABEL = "label.";

  private static final Set<String> TAKEN =
      Set.of(HOST, PROBE, FUNCTION, TASK, Alert.ALERTNAME, Alert.SEVERITY);

  /** Steps of a window: bounds what is kept. */
  static final int MOST_STEPS = 360;

  /** A window slides by a 60th of its length, if the windows it is made of allow. */
  private static final int STEPS = 60;

  public Watch {
    present(scope, "scope");
    present(source, "source");
    match = Collections.unmodifiableSortedMap(new TreeMap<>(match));
    groupBy = List.copyOf(new TreeSet<>(groupBy));
    check(windowMs > 0, "a window has a length");
    check(everyMs >= 0 && everyMs <= windowMs, "a window slides by its length at most");
    if (everyMs > 0) {
      check(windowMs % everyMs == 0, "a window is a multiple of the time by which it slides");
      check(windowMs / everyMs <= MOST_STEPS, "a window has " + MOST_STEPS + " steps at most");
    }
  }

  /**
   * The name that a dimension has among an alert's labels: a host's label has its own, but where
   * that is taken.
   */
  static String labelName(String dimension) {
    if (!dimension.startsWith(LABEL)) {
      return dimension;
    }
    String name = dimension.substring(LABEL.length());
    return TAKEN.contains(name) ? "label_" + name : name;
  }

  /** The names of the hosts' labels that choose, or tell apart. */
  Set<String> hostLabels() {
    return Stream.concat(match.keySet().stream(), groupBy.stream())
        .filter(dimension -> dimension.startsWith(LABEL))
        .map(dimension -> dimension.substring(LABEL.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * The same over windows of {@code ofMs}, with {@code everyMs} found: a 60th of the window, or
   * what is nearest below it and divides it.
   *
   * @throws IllegalArgumentException if the window, or the step, is no multiple of {@code ofMs}
   */
  Watch resolved(long ofMs) {
    check(
        windowMs % ofMs == 0,
        "the window of " + windowMs + " ms is no multiple of the topology's of " + ofMs + " ms");
    long every = everyMs;
    if (every == 0) {
      every = Math.max(ofMs, windowMs / STEPS / ofMs * ofMs);
      while (windowMs % every != 0) {
        every -= ofMs;
      }
      // A window of a prime number of windows: as few steps as are allowed.
      check(
          windowMs / every <= MOST_STEPS,
          "the window of " + windowMs + " ms has too many steps; give 'every'");
    }
    check(
        every % ofMs == 0,
        "the step of " + every + " ms is no multiple of the topology's window of " + ofMs + " ms");
    return new Watch(scope, source, match, groupBy, windowMs, every);
  }
}
