package io.probestream.streams.api;

import io.probestream.streams.rollup.Silence;
import java.util.List;

/**
 * What one partition answers.
 *
 * @param partition of the store that was asked
 * @param lagRecords how many changes behind the newest this copy is; 0 for the partition's owner
 * @param series how many series match
 * @param rows merged windows
 * @param hosts hosts that match
 */
public record PartAnswer(
    int partition, long lagRecords, int series, List<Row> rows, List<HostFacts> hosts) {

  /** The same, from a copy that is behind. */
  public PartAnswer behind(long records) {
    return new PartAnswer(partition, records, series, rows, hosts);
  }

  /**
   * Windows of one name and group, over time.
   *
   * @param name probe or function
   * @param group by {@link Selection#group}
   * @param hosts how many hosts are in it; 0 for the fleet's own, whose points say it
   * @param points in the order of time
   */
  public record Row(String name, String group, int hosts, List<Point> points) {}

  /**
   * One merged window.
   *
   * @param startMs epoch
   * @param endMs exclusive
   * @param packed by {@link io.probestream.streams.rollup.WindowSpan#pack}
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
  public record Point(long startMs, long endMs, byte[] packed) {}

  /**
   * One host.
   *
   * @param host its name
   * @param newestMs start of its newest window; 0 if there is none yet
   * @param silentFromMs since when nothing is known of it; null while it speaks
   * @param session the collector's run; null if no status was seen
   * @param statusMs when its status was sent
   * @param status the status record's JSON; null if none was seen
   * @param silences stretches of time of which nothing is known of it, within what was asked
   */
  public record HostFacts(
      String host,
      long newestMs,
      Long silentFromMs,
      String session,
      long statusMs,
      String status,
      List<Silence> silences) {}
}
