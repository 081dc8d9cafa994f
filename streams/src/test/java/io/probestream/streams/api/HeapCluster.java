package io.probestream.streams.api;

import io.probestream.schemas.alert.Alert;
import io.probestream.streams.rollup.HeapStore;
import io.probestream.streams.rollup.Levels;
import io.probestream.streams.rollup.Rollups;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two partitions of hosts and one of the fleet, in the heap; all of them are here. */
final class HeapCluster implements Cluster {
  static final Levels LEVELS =
      Levels.of(1_000, List.of(900_000L, 7_200_000L, 86_400_000L, 604_800_000L));

  private final List<HeapStore> hostStores = List.of(new HeapStore(), new HeapStore());
  private final HeapStore fleetStore = new HeapStore();
  final List<Rollups> hosts = hostStores.stream().map(store -> new Rollups(LEVELS, store)).toList();
  final Rollups fleet = new Rollups(LEVELS, fleetStore);
  final List<Alert> alerts = new CopyOnWriteArrayList<>();
  volatile boolean isAway;
  volatile long lagRecords;

  @Override
  public Levels levels(boolean ofFleet) {
    return LEVELS;
  }

  @Override
  public List<Integer> partitions(boolean ofFleet) {
    return ofFleet ? List.of(0) : List.of(0, 1);
  }

  @Override
  public List<PartAnswer> ask(PartRequest request) {
    if (isAway) {
      throw Problem.unavailable("nobody answers");
    }
    return own(request);
  }

  @Override
  public List<Alert> alerts() {
    return alerts;
  }

  @Override
  public List<PartAnswer> own(PartRequest request) {
    return request.partitions().stream()
        .map(
            p ->
                LocalAnswers.answer(
                        p, LEVELS, request.fleet() ? fleetStore : hostStores.get(p), request)
                    .behind(lagRecords))
        .toList();
  }
}
