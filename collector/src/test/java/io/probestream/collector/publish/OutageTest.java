package io.probestream.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class OutageTest {
  private static final long S = 1_000_000_000L;
  private final List<String> notices = new ArrayList<>();
  private final AtomicLong nowNs = new AtomicLong();
  private final Outage outage = new Outage("k:9092", "raw", notices::add, nowNs::get);

  @Test
  void anOutageIsSaidOnceAndItsEndOnce() {
    outage.onSend();
    outage.onFailure("not present in metadata");
    for (int i = 0; i < 60; i++) {
      nowNs.addAndGet(S);
      outage.check(true);
    }
    assertThat(notices)
        .singleElement()
        .asString()
        .contains("k:9092")
        .contains("not present in metadata")
        .contains("still trying");
    outage.onDelivered();
    outage.onDelivered();
    assertThat(notices).hasSize(2);
    assertThat(notices.get(1)).isEqualTo("Kafka takes records again after 60 s.");
  }

  @Test
  void idlenessIsNoOutage() {
    outage.onSend();
    outage.onDelivered();
    outage.check(false);
    nowNs.addAndGet(100 * S);
    outage.check(false);
    outage.onSend();
    nowNs.addAndGet(S);
    outage.check(true);
    assertThat(notices).isEmpty();
  }
}
