package io.probestream.streams.parse;

import static io.probestream.streams.parse.Forms.one;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Form;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines as the collector prints them from binary pages. */
class EscapedFormTest {
  private static final String AT = "            bash-12      [000] .....     1.000000002: ";

  private static SlowResult parse(String text, String... definitions) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    List<ProbeDefinition> known =
        definitions.length == 0 ? null : ProbeDefinition.parseAll(String.join("\n", definitions));
    SlowResult fast = FastResult.parse(Form.ESCAPED, bytes, known);
    assertThat(fast).isEqualTo(SlowParser.parse(Form.ESCAPED, bytes, known));
    return fast;
  }

  @Test
  void aStringCannotForgeTheRestOfItsRecord() {
    // In form kernel the parser would take the first quote that the rest fits behind.
    String forged = "x\\\" sp=0x1111111111111111 g=";
    SlowRecord r =
        one(
            parse(
                AT + "e: (f+0x0/0x9) s=\"" + forged + "\" sp=0xffffd113c02f3da0 g=h+0x1/0x2 [m]\n",
                "p:e f s=+0(%si):ustring sp=$stack g=%di:symbol"));
    assertThat(r.type()).isEqualTo("event");
    assertThat(r.stack()).isEqualTo(0xffffd113c02f3da0L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e: (f+0x0/0x9) s=\"a\\nb\\x01\\\\\" t={\"}\",(fault),\"\\\"\"} c='\\'' b=1",
        "e: (f+0x0/0x9) s=(fault) t=(fault) c='\\x00' b=1",
        "e: (f+0x0/0x9) s=\"\" t={} c='\"' b=1",
      })
  void stringsEndAtTheirQuote(String event) {
    SlowResult r =
        parse(AT + event + "\n", "p:e f s=+0(%si):string t=+0(%si):string[3] c=%di:char b=%si");
    assertThat(one(r).type()).isEqualTo("event");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "e: (f+0x0/0x9) s=\"open",
        "e: (f+0x0/0x9) s=\"open\\\"",
        "e: (f+0x0/0x9) s=\"bad \\q\"",
        "e: (f+0x0/0x9) s=\"bad \\x0g\"",
        "e: (f+0x0/0x9) s=\"a\" b=1",
      })
  void whatIsNotWellFormedIsMalformedAndTheNextLineIsNot(String event) {
    SlowResult r =
        parse(AT + event + "\n" + AT + "p: (g+0x0/0x9)\n", "p:e f s=+0(%si):string", "p:p g");
    assertThat(r.records()).extracting(SlowRecord::type).containsExactly("malformed", "event");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "             a\\nb|a\\x0ab",
        " \\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\x09\\x0a\\x0b\\x0c\\x0d\\x0e\\x0f"
            + "|\\x01\\x02\\x03\\x04\\x05\\x06\\x07\\x08\\x09\\x0a\\x0b\\x0c\\x0d\\x0e\\x0f",
        "            it\\'s|it's",
        " \\x01\\x02\\x03\\x0412-7 [000] |\\x01\\x02\\x03\\x0412-7 [000] ",
        "           <...>|<...>",
      })
  void aTaskNameHas16CharactersWhateverTheyArePrintedAs(String comm, String task) {
    String text = comm + "-12      [000] .....     1.000000002: e: (f+0x0/0x9)\n";
    assertThat(one(parse(text, "p:e f")).comm()).isEqualTo(comm);
    assertThat(one(parse(text)).comm()).isEqualTo(comm);
    List<String> names = new ArrayList<>();
    LineParser parser = new LineParser(ProbeTable.known(ProbeDefinition.parseAll("p:e f")));
    parser.setForm(Form.ESCAPED);
    parser.parse(text.getBytes(StandardCharsets.ISO_8859_1), new Names(names));
    assertThat(names).containsExactly(task);
  }

  @Test
  void aMarkersLineIsOneRecordAndNothingFollowsIt() {
    SlowResult r = parse(AT + "tracing_mark_write: a\\nb\nc\n", "p:e f");
    assertThat(r.records()).extracting(SlowRecord::type).containsExactly("other", "malformed");
  }

  private record Names(List<String> names) implements LineSink {
    @Override
    public void event(ParsedLine line) {
      names.add(line.task());
    }

    @Override
    public void other(ParsedLine line) {}

    @Override
    public void lost(int cpu, long count) {}

    @Override
    public void malformed(byte[] buffer, int from, int to, String reason, int offset) {}
  }
}
