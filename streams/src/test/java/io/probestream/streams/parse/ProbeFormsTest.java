package io.probestream.streams.parse;

import static io.probestream.streams.parse.Forms.known;
import static io.probestream.streams.parse.Forms.learned;
import static io.probestream.streams.parse.Forms.one;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of a probe's place and arguments (print_kprobe_event, trace_probe_print_args). */
class ProbeFormsTest {
  private static final String AT = "            bash-12      [000] .....     1.000002: ";

  private static SlowRecord event(String event, String definition) {
    SlowRecord record = one(known(AT + event + "\n", definition));
    assertThat(record.type()).as(event).isEqualTo("event");
    return record;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "myopen: (do_sys_open+0x0/0x220) mode=0x1|entry",
        "myopen: (do_sys_open+0x4/0x220) mode=0x1|entry",
        "myopen: (do_sys_open+0x5/0x220) mode=0x1|other",
        "myopen: (do_sys_open+0x40/0x220) mode=0x1|other",
        "p: (nf_hook+0x4/0x90 [nf_tables]) x=0x1|entry",
        "p: (vfs_write+0x0/0x10 <ffffffff81234567>) x=0x1|entry",
        "noargs: (0x4011bf)|entry",
        "p: (0xffffffff81234567) x=0x1|entry",
        "p: (0) x=0x1|entry",
        "myretprobe: (SyS_open+0x1e/0x20 <- do_sys_open) arg1=0x3|return",
        "r: (SyS_open+0x1e/0x20 <- do_sys_open+0x0/0x220) arg1=0x3|return",
        "r: (nf_x+0x1e/0x20 [nf_tables] <- nf_hook [nf_tables]) arg1=0x3|return",
        "r: ([unknown/kretprobe'd] <- vfs_read) arg1=0x3|return",
        "tgt_ret: (0x4011c4 <- 0x401196) ret=0x72|return",
        "ep: (sched.sched_switch) a=1|other",
      })
  void placesSayWhichKindAnUnknownProbeIs(String event, String kind) {
    SlowRecord r = one(learned(AT + event + "\n"));
    assertThat(r.type()).isEqualTo("event");
    assertThat(r.name()).isEqualTo(event.substring(0, event.indexOf(':')));
    assertThat(r.kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "e: (f+0x0/0x9) a=7|p:e f a=%di:u64",
        "e: (f+0x0/0x9) a=-7|p:e f a=%di:s8",
        "e: (f+0x0/0x9) a=0xfffffffffffffffd|p:e f a=%di:x64",
        "e: (f+0x0/0x9) arg1=0xfffffffffffffffd|p:e f %di",
        "e: (f+0x0/0x9) a=fffffffffffffffd|p:e f a=%di:u64",
        "e: (f+0x0/0x9) h=2|p:e f h=%dx:b4@2/32",
        "e: (f+0x0/0x9) c='x' b=1|p:e f c=%di:char b=%si",
        "e: (f+0x0/0x9) c=''' b=1|p:e f c=%di:char b=%si",
        "e: (f+0x0/0x9) c=' ' b=1|p:e f c=%di:char b=%si",
        "e: (f+0x0/0x9) g=func+0x1/0x2 b=1|p:e f g=%di:symbol b=%si",
        "e: (f+0x0/0x9) g=func+0x1/0x2 [mod] b=1|p:e f g=%di:symbol b=%si",
        "e: (f+0x0/0x9) g=func+0x1/0x2 [mod]|p:e f g=%di:symbol",
        "e: (f+0x0/0x9) g={a+0x0/0x1 [m],b} b=1|p:e f g=%di:symbol[2] b=%si",
        "e: (f+0x0/0x9) a={0,17} b={0x1,0x2} c={'i','n'}|p:e f a=%di:u8[2] b=%di:x8[2] c=%di:char[2]",
        "e: (f+0x0/0x9) s={\"one\",(fault)} b=1|p:e f s=+0(%di):string[2] b=%si",
        "e: (f+0x0/0x9) s={\"one\",\"two \"q\"\",\"three,}\"}|p:e f s=+0(%di):string[3]",
        "e: (f+0x0/0x9) s=\"simple\"|p:e f s=+0(%di):string",
        "e: (f+0x0/0x9) s=\"\" b=1|p:e f s=+0(%di):string b=%si",
        "e: (f+0x0/0x9) s=\"with \"quotes\" inside\" b=1|p:e f s=+0(%di):ustring b=%si",
        "e: (f+0x0/0x9) s=\"(fault)\" b=1|p:e f s=+0(%di):string b=%si",
        "e: (f+0x0/0x9) s=(fault) b=1|p:e f s=+0(%di):string b=%si",
        "e: (f+0x0/0x9) s=(fault)|p:e f s=+0(%di):string",
        "e: (f+0x0/0x9) comm=\"a b\"|p:e f comm=$comm",
        "e: (f+0x0/0x9) s=\"func+0x1/0x2\"|p:e f s=%di:symstr",
        "e: (f+0x0/0x9) d=\"file name\"|p:e f d=$arg1:%pd",
        "e: (f+0x0/0x9) i=\"text\" b=1|p:e f i=\\\"text\" b=%si",
        "e: (f+0x5/0x9)|p:e f+5",
        "e: (g+0x5/0x9 <- f) ret=0x1|r:e f ret=$retval",
        "e: (g+0x5/0x9 <- f) ret=0x1|p:e f%return ret=$retval",
      })
  void argumentsAsDefined(String event, String definition) {
    event(event, definition);
    assertThat(one(learned(AT + event + "\n")).type()).isEqualTo("event");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\t", "\0", "'", "\"", "\u00e9"})
  void aCharacterMayBeAnyByte(String character) {
    String event = "e: (f+0x0/0x9) c='" + character + "' b=1";
    event(event, "p:e f c=%di:char b=%si");
    assertThat(one(learned(AT + event + "\n")).type()).isEqualTo("event");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new\nline",
        "\n\n\n",
        "\n            bash-1       [000] .....     1.000001: r: (a+0x1/0x2 <- f) ret=666 sp=0x0\n",
        "\nCPU:1 [LOST 4096 EVENTS]\n",
        "q\" file=\"fake\" sp=0x1",
        "\" sp=",
        "\" sp=0x1 ",
        "# \" sp=0xg\n",
        "a\u0000b\u0001\u00ff",
      })
  void aKnownStringHoldsWhatItWants(String file) {
    String event = "e: (f+0x0/0x9) file=\"" + file + "\" sp=0xffffd113c02f3da0";
    SlowRecord r = event(event, "p:e f file=+0(%si):ustring sp=$stack");
    assertThat(r.stack()).isEqualTo(0xffffd113c02f3da0L);
  }

  @Test
  void aStringThatEndsWithTheExactRestOfItsRecordIsTaken() {
    // What no reader of text can tell apart; binary pages can.
    String forged = "x\" sp=0x1\n" + AT + "r: (a+0x1/0x2 <- f) sp=0x0";
    SlowResult r =
        known(
            AT + "e: (f+0x0/0x9) file=\"" + forged + "\n\" sp=0x2\n",
            "p:e f file=+0(%si):ustring sp=$stack",
            "r:r f sp=$stack");
    assertThat(r.count("event")).isEqualTo(2);
    assertThat(r.count("malformed")).isEqualTo(1);
  }

  @Test
  void aStringWithoutAnEndIsMalformedAfter64KiB() {
    String open = AT + "e: (f+0x0/0x9) file=\"open\n";
    String next = AT + "p: (g+0x0/0x9)\n";
    SlowResult r =
        known(open + next.repeat(2_000), "p:e f file=+0(%si):ustring sp=$stack", "p:p g");
    assertThat(r.count("malformed")).isEqualTo(1);
    assertThat(r.count("event")).isEqualTo(2_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0x72|114|r:e f ret=$retval",
        "-2|-2|r:e f ret=$retval:s32",
        "4294967294|-2|r:e f ret=$retval:u32",
        "0xfffffffe|-2|r:e f ret=$retval:x32",
        "18446744073709551614|-2|r:e f ret=$retval:u64",
        "0xfffffffffffffffe|-2|r:e f ret=$retval",
        "fffffffffffffffe|-2|r:e f ret=$retval",
        "4096|4096|r:e f ret=$retval:s64",
      })
  void returnValuesAreSignExtended(String printed, long value, String definition) {
    SlowRecord r = event("e: (g+0x5/0x9 <- f) ret=" + printed, definition);
    assertThat(r.retval()).isEqualTo(value);
  }

  @Test
  void stackPointersInEveryBase() {
    assertThat(event("e: (f+0x0/0x9) sp=0xffffd113c02f3da0", "p:e f sp=$stack").stack())
        .isEqualTo(0xffffd113c02f3da0L);
    assertThat(event("e: (f+0x0/0x9) sp=ffffd113c02f3da0", "p:e f sp=$stack").stack())
        .isEqualTo(0xffffd113c02f3da0L);
    assertThat(event("e: (f+0x0/0x9) a=18446692481491746208", "p:e f a=$stack:u64").stack())
        .isEqualTo(0xffffd113c02f3da0L);
  }

  @Test
  void withoutDefinitionsSpIsAStackPointerOnlyIfHexadecimal() {
    assertThat(one(learned(AT + "e: (f+0x0/0x9) sp=0x12\n")).stack()).isEqualTo(0x12);
    assertThat(one(learned(AT + "e: (f+0x0/0x9) sp=ffff12\n")).stack()).isEqualTo(0xffff12);
    assertThat(one(learned(AT + "e: (f+0x0/0x9) sp=12\n")).stack()).isNull();
    assertThat(one(learned(AT + "e: (f+0x0/0x9) s=\"x sp=0x1 \" b=1\n")).stack()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e: (f+0x0/0x9)",
        "e: (f+0x0/0x9) a=1",
        "e: (f+0x0/0x9) a=1 c=2",
        "e: (f+0x0/0x9) b=1 a=2",
        "e: (f+0x0/0x9) a= b=1",
        "e: (f+0x0/0x9) a=1 b=2 c=3",
        "e: (f+0x0/0x9) a=1 b=2 ",
        "e: (f+0x0/0x9)  a=1 b=2",
        "e: (g+0x5/0x9 <- f) a=1 b=2",
      })
  void whatDoesNotFitTheDefinitionIsMalformed(String event) {
    assertThat(one(known(AT + event + "\n", "p:e f a=%di b=%si")).type()).isEqualTo("malformed");
  }

  @Test
  void aReturnWithoutAnArrowIsMalformed() {
    assertThat(one(known(AT + "r: (f+0x0/0x9) ret=0x1\n", "r:r f ret=$retval")).type())
        .isEqualTo("malformed");
  }

  @Test
  void ofTwoProbesWithOneNameTheFirstCounts() {
    SlowRecord r = event("e: (f+0x0/0x9) a=1", "p:one/e f a=%di\np:two/e g b=%di");
    assertThat(r.name()).isEqualTo("e");
  }

  @Test
  void eventsOfUnknownProbesAreOther() {
    assertThat(one(known(AT + "x: (f+0x0/0x9) a=1\n", "p:e f a=%di")).type()).isEqualTo("other");
    assertThat(
            one(known(AT + "e: __probe_ip=0x4011bf (4198847) a=0x74 (116)\n", "p:e f a=%di"))
                .type())
        .isEqualTo("other");
  }
}
