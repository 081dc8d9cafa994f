package io.probestream.schemas.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeDefinitionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p vfs_read|p|0|||vfs_read|entry|vfs_read",
        "p:myread vfs_read|p|0||myread|vfs_read|entry|vfs_read",
        "p:grp/myread vfs_read|p|0|grp|myread|vfs_read|entry|vfs_read",
        "p:grp.myread vfs_read|p|0|grp|myread|vfs_read|entry|vfs_read",
        "p:ftres-x2/e vfs_read|p|0|ftres-x2|e|vfs_read|entry|vfs_read",
        "p:grp/ vfs_read|p|0|grp||vfs_read|entry|vfs_read",
        "p:e vfs_read+0|p|0||e|vfs_read+0|entry|vfs_read",
        "p:e vfs_read+0x0|p|0||e|vfs_read+0x0|entry|vfs_read",
        "p:e vfs_read+5|p|0||e|vfs_read+5|other|vfs_read",
        "p:e vfs_read+0x10|p|0||e|vfs_read+0x10|other|vfs_read",
        "p:e nf_tables:nf_hook|p|0||e|nf_tables:nf_hook|entry|nf_tables:nf_hook",
        "p:e nf_tables:nf_hook+4|p|0||e|nf_tables:nf_hook+4|other|nf_tables:nf_hook",
        "p:e 0xffffffff81234567|p|0||e|0xffffffff81234567|entry|0xffffffff81234567",
        "r vfs_read|r|0|||vfs_read|return|vfs_read",
        "r:e vfs_read|r|0||e|vfs_read|return|vfs_read",
        "r:e vfs_read+0|r|0||e|vfs_read+0|return|vfs_read",
        "r64:e vfs_read|r|64||e|vfs_read|return|vfs_read",
        "r64 vfs_read|r|64|||vfs_read|return|vfs_read",
        "r4096:g/e vfs_read|r|4096|g|e|vfs_read|return|vfs_read",
        "p:e vfs_read%return|p|0||e|vfs_read%return|return|vfs_read",
        "p:e vfs_read+0%return|p|0||e|vfs_read+0%return|return|vfs_read",
        "p:e /bin/x:0x1196|p|0||e|/bin/x:0x1196|entry|/bin/x:0x1196",
        "r:e /bin/x:0x1196|r|0||e|/bin/x:0x1196|return|/bin/x:0x1196",
        "p:e /bin/x:0x1196(0x20)|p|0||e|/bin/x:0x1196(0x20)|entry|/bin/x:0x1196",
        "p:e /bin/x:0x1196%return|p|0||e|/bin/x:0x1196%return|return|/bin/x:0x1196",
        "p:e /opt/a+b/x:0x1196|p|0||e|/opt/a+b/x:0x1196|entry|/opt/a+b/x:0x1196",
      })
  void everyForm(
      String line,
      char type,
      int maxactive,
      String group,
      String event,
      String place,
      String kind,
      String symbol) {
    ProbeDefinition d = ProbeDefinition.parse(line);
    assertThat(d)
        .isEqualTo(
            new ProbeDefinition(type, maxactive, text(group), text(event), place, List.of()));
    assertThat(d.kind().wireName()).isEqualTo(kind);
    assertThat(ProbeKind.of(kind)).isEqualTo(d.kind());
    assertThat(d.symbol()).isEqualTo(symbol);
    assertThat(ProbeDefinition.parse(d.text())).isEqualTo(d);
  }

  @Test
  void argumentsAreNumberedByTheirPlace() {
    ProbeDefinition d = ProbeDefinition.parse("  p:e \t f  %di  sp=$stack   $arg3:u64 ");
    assertThat(d.args()).extracting(FetchArg::name).containsExactly("arg1", "sp", "arg3");
    assertThat(d.stackArg()).isEqualTo("sp");
    assertThat(d.text()).isEqualTo("p:e f arg1=%di sp=$stack arg3=$arg3:u64");
  }

  @Test
  void allArgumentsAtOnceHaveNoName() {
    assertThat(ProbeDefinition.parse("p:e f $arg*").text()).isEqualTo("p:e f $arg*");
  }

  @Test
  void withoutAStackArgumentThereIsNone() {
    assertThat(ProbeDefinition.parse("p:e f a=%di").stackArg()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-6.1.complete",
        "x86_64-6.1.hostile",
        "x86_64-6.1.instance-fetchargs",
        "x86_64-6.1.maxactive",
        "x86_64-6.1.no-irqinfo-tsc",
        "x86_64-6.1.ring-lost",
        "x86_64-6.1.tgid-mixed",
        "x86_64-6.1.trace-file",
        "arm64-6.1.complete",
        "arm64-6.1.instance-fetchargs",
        "arm64-6.1.maxactive",
        "arm64-6.1.no-irqinfo-tsc",
        "arm64-6.1.ring-lost",
        "arm64-6.1.tgid-mixed",
        "arm64-6.1.trace-file",
      })
  void whatKernelsShowComesBackByteForByte(String name) throws IOException {
    String shown = resource(name);
    List<ProbeDefinition> definitions = ProbeDefinition.parseAll(shown);
    assertThat(definitions.stream().map(d -> d.text() + '\n').reduce("", String::concat))
        .isEqualTo(shown);
  }

  @Test
  void commentsAndBlankLinesArePassedOver() {
    assertThat(ProbeDefinition.parseAll("# two probes\n\np:a f\n \nr:b f\n")).hasSize(2);
    assertThat(ProbeDefinition.parseAll("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|needs a place",
        "p:e|needs a place",
        "q:e f|a probe starts with 'p' or 'r', not with 'q'",
        "-:g/e f|a probe starts with 'p' or 'r', not with '-'",
        "p4:e f|must start with p or r[MAXACTIVE]",
        "r0:e f|must start with p or r[MAXACTIVE]",
        "rx:e f|must start with p or r[MAXACTIVE]",
        "r-1:e f|must start with p or r[MAXACTIVE]",
        "r99999999999:e f|must start with p or r[MAXACTIVE]",
        "probe:e f|must start with p or r[MAXACTIVE]",
      })
  void whatIsNoDefinitionIsRefusedWithASentence(String line, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProbeDefinition.parse(line))
        .withMessageContaining(reason);
  }

  static String resource(String name) throws IOException {
    try (InputStream in = ProbeDefinitionTest.class.getResourceAsStream("/kprobe_events/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(String cell) {
    return cell == null ? "" : cell;
  }
}
