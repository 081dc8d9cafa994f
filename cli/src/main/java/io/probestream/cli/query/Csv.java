package io.probestream.cli.query;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.probestream.schemas.Json;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A record as a line of CSV by RFC 4180: a column for each component, those of records within it as
 * {@code outer.inner}. Lists and HdrHistograms have no column. Immutable.
 */
final class Csv {
  private static final ObjectWriter WRITER =
      new CsvMapper()
          .enable(CsvGenerator.Feature.STRICT_CHECK_FOR_QUOTING)
          .writer(CsvSchema.emptySchema().withLineSeparator("\r\n"));

  private final List<String> columns = new ArrayList<>();

  Csv(Class<?> type) {
    addColumns(type, "");
  }

  private void addColumns(Class<?> type, String prefix) {
    for (RecordComponent c : type.getRecordComponents()) {
      JsonProperty renamed = c.getAccessor().getAnnotation(JsonProperty.class);
      String name = prefix + (renamed == null ? c.getName() : renamed.value());
      if (c.getType().isRecord()) {
        addColumns(c.getType(), name + '.');
      } else if (!Collection.class.isAssignableFrom(c.getType()) && !name.equals("histogram")) {
        columns.add(name);
      }
    }
  }

  String header() {
    return written(columns);
  }

  String line(Object row) {
    JsonNode tree = Json.mapper().valueToTree(row);
    return written(columns.stream().map(column -> text(tree, column)).toList());
  }

  private static String text(JsonNode tree, String column) {
    JsonNode at = tree;
    for (String name : column.split("\\.")) {
      at = at.path(name);
    }
    return at.isContainerNode() ? at.toString() : at.isNull() ? "" : at.asText();
  }

  private static String written(List<String> cells) {
    try {
      return WRITER.writeValueAsString(cells);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
  }
}
