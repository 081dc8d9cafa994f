package io.probestream.streams.parse;

import static io.probestream.streams.parse.Forms.known;
import static io.probestream.streams.parse.Forms.learned;
import static io.probestream.streams.parse.Forms.one;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of the fields in front of an event (trace_print_context). */
class HeaderFormsTest {
  private static final String OUT = "p:out /t:0x11bf arg1=$stack d=%di:s32";
  private static final String EVENT = "out: (0x4011bf) arg1=0x7ffffb61b6b8 d=0\n";

  private static SlowRecord header(String header) {
    SlowRecord record = one(known(header + EVENT, OUT));
    assertThat(record.type()).isEqualTo("event");
    assertThat(record.stack()).isEqualTo(0x7ffffb61b6b8L);
    assertThat(one(learned(header + EVENT)).type()).isEqualTo("event");
    return record;
  }

  private static void assertFields(SlowRecord r, String comm, int pid, int cpu, long timeNs) {
    assertThat(r.comm()).isEqualTo(comm);
    assertThat(r.pid()).isEqualTo(pid);
    assertThat(r.cpu()).isEqualTo(cpu);
    assertThat(r.time()).isEqualTo(timeNs);
    assertThat(r.ticks()).isFalse();
  }

  @Test
  void pidOfSevenColumnsAndFiveFlags() {
    SlowRecord r = header("               t-27178   [001] DBZff  1384.343253: ");
    assertFields(r, "               t", 27178, 1, 1_384_343_253_000L);
  }

  @Test
  void pidOfFiveColumnsAndFourFlags() {
    SlowRecord r = header("   kworker/u16:8-4262  [005] ....   551.734087: ");
    assertFields(r, "   kworker/u16:8", 4262, 5, 551_734_087_000L);
  }

  @Test
  void tgidOfSevenColumnsBeforeTheCpu() {
    SlowRecord r = header("               t-27218   (  27218) [001] DBZff  1384.685996: ");
    assertFields(r, "               t", 27218, 1, 1_384_685_996_000L);
  }

  @Test
  void tgidUnknown() {
    SlowRecord r = header("           x-123-27203   (-------) [000] DBZff  1384.655523: ");
    assertFields(r, "           x-123", 27203, 0, 1_384_655_523_000L);
  }

  @Test
  void tgidOfFiveColumns() {
    assertThat(header(" 123456789012345-2664  ( 2664) [001] d..3   652.762396: ").pid())
        .isEqualTo(2664);
    assertThat(header(" 123456789012345-2664  (-----) [001] d..3   652.762396: ").pid())
        .isEqualTo(2664);
  }

  @Test
  void tgidBehindTheCpuAsIn415() {
    SlowRecord r = header("               t-27218 [001] (27218) d...  1384.685996: ");
    assertFields(r, "               t", 27218, 1, 1_384_685_996_000L);
  }

  @Test
  void noFlags() {
    SlowRecord r = header("               t-30485   [000]   1652.559527: ");
    assertFields(r, "               t", 30485, 0, 1_652_559_527_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"....", "d.h.", "dNs2", ".....", "dL.ff", "DNZff", "..s1.", "d..10", "X....1"})
  void flagsAreOpaqueBytes(String flags) {
    SlowRecord r = header("               t-30485   [000] " + flags + "  1652.559527: ");
    assertThat(r.time()).isEqualTo(1_652_559_527_000L);
  }

  @Test
  void cpuOfFourDigits() {
    assertThat(header("               t-7       [1023] .....     0.000001: ").cpu())
        .isEqualTo(1023);
  }

  @Test
  void secondsWiderThanTheirColumn() {
    assertThat(header("               t-7       [000] d... 7888274.478331: ").time())
        .isEqualTo(7_888_274_478_331_000L);
  }

