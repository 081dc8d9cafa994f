package io.probestream.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.collector.fake.FakeRing;
import io.probestream.collector.fake.FakeTracefs;
import io.probestream.collector.tracefs.CpuStats;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.collector.tracefs.TracefsInstance;
import io.probestream.schemas.raw.LeftBehind;
import io.probestream.schemas.raw.ProbeCounter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnProbesTest {
  private final FakeRing ring = new FakeRing(1, 10);
  private final FakeTracefs kernel = new FakeTracefs(ring);
  private final Tracefs tracefs = new Tracefs(kernel, FakeTracefs.ROOT);
  private final OwnProbes own = new OwnProbes(tracefs, pid -> pid == 7);

  OwnProbesTest() {
    kernel.addForeign("p:other/a vfs_read");
    kernel.addForeign("p:probestream_7/b vfs_read");
    kernel.addForeign("p:probestream_8/c vfs_read");
    kernel.addForeign("p:probestream_8/d /bin/x:0x10");
    kernel.addForeign("p:probestream_extra/e vfs_read");
  }

  @Test
  void onlyProbesWithOurNamesAreListedWithTheirAgentsState() {
    kernel.hit("c", 5);
    assertThat(own.list())
        .containsExactly(
            new OwnProbe("probestream_7", "b", "p:probestream_7/b vfs_read", 0, 0, 7, true),
            new OwnProbe("probestream_8", "c", "p:probestream_8/c vfs_read", 5, 0, 8, false),
            new OwnProbe("probestream_8", "d", "p:probestream_8/d /bin/x:0x10", 0, 0, 8, false));
  }

  @Test
  void cleaningRemovesWhatDeadAgentsLeftAndNothingElse() {
    TracefsInstance instance = tracefs.createInstance("probestream-8");
    instance.enable("probestream_8", true);
    assertThat(own.clean())
        .containsExactly(
            "removed instance probestream-8",
            "removed probe probestream_8/c",
            "removed probe probestream_8/d");
    assertThat(kernel.probes())
        .containsExactly(
            "p:other/a vfs_read", "p:probestream_7/b vfs_read", "p:probestream_extra/e vfs_read");
    assertThat(own.clean()).isEmpty();
  }

  @Test
  void anInstanceThatIsReadBelongsToALivingAgentOfAnotherNamespace() throws IOException {
    TracefsInstance instance = tracefs.createInstance("probestream-8");
    instance.enable("probestream_8", true);
    instance.openPipe();
    assertThat(own.clean())
        .hasSize(3)
        .allMatch(s -> s.startsWith("left "))
        .allMatch(s -> s.contains("Device or resource busy"));
    assertThat(kernel.isEnabled("probestream_8")).isTrue();
  }

  @Test
  void whatADeadAgentLeftArmedIsCountedAndTakenAway() throws IOException {
    TracefsInstance instance = tracefs.createInstance("probestream-main");
    instance.enable("probestream_8", true);
    kernel.hit("c", 5);
    kernel.hit("d", 3);
    ring.record(0, "c");
    List<String> said = new ArrayList<>();
    assertThat(own.reap(said::add))
        .containsExactly(
            new LeftBehind(
                "probestream_8",
                List.of(new ProbeCounter("c", 5, 0), new ProbeCounter("d", 3, 0)),
                List.of(CpuStats.parse(0, ring.stats(0)))));
    assertThat(said)
        .containsExactly(
            "took away what a killed collector left: instance probestream-main,"
                + " probe probestream_8/c, probe probestream_8/d");
    assertThat(kernel.instance()).isNull();
    assertThat(kernel.probes())
        .containsExactly(
            "p:other/a vfs_read", "p:probestream_7/b vfs_read", "p:probestream_extra/e vfs_read");
    assertThat(own.reap(said::add)).isEmpty();
  }

  @Test
  void whatADeadAgentHadSwitchedOffToKeepWithinItsBudgetIsTakenAwayToo() {
    TracefsInstance instance = tracefs.createInstance("probestream-main");
    instance.enable("probestream_8", true);
    for (String event : List.of("c", "d")) {
      instance.enable("probestream_8", event, false);
      instance.claim("probestream_8", event, true);
    }
    kernel.hit("c", 5);
    assertThat(own.reap(s -> {})).extracting(LeftBehind::group).containsExactly("probestream_8");
    assertThat(kernel.instance()).isNull();
  }

  @Test
  void whatIsReadOrOfARunningAgentOrNotSwitchedOnYetIsNotReaped() throws IOException {
    TracefsInstance instance = tracefs.createInstance("probestream-8");
    assertThat(own.reap(s -> {})).isEmpty(); // about to begin, in another namespace
    instance.enable("probestream_7", true);
    assertThat(own.reap(s -> {})).isEmpty(); // runs
    instance.enable("probestream_7", false);
    instance.enable("probestream_8", true);
    instance.openPipe();
    assertThat(own.reap(s -> {})).isEmpty(); // is read
    assertThat(kernel.isEnabled("probestream_8")).isTrue();
    assertThat(kernel.probes()).hasSize(5);
  }

  @Test
  void aRunningAgentsInstanceIsNotTouched() {
    tracefs.createInstance("probestream-7");
    own.clean();
    assertThat(kernel.instance()).isEqualTo("probestream-7");
  }
}
