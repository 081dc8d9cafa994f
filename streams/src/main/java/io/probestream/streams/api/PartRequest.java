package io.probestream.streams.api;

import io.probestream.streams.rollup.WindowSpan;
import io.probestream.streams.rollup.WindowType;
import java.util.List;

/**
 * What an instance is asked about partitions that it has.
 *
 * @param ask what is wanted
 * @param fleet whether of the fleet's windows, or of the hosts'
 * @param partitions of that store
 * @param type kind of windows; null where none are wanted
 * @param selection which series
 * @param fromMs from windows that start here on, epoch
 * @param toMs up to those that start before this
 * @param stepMs length of a row's points; 0 for one point
 * @param toldApart whether with what the windows' calls are told apart by
 */
public record PartRequest(
    Ask ask,
    boolean fleet,
    List<Integer> partitions,
    WindowType type,
    Selection selection,
    long fromMs,
    long toMs,
    long stepMs,
    boolean toldApart) {

  /** What is wanted. */
  public enum Ask {
    /** How many series there are. */
    COUNT,
    /** Windows, merged. */
    ROWS,
    /** Hosts with their newest status. */
    HOSTS
  }

  public PartRequest {
    partitions = List.copyOf(partitions);
  }

  /** The same of some of the partitions. */
  public PartRequest of(List<Integer> some) {
    return new PartRequest(ask, fleet, some, type, selection, fromMs, toMs, stepMs, toldApart);
  }

  /** An empty span for windows of a host, or of many with null. */
  WindowSpan<?> span(String host, String name) {
    return type.span(host, name, toldApart);
  }
}
