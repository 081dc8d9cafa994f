package io.probestream.collector.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.schemas.raw.CpuCounter;
import org.junit.jupiter.api.Test;

class CpuStatsTest {
  @Test
  void countersOfARealKernelAreRead() {
    String text = Captured.text("x86_64-6.1-complete.d/cpu3.stats");
    assertThat(CpuStats.parse(3, text)).isEqualTo(new CpuCounter(3, 0, 0, 0, 167211, 1486124));
    assertThat(CpuStats.now(text)).isEqualTo(16_677_007_000L);
  }

  @Test
  void overrunsOfAllCpusAreTheLostEventsOfTheCapture() {
    long lost = 0;
    for (int cpu = 0; cpu < 4; cpu++) {
      String text = Captured.text("x86_64-6.1-ring-lost.d/cpu" + cpu + ".stats");
      lost += CpuStats.parse(cpu, text).overrun();
    }
    assertThat(lost).isEqualTo(449_231);
  }

  @Test
  void commitOverrunIsNotTakenForOverrun() {
    String text =
        """
        entries: 1
        commit overrun: 9
        overrun: 2
        bytes: 3
        dropped events: 4
        read events: 5
        """;
    assertThat(CpuStats.parse(0, text)).isEqualTo(new CpuCounter(0, 1, 2, 4, 5, 3));
  }

  @Test
  void whatIsPrintedIsReadBack() {
    CpuCounter counter = new CpuCounter(7, 127, 873, 2, 50, 5340);
    assertThat(CpuStats.parse(7, CpuStats.format(counter))).isEqualTo(counter);
  }

  @Test
  void aClockWithoutTimeIsReadInTicks() {
    assertThat(CpuStats.now("entries: 0\nnow ts: 4290246125293\n")).isEqualTo(4290246125293L);
  }

  @Test
  void aMissingCounterIsNamed() {
    assertThatThrownBy(() -> CpuStats.parse(0, "entries: 1\noverrun: 2\n"))
        .hasMessageContaining("dropped events");
  }
}
