package io.probestream.streams.api;

import io.probestream.schemas.alert.Alert;
import io.probestream.streams.rollup.Levels;
import java.util.Collection;
import java.util.List;

/** All instances of the application together. Thread-safe. */
public interface Cluster {
  /** The levels of the hosts' windows, or of the fleet's. */
  Levels levels(boolean fleet);

  /** The partitions of the hosts' store, or of the fleet's. */
  List<Integer> partitions(boolean fleet);

  /**
   * One answer for each partition that is asked, from whoever has it.
   *
   * @throws Problem 503 if not all of them could be reached in time
   */
  List<PartAnswer> ask(PartRequest request);

  /** Answers from this instance's own stores alone: fewer than asked where it lacks some. */
  List<PartAnswer> own(PartRequest request);

  /**
   * The alerts of all hosts and of the fleet that are not gone.
   *
   * @throws Problem 503 while they are still being read
   */
  Collection<Alert> alerts();
}
