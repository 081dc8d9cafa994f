package io.probestream.collector.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.ProbeCounter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KprobeProfileTest {
  @ParameterizedTest
  @ValueSource(strings = {"x86_64-6.1-complete", "x86_64-6.1-ring-lost", "arm64-6.1-maxactive"})
  void whatIsParsedIsPrintedAsTheKernelPrintsIt(String capture) {
    String text = Captured.text(capture + ".d/kprobe_profile");
    assertThat(KprobeProfile.format(KprobeProfile.parse(text))).isEqualTo(text);
  }

  @Test
  void linesStandInTheOrderOfKprobeEvents() {
    List<String> events =
        ProbeDefinition.parseAll(Captured.text("x86_64-6.1-complete.d/kprobe_events")).stream()
            .map(ProbeDefinition::event)
            .toList();
    assertThat(KprobeProfile.parse(Captured.text("x86_64-6.1-complete.d/kprobe_profile")))
        .extracting(ProbeCounter::name)
        .isEqualTo(events);
  }

  @Test
  void missedReturnsAreRead() {
    assertThat(KprobeProfile.parse(Captured.text("arm64-6.1-maxactive.d/kprobe_profile")))
        .anySatisfy(c -> assertThat(c.missed()).isEqualTo(532));
  }

  @Test
  void uprobeLinesHaveAPathAndNoMissedCount() {
    ProbeCounter counter = new ProbeCounter("tgt_fault", 34, 0);
    String line = KprobeProfile.formatUprobe("/path with blanks/t", counter);
    assertThat(line)
        .isEqualTo(
            "  /path with blanks/t tgt_fault                                                 34\n");
    assertThat(KprobeProfile.parse(line)).containsExactly(counter);
  }

  @Test
  void namesLongerThanTheColumnAreRead() {
    String name = "n".repeat(60);
    assertThat(KprobeProfile.parse("  " + name + "               1               2\n"))
        .containsExactly(new ProbeCounter(name, 1, 2));
  }

  @Test
  void anythingElseIsRefusedWithTheLine() {
    assertThatThrownBy(() -> KprobeProfile.parse("hello world"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'hello world'");
  }
}
