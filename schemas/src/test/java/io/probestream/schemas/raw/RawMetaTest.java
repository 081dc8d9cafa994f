package io.probestream.schemas.raw;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawMetaTest {
  private static final String SESSION = "3f0a5f0e-6a3c-4f0e-9a53-0d7a1b6f2c11";

  private static final long MAX_COUNT = 1_000_000_000_000_000L;
  private static final long MAX_NS = 4_000_000_000_000_000_000L;

  private static RawMeta meta() {
    return new RawMeta(
        RecordType.LINES, SESSION, 7, 1_000, 25, -3_000_000_000L, 12_345, Form.KERNEL);
  }

  @Property
  void headersComeBackEqual(
      @ForAll RecordType type,
      @ForAll Form form,
      @ForAll @LongRange(min = 0, max = MAX_COUNT) long seq,
      @ForAll @LongRange(min = 0, max = MAX_COUNT) long firstLine,
      @ForAll @IntRange(min = 0) int lines,
      @ForAll @LongRange(min = -MAX_NS, max = MAX_NS) long clockOffsetNs,
      @ForAll @LongRange(min = -MAX_NS, max = MAX_NS) long watermarkNs) {
    RawMeta meta =
        switch (type) {
          case TICK -> RawMeta.tick();
          case RULES -> RawMeta.rules();
          default ->
              new RawMeta(type, SESSION, seq, firstLine, lines, clockOffsetNs, watermarkNs, form);
        };
    assertThat(RawMeta.of(meta.toHeaders())).isEqualTo(meta);
  }

  @Test
  void headersAreThoseOfTheContract() {
    StringBuilder text = new StringBuilder();
    for (Header header : meta().toHeaders()) {
      text.append(header.key()).append('=').append(new String(header.value(), US_ASCII));
      text.append('\n');
    }
    assertThat(text.toString())
        .isEqualTo(
            """
            ps.v=1
            ps.type=lines
            ps.session=3f0a5f0e-6a3c-4f0e-9a53-0d7a1b6f2c11
            ps.seq=7
            ps.first_line=1000
            ps.lines=25
            ps.clock_offset_ns=-3000000000
            ps.watermark_ns=12345
            ps.form=kernel
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "ps.seq, 1000000000000001",
    "ps.first_line, 128183990622427579",
    "ps.clock_offset_ns, 9223372036854775807",
    "ps.watermark_ns, -9223372036854775808"
  })
  void aNumberThatWouldOverflowASumIsRefused(String name, String value) {
    Headers headers = meta().toHeaders();
    headers.add(name, value.getBytes(US_ASCII));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RawMeta.of(headers))
        .withMessage(name + " is out of range: " + value);
  }

  @Test
  void whatIsOfNoHostNeedsNoMoreThanVersionAndType() {
    for (RawMeta meta : List.of(RawMeta.tick(), RawMeta.rules())) {
      assertThat(meta.toHeaders().toArray()).hasSize(2);
      assertThat(RawMeta.of(meta.toHeaders())).isEqualTo(meta);
    }
  }

  @Test
  void unknownHeadersAreIgnored() {
    Headers headers = meta().toHeaders().add("ps.new", new byte[] {-1}).add("traceparent", null);
    assertThat(RawMeta.of(headers)).isEqualTo(meta());
  }

  @ParameterizedTest
  @CsvSource({
    "ps.v,2,ps.v is not 1",
    "ps.v,'',ps.v is not 1",
    "ps.type,pages,ps.type is unknown",
    "ps.type,LINES,ps.type is unknown",
    "ps.session,'',ps.session is empty",
    "ps.seq,x,ps.seq is not a decimal integer",
    "ps.seq,'',ps.seq is not a decimal integer",
    "ps.seq,+1,ps.seq is not a decimal integer",
    "ps.seq,0x1,ps.seq is not a decimal integer",
    "ps.seq,1.5,ps.seq is not a decimal integer",
    "ps.seq,9223372036854775808,ps.seq is not a decimal integer",
    "ps.seq,-1,ps.seq must not be negative but is -1",
    "ps.first_line,-1,ps.first_line must not be negative but is -1",
    "ps.lines,-1,ps.lines is out of range",
    "ps.lines,-4294967295,ps.lines is out of range",
    "ps.lines,2147483648,ps.lines is out of range",
    "ps.clock_offset_ns,x,ps.clock_offset_ns is not a decimal integer",
    "ps.watermark_ns,x,ps.watermark_ns is not a decimal integer",
    "ps.form,pages,ps.form is unknown",
  })
  void aBadHeaderIsRefusedWithTheReason(String name, String value, String reason) {
    Headers headers = meta().toHeaders();
    headers.remove(name).add(name, value.getBytes(US_ASCII));
    assertThatIllegalArgumentException().isThrownBy(() -> RawMeta.of(headers)).withMessage(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "ps.v",
    "ps.type",
    "ps.session",
    "ps.seq",
    "ps.first_line",
    "ps.lines",
    "ps.clock_offset_ns",
    "ps.watermark_ns",
    "ps.form"
  })
  void aMissingHeaderIsNamed(String name) {
    Headers without = meta().toHeaders().remove(name);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RawMeta.of(without))
        .withMessage(name + " is missing");
    Headers withNull = meta().toHeaders().remove(name).add(name, null);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RawMeta.of(withNull))
        .withMessage(name + " is missing");
  }
}
