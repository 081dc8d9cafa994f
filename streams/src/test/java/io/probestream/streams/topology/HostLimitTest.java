package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.RejectHeaders;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.Limits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLimitTest {
  private static final long NOW_MS = 1_795_392_800_000L;
  private static final int LIMIT = 10;

  @TempDir private Path dir;

  @Test
  void hostsBeyondThePartitionsLimitAreRejectedWithAReasonAndLeaveNoState() {
    EngineConfig engine =
        new EngineConfig(1_000, 0, 10_000, 3_600_000, 2, new Limits(64, 500, LIMIT));
    try (TopologyHarness topology = new TopologyHarness(dir, engine)) {
      for (int i = 0; i < 5_000; i++) {
        RawHost host = new RawHost("h" + i);
        topology.send(host.open(NOW_MS + i));
        topology.send(host.watermark(NOW_MS + i));
      }
      Set<String> kept = new HashSet<>();
      topology
          .changes(HostStates.STORE)
          .forEach(r -> kept.add(new String(r.key(), StandardCharsets.US_ASCII)));
      assertThat(kept).hasSize(LIMIT + 1).contains("!partition", "h0", "h9");
      List<TestRecord<String, byte[]>> rejects = topology.read(TopologyHarness.TOPICS.rejects());
      assertThat(rejects).isNotEmpty();
      assertThat(rejects)
          .allSatisfy(
              r ->
                  assertThat(
                          new String(
                              r.headers().lastHeader(RejectHeaders.REASON).value(),
                              StandardCharsets.US_ASCII))
                      .startsWith("too many hosts in this partition"));
    }
  }
}
