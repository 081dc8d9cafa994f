package io.probestream.cli.query;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.RawStatuses;
import java.util.Map;

/** Which hosts' windows count; labels stand in the status records. Not thread-safe. */
final class HostFilter implements AutoCloseable {
  private final Wanted wanted;
  private final RawStatuses statuses;

  private HostFilter(Wanted wanted, RawStatuses statuses) {
    this.wanted = wanted;
    this.statuses = statuses;
  }

  /** Reads statuses only where labels are asked for. */
  static HostFilter of(Wanted wanted, KafkaOptions kafka, long nowMs) {
    long sinceMs = Math.min(wanted.fromMs(), nowMs - RawStatuses.LIVE_MS);
    return new HostFilter(
        wanted, wanted.labels().isEmpty() ? null : RawStatuses.read(kafka, sinceMs, nowMs));
  }

  boolean takes(String host) {
    return (wanted.hosts().isEmpty() || wanted.hosts().contains(host))
        && (statuses == null || hasLabels(statuses.byHost().get(host), wanted));
  }

  /** Whether a host of that status, which may be null, has the labels. */
  static boolean hasLabels(RawStatuses.Seen seen, Wanted wanted) {
    Map<String, String> labels = seen == null ? Map.of() : seen.status().labels();
    return labels.entrySet().containsAll(wanted.labels().entrySet());
  }

  void refresh() {
    if (statuses != null) {
      statuses.refresh();
    }
  }

  @Override
  public void close() {
    if (statuses != null) {
      statuses.close();
    }
  }
}
