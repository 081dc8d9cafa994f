package io.probestream.streams.parse;

import static io.probestream.streams.parse.Forms.known;
import static io.probestream.streams.parse.Forms.learned;
import static io.probestream.streams.parse.Forms.one;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of what is no probe's line. */
class OtherLineFormsTest {
  private static final String PROBE = "p:e f";
  private static final String AT = "            bash-12      [000] .....     1.000002: ";
  private static final String EVENT = AT + "e: (f+0x0/0x9)\n";

  @ParameterizedTest
  @CsvSource({
    "CPU:1 [LOST 4096 EVENTS],1,4096",
    "CPU:12 [LOST EVENTS],12,0",
    "CPU:3 [17 EVENTS DROPPED],3,17",
  })
  void lostLines(String line, int cpu, long count) {
    for (SlowResult result : List.of(known(line + "\n", PROBE), learned(line + "\n"))) {
      SlowRecord r = one(result);
      assertThat(r.type()).isEqualTo("lost");
      assertThat(r.cpu()).isEqualTo(cpu);
      assertThat(r.time()).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CPU:1 [LOST 4096 EVENTS] ",
        " CPU:1 [LOST 4096 EVENTS]",
        "CPU:x [LOST 4096 EVENTS]",
        "CPU:1 [LOST -1 EVENTS]",
        "CPU:1 [LOST 4096EVENTS]",
        "CPU:99999999 [LOST 1 EVENTS]",
      })
  void almostLostLinesAreMalformed(String line) {
    assertThat(one(known(line + "\n", PROBE)).type()).isEqualTo("malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# tracer: nop",
        "#",
        "# entries-in-buffer/entries-written: 127/1000   #P:2",
        "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION",
        "##### CPU 1 buffer started ####",
        "",
      })
  void headersAndBlankLines(String line) {
    for (SlowResult result : List.of(known(line + "\n", PROBE), learned(line + "\n"))) {
      assertThat(result.records()).isEmpty();
      assertThat(result.headers()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<stack trace>\n => vfs_write\n => ksys_write\n => [FTRACE TRAMPOLINE]\n",
        "<user stack trace>\n => /bin/x[+0x1f]\n =>  <00000000004011bf>\n",
        "tracing_mark_write: hello world\n",
        "tracing_mark_write: \n",
        "tracing_mark_write: <faulted>\n",
        "tracing_mark_write: two\nlines and a blank one\n\n# and this\n",
        "# 64636261 buf: 65 66 67 68\n",
        "my_func: a trace_printk of 3\n",
        "0x00000001: an old bpf_trace_printk\n",
        "0: another\n",
        "bpf_trace_printk: a new one\n",
        "vfs_write <-ksys_write\n",
        "sys_ioctl(fd: ff, cmd: 5401, arg: 7ffd)\n",
        "sys_ioctl -> 0x0\n",
        "Unknown type 2327\n",
        "sched_switch: prev_comm=a prev_pid=1 ==> next_comm=e: (f+0x0/0x9) next_pid=2\n",
        "\n",
      })
  void foreignRecordsKeepTheirFurtherLines(String text) {
    for (SlowResult result : List.of(known(AT + text + EVENT, PROBE), learned(AT + text + EVENT))) {
      assertThat(result.count("other")).isEqualTo(1);
      assertThat(result.count("event")).isEqualTo(1);
      assertThat(result.count("malformed")).isZero();
      assertThat(result.headers()).isZero();
      assertThat(result.continuations()).isEqualTo(text.chars().filter(c -> c == '\n').count() - 1);
    }
  }

  @Test
  void furtherLinesOfAForeignRecordEndAt64KiB() {
    String line = "x".repeat(63) + '\n';
    SlowResult r = known(AT + "tracing_mark_write: a\n" + line.repeat(1_030), PROBE);
    assertThat(r.continuations()).isEqualTo(1_024);
    assertThat(r.count("malformed")).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {" => vfs_write", "[LINE TOO BIG]", "prose", "\0", "-", " "})
  void behindAProbesRecordTheyAreMalformed(String line) {
    SlowResult r = known(EVENT + line + "\n", PROBE);
    assertThat(r.records()).extracting(SlowRecord::type).containsExactly("event", "malformed");
  }

  @Test
  void aRecordGluedToAMarkerIsPartOfIt() {
    // A marker with a NUL inside loses its newline: one line, and the event in it is not seen.
    SlowResult r = known(AT + "tracing_mark_write: cut" + EVENT, PROBE);
    assertThat(one(r).type()).isEqualTo("other");
  }

  @Test
  void emptyInputHoldsNothing() {
    assertThat(known("", PROBE)).isEqualTo(new SlowResult(List.of(), 0, 0, 0));
  }

  @Test
  void lostLineEndsAForeignRecord() {
    SlowResult r = known(AT + "tracing_mark_write: a\nCPU:1 [LOST 2 EVENTS]\nprose\n", PROBE);
    assertThat(r.records())
        .extracting(SlowRecord::type)
        .containsExactly("other", "lost", "malformed");
  }
}
