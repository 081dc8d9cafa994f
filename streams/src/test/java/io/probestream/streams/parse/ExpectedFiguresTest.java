package io.probestream.streams.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.streams.Captures;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The figures of each capture: events, other, lost lines and their sum, malformed, headers, rest.
 */
class ExpectedFiguresTest {
  @ParameterizedTest
  @CsvSource({
    "x86_64-6.1/complete,5000,0,0,0,0,0,0",
    "x86_64-6.1/hostile,12783,0,0,0,0,0,2178",
    "x86_64-6.1/instance-fetchargs,1500,0,0,0,0,0,0",
    "x86_64-6.1/maxactive,920,0,0,0,0,0,0",
    "x86_64-6.1/no-irqinfo-tsc,2000,0,0,0,0,0,0",
    "x86_64-6.1/tgid-mixed,496,512,0,0,0,0,1553",
    "x86_64-6.1/trace-file,1488,0,0,0,0,12,0",
    "arm64-6.1/complete,5000,0,0,0,0,0,0",
    "arm64-6.1/instance-fetchargs,3342,0,0,0,0,0,0",
    "arm64-6.1/maxactive,908,0,0,0,0,0,0",
    "arm64-6.1/no-irqinfo-tsc,1500,0,0,0,0,0,0",
    "arm64-6.1/tgid-mixed,255,390,0,0,0,0,2355",
    "x86_64-6.18-uprobes/complete,2000,0,0,0,0,0,0",
    "x86_64-6.18-uprobes/live_all_pipe,154,0,0,0,0,0,3",
    "x86_64-6.18-uprobes/uprobe_all_types_strings,54,0,0,0,0,12,2",
  })
  void theSameWithAndWithoutDefinitions(
      String name,
      long events,
      long other,
      long lost,
      long lostSum,
      long malformed,
      long headers,
      long continuations) {
    for (List<ProbeDefinition> definitions :
        java.util.Arrays.asList(Captures.definitions(name), null)) {
      SlowResult result = FastResult.parse(Captures.text(name), definitions);
      assertFigures(result, events, other, lost, lostSum, malformed, headers, continuations);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "x86_64-6.1/ring-lost,2991,0,9,13832,0,0,0",
    "arm64-6.1/ring-lost,2990,0,10,9949,0,0,0",
    "x86_64-6.18-uprobes/live_annotate_tgid,242,0,0,0,0,13,0",
    "x86_64-6.18-uprobes/live_pipe_lost_tgid,254,0,2,1746,0,0,0",
    "x86_64-6.18-uprobes/pipe1,127,0,1,873,0,0,0",
    // ch='\n': a newline as a character's value.
    "x86_64-6.18-uprobes/raw3.trace,213,0,0,0,0,12,1",
    "x86_64-6.18-uprobes/raw4.trace,12,0,0,0,0,12,0",
  })
  void learnedFromTheLines(
      String name,
      long events,
      long other,
      long lost,
      long lostSum,
      long malformed,
      long headers,
      long continuations) {
    SlowResult result = FastResult.parse(Captures.text(name), null);
    assertFigures(result, events, other, lost, lostSum, malformed, headers, continuations);
  }

  /**
   * Malformed is what is no trace line: a shell's prompt, prose, ps output, trace-cmd's preamble.
   */
  @ParameterizedTest
  @CsvSource({
    "bcc_slabratetop_example.txt,6,6,41,12,69",
    "catapult_android_systrace.txt,0,91,0,4,0",
    "catapult_decompressed_atrace_data.txt,0,1042,0,11,0",
    "surftrace_ReadMe.md,69,23,519,221,1019",
    "tracecompass_atrace-test.txt,0,4454,0,11,0",
    "tracecompass_trace-android-sched-irq-syscall.txt,0,143,0,11,0",
    "tracecompass_trace-critical-path.txt,0,146,0,9,0",
    "trappy_trace_empty.txt,0,51,2,0,0",
  })
  void publicFiles(
      String file, long events, long other, long malformed, long headers, long continuations) {
    Path path = Captures.shared().resolve("public").resolve(file);
    assumeTrue(Files.exists(path), "no public captures beside the project");
    SlowResult result = FastResult.parse(Captures.read(path), null);
    assertFigures(result, events, other, 0, 0, malformed, headers, continuations);
  }

  @ParameterizedTest
  @CsvSource({
    "x86_64-6.1/complete,607467,0,0,0",
    "x86_64-6.1/ring-lost,73085,0,449231,0",
    "x86_64-6.1/tgid-mixed,85750,37510,0,115277",
    "x86_64-6.1/no-irqinfo-tsc,48772,0,0,0",
    "x86_64-6.1/instance-fetchargs,52966,0,0,0",
    "arm64-6.1/complete,34758,0,0,0",
    "arm64-6.1/tgid-mixed,7078,3682,0,23334",
  })
  void wholeCaptures(String name, long events, long other, long lostSum, long continuations)
      throws java.io.IOException {
    Path path = Captures.shared().resolve(name + ".txt.gz");
    assumeTrue(Files.exists(path), "no captures beside the project");
    String definitions =
        Files.readString(
            Captures.shared().resolve(name + ".d/kprobe_events"), StandardCharsets.UTF_8);
    SlowResult result =
        FastResult.parse(Captures.read(path), ProbeDefinition.parseAll(definitions));
    long lost = result.count("lost");
    assertFigures(result, events, other, lost, lostSum, 0, 0, continuations);
  }

  private static void assertFigures(
      SlowResult result,
      long events,
      long other,
      long lost,
      long lostSum,
      long malformed,
      long headers,
      long continuations) {
    assertThat(result.count("event")).as("events").isEqualTo(events);
    assertThat(result.count("other")).as("other").isEqualTo(other);
    assertThat(result.count("lost")).as("lost").isEqualTo(lost);
    assertThat(result.of("lost").stream().mapToLong(SlowRecord::time).sum())
        .as("sum of lost")
        .isEqualTo(lostSum);
    assertThat(result.count("malformed")).as("malformed").isEqualTo(malformed);
    assertThat(result.headers()).as("headers").isEqualTo(headers);
    assertThat(result.continuations()).as("continuations").isEqualTo(continuations);
    assertThat(result.lines())
        .isEqualTo(events + other + lost + malformed + headers + continuations);
  }
}
