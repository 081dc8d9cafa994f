package io.probestream.cli.rawexport;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CounterGrowthTest {
  private static Counters counters(List<ProbeCounter> probes, List<CpuCounter> cpus) {
    return new Counters(0, 0, probes, cpus, AgentCounters.ZERO);
  }

  @Test
  void what_a_record_does_not_list_has_not_changed() {
    CounterGrowth growth = new CounterGrowth();
    ProbeCounter a = new ProbeCounter("a", 10, 1);
    ProbeCounter b = new ProbeCounter("b", 20, 0);
    growth.add(counters(List.of(a, b), List.of()), true);
    growth.add(counters(List.of(new ProbeCounter("b", 25, 2)), List.of()), false);
    assertThat(growth.probes())
        .containsExactly(new ProbeCounter("a", 0, 0), new ProbeCounter("b", 5, 2));
  }

  @Test
  void entries_and_bytes_are_the_last_ones_and_the_rest_grows() {
    CounterGrowth growth = new CounterGrowth();
    growth.add(counters(List.of(), List.of(new CpuCounter(1, 7, 100, 0, 1_000, 50))), true);
    growth.add(counters(List.of(), List.of(new CpuCounter(1, 9, 130, 4, 1_500, 60))), false);
    assertThat(growth.cpus()).containsExactly(new CpuCounter(1, 9, 30, 4, 500, 60));
  }

  @Test
  void a_counter_that_went_back_was_started_anew() {
    CounterGrowth growth = new CounterGrowth();
    growth.add(counters(List.of(new ProbeCounter("a", 10, 0)), List.of()), true);
    growth.add(counters(List.of(new ProbeCounter("a", 3, 0)), List.of()), false);
    assertThat(growth.probes()).containsExactly(new ProbeCounter("a", 3, 0));
  }
}
