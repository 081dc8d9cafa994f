package io.probestream.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvTest {
  record Inner(long most, String text) {}

  record Outer(String name, Inner inner, Map<String, String> labels, Long none) {}

  @Test
  void whatIsWrittenIsReadAgain() throws Exception {
    Csv csv = new Csv(Outer.class);
    String text = "a \"quoted\", word\r\nand a line";
    Outer outer = new Outer("=1,2", new Inner(Long.MAX_VALUE, text), Map.of("role", "db"), null);
    assertThat(csv.header()).isEqualTo("name,inner.most,inner.text,labels,none\r\n");
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(csv.header() + csv.line(outer))) {
      assertThat(rows.next())
          .containsEntry("name", "=1,2")
          .containsEntry("inner.most", "9223372036854775807")
          .containsEntry("inner.text", text)
          .containsEntry("labels", "{\"role\":\"db\"}")
          .containsEntry("none", "");
      assertThat(rows.hasNext()).isFalse();
    }
  }
}
