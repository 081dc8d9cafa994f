package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class PartitionersTest {
  private static final Result REJECT = new Result.Rejected(new byte[0]);

  @Test
  void aHostsResultsHaveTheNumberOfItsRawPartition() {
    for (String host : new String[] {"web-1", "web-2", "db.example.org", "a"}) {
      byte[] rawKey = host.getBytes(StandardCharsets.UTF_8);
      int producers = Utils.toPositive(Utils.murmur2(rawKey)) % 7;
      for (String key : new String[] {host, host + "/vfs_write", host + "//bin/sh:main"}) {
        assertThat(Partitioners.BY_HOST.partitions("t", key, REJECT, 7))
            .isEqualTo(Optional.of(Set.of(producers)));
      }
    }
  }

  @Test
  void aLowWatermarkReachesEveryPartition() {
    Result low = new Result.LowWatermark(3, 1_000);
    assertThat(Partitioners.BY_NAME.partitions("t", "", low, 3))
        .isEqualTo(Optional.of(Set.of(0, 1, 2)));
  }
}