  @Test
  void nineDecimals() {
    assertThat(header("               t-7       [000] .....  1384.343253789: ").time())
        .isEqualTo(1_384_343_253_789L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"           3", "      165184", "4290246125293"})
  void clocksThatCountNoTime(String ticks) {
    SlowRecord r = header("               t-7       [000] ..... " + ticks + ": ");
    assertThat(r.ticks()).isTrue();
    assertThat(r.time()).isEqualTo(Long.parseLong(ticks.trim()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "  a] [001] d..1 ",
        " dash - 55 [002]",
        "                ",
        "              -7",
        "            \u00ff\u00fe\u00c3\u00a9",
        "           tab\tx",
        "        trail   ",
        " 123456789012345",
        "          x: y: ",
        "          <idle>",
        "           <...>",
        "           <XXX>",
        "             a\nb",
        "      \n\n\n\n\n\n\n\n\n\n",
        " -5 [001] 1: p: ",
        "#  not a header "
      })
  void taskNamesMayHoldAnything(String comm) {
    boolean padded = comm.startsWith(" ");
    SlowResult r = known(comm + "-27204   [001] d..1.  1384.655523: " + EVENT, OUT);
    // "%16s" pads 15 bytes at most, so a line without a leading blank is no kernel's.
    assertThat(r.count("event")).isEqualTo(padded ? 1 : 0);
    if (padded) {
      assertFields(one(r), comm, 27204, 1, 1_384_655_523_000L);
      assertThat(r.continuations()).isEqualTo(comm.chars().filter(c -> c == '\n').count());
    }
  }

  @Test
  void pidBelowZero() {
    assertThat(header("           <XXX>--1      [000] .....     0.000001: ").pid()).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "               t-12345678 [000] .....     0.000001: ",
        "               t-7       [00] .....     0.000001: ",
        "               t-7       [000] ...     0.000001: ",
        "               t-7       [000] .......     0.000001: ",
        "               t-7       [000] .....     0.00001: ",
        "               t-7       [000] .....     0.0000001: ",
        "               t-7       [000] .....     0.000001 ",
        "               t-7[000] .....     0.000001: ",
        "               t+7       [000] .....     0.000001: ",
        "               t-7       [000] ..... 99999999999999999999: ",
        "               t-7       [000] ..... 9999999999.999999: "
      })
  void whatIsNoHeaderIsMalformed(String header) {
    assertThat(one(known(header + EVENT, OUT)).type()).isEqualTo("malformed");
    assertThat(one(learned(header + EVENT)).type()).isEqualTo("malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "out: (0x4011bf) arg1=0x7ffffb61b6b8 d=0\n",
        "       t-30503     1DBZff 36680us+: out: (0x4011bf) arg1=0x7ffffb61b6b8 d=0\n",
        "               t   30551   1 255 0000000f 00000000 [628747b5] 18.186ms (+0.020ms): out: (0x1)\n",
        "30509 1 1652743516655 type: 2327\n",
        "00007733 00000001 00000180d195f0c4 type: 2327\n"
      })
  void layoutsWithoutTheseFieldsAreMalformed(String line) {
    assertThat(one(known(line, OUT)).type()).isEqualTo("malformed");
    assertThat(one(learned(line)).type()).isEqualTo("malformed");
  }

  @Test
  void reformattedLinesAreReadOnlyWithoutDefinitions() {
    String line = "kworker/0:0-13696 [000] 50260.647590: " + EVENT;
    SlowRecord r = one(learned(line));
    assertFields(r, "kworker/0:0", 13696, 0, 50_260_647_590_000L);
    assertThat(one(known(line, OUT)).type()).isEqualTo("malformed");
  }

  @Test
  void aReformattedHeaderIsTheFirstThatFits() {
    String line =
        "com.example.app-23071 [002] d..5 214168.479892: mark: a-1 [000] 1.000000: out: (0x1)\n";
    assertFields(one(learned(line)), "com.example.app", 23071, 2, 214_168_479_892_000L);
  }

  @Test
  void theLastLineMayLackItsNewline() {
    String line = "               t-30485   [000]   1652.559527: " + EVENT;
    assertThat(one(known(line.stripTrailing(), OUT)).type()).isEqualTo("event");
  }
}
