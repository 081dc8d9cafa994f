package io.probestream.streams.alert;

import io.probestream.schemas.Json;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** One {@link Watch} with the groups that were found. Not thread-safe. */
final class Watched {
  final Watch watch;

  /** Tells it from others in the state. */
  final String hash;

  final SortedMap<String, Group> groups = new TreeMap<>();

  /** From then on all windows of its groups were added up; far below for ever. */
  long sinceMs = OwnerState.NEVER;

  /** Groups beyond the limit. */
  long beyondLimit;

  Watched(Watch watch) {
    this.watch = watch;
    hash = RuleSet.hash(Json.bytes(watch));
  }

  /** Whether a series of that owner takes part. */
  boolean takes(Series series, String host, Map<String, String> hostLabels) {
    boolean byLabel = series.labels != null;
    return series.source == watch.source()
        && (host != null || byLabel == !watch.hostLabels().isEmpty())
        && watch.match().entrySet().stream()
            .allMatch(
                match -> {
                  String value = series.dimension(match.getKey());
                  return value == null || Globs.match(match.getValue(), value);
                })
        && takesOwner(host, byLabel ? series.labels : hostLabels);
  }

  /** Whether the owner takes part; of the fleet, whether hosts with those labels do. */
  boolean takesOwner(String host, Map<String, String> hostLabels) {
    return (host != null || hasThem(hostLabels))
        && watch.match().entrySet().stream()
            .allMatch(
                match -> {
                  String dimension = match.getKey();
                  if (dimension.equals(Watch.HOST)) {
                    return host == null || Globs.match(match.getValue(), host);
                  } else if (dimension.startsWith(Watch.LABEL)) {
                    String label = dimension.substring(Watch.LABEL.length());
                    return Globs.match(match.getValue(), hostLabels.getOrDefault(label, ""));
                  }
                  return true;
                });
  }

  /** A host of the fleet that has no such label belongs to no group. */
  private boolean hasThem(Map<String, String> hostLabels) {
    return watch.groupBy().stream()
        .filter(dimension -> dimension.startsWith(Watch.LABEL))
        .allMatch(dimension -> hostLabels.containsKey(dimension.substring(Watch.LABEL.length())));
  }

  /** What tells the group of a series apart; {@code series} is null for the owner as a whole. */
  Map<String, String> labels(Series series, String host, Map<String, String> hostLabels) {
    Map<String, String> labels = new TreeMap<>();
    if (host != null) {
      labels.put(Watch.HOST, host);
    }
    Map<String, String> own = series != null && series.labels != null ? series.labels : hostLabels;
    for (String dimension : watch.groupBy()) {
      if (dimension.startsWith(Watch.LABEL)) {
        String label = dimension.substring(Watch.LABEL.length());
        if (own.containsKey(label)) {
          labels.put(Watch.labelName(dimension), own.get(label));
        }
      } else if (series != null && series.dimension(dimension) != null) {
        labels.put(dimension, series.dimension(dimension));
      }
    }
    return labels;
  }

  /** A group's place in {@link #groups}: unambiguous, and sorted as its labels are. */
  static String key(Map<String, String> labels) {
    StringBuilder key = new StringBuilder();
    labels.forEach((name, value) -> key.append(name).append('\0').append(value).append('\1'));
    return key.toString();
  }
}
