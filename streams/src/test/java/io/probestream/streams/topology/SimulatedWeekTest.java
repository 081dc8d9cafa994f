package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.streams.engine.EngineConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A week in which hosts come and go, collectors restart with other probes, and each call is of a
 * task of its own, some of which never return: what is kept does not grow with the days.
 */
class SimulatedWeekTest {
  private static final long T = 1_700_000_000_000L;
  private static final long STEP_MS = 60_000;
  private static final int STEPS_A_DAY = 24 * 60;
  private static final int HOSTS = 4;

  /** Something is always in flight: windows of a minute, so that a week has few enough. */
  private static final EngineConfig MINUTES = new EngineConfig(STEP_MS, 0, 10_000, 2);

  @TempDir private Path stateDir;

  @Test
  void stateAndChangelogStayFlat() {
    List<long[]> days = new ArrayList<>();
    try (TopologyHarness topology = new TopologyHarness(stateDir, MINUTES)) {
      Map<String, Integer> live = new TreeMap<>();
      RawHost[] hosts = new RawHost[HOSTS];
      int names = 0;
      for (int step = 0; step < 7 * STEPS_A_DAY; step++) {
        long nowMs = T + step * STEP_MS;
        for (int i = 0; i < HOSTS; i++) {
          // A host lives for six hours, then another one comes; its collector restarts each hour.
          if ((step + i * 90) % 360 == 0) {
            hosts[i] = new RawHost("host-" + names++);
          }
          if (hosts[i] == null) {
            continue;
          }
          if ((step + i * 90) % 60 == 0) {
            hosts[i].session("s-" + step + '-' + i, "fn_" + step);
            topology.send(hosts[i].open(nowMs));
          }
          topology.send(hosts[i].callOf(step + 1, nowMs - 500, nowMs));
        }
        topology.send(RawHost.tick(nowMs));
        if (step % STEPS_A_DAY == STEPS_A_DAY - 1) {
          days.add(measure(topology, live));
          TopologyHarness.TOPICS.all().forEach(topology::read); // which the driver keeps
        }
      }
    }
    // The first day begins with nothing.
    long[] second = days.get(1);
    for (long[] day : days.subList(2, days.size())) {
      for (int figure = 0; figure < day.length; figure++) {
        assertThat(day[figure])
            .as("figure %d of %s", figure, days.stream().map(Arrays::toString).toList())
            .isLessThanOrEqualTo(second[figure] + second[figure] / 10 + 8);
      }
    }
  }

  /**
   * Entries of both stores, live keys and bytes of both changelogs. What is kept for queries grows
   * for as long as it is told to: see RollupsTest.
   */
  private static long[] measure(TopologyHarness topology, Map<String, Integer> live) {
    long entries = 0;
    for (StateStore store : topology.driver.getAllStateStores().values()) {
      entries += store instanceof HotStateStore<?> hot ? hot.keys(null, null).size() : 0;
    }
    for (String store : List.of(HostStates.STORE, FleetStates.STORE)) {
      for (TestRecord<byte[], byte[]> change : topology.changes(store)) {
        String key = store + ' ' + Bytes.wrap(change.key());
        if (change.value() == null) {
          live.remove(key);
        } else {
          live.put(key, change.value().length);
        }
      }
    }
    long liveBytes = live.values().stream().mapToLong(Integer::longValue).sum();
    return new long[] {entries, live.size(), liveBytes};
  }
}
