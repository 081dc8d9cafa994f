package io.probestream.bench;

import io.probestream.cli.text.Table;
import io.probestream.schemas.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures as a table for people, or as one JSON object for each row. */
final class Report {
  private Report() {}

  static String table(List<Figure> figures) {
    Table table = new Table("ROW", ">OURS", ">BASELINE", ">RATIO", ">SPREAD", ">FLOOR", "");
    for (Figure f : figures) {
      boolean isSpeed = f.row().bound().isSpeed();
      table.row(
          f.row().name(),
          isSpeed ? millions(f.ours().median()) : plain(f.ours().median()),
          isSpeed ? millions(f.baseline().median()) : plain(f.baseline().median()),
          plain(f.ratio().median()),
          plain(f.ratio().min()) + "–" + plain(f.ratio().max()),
          (isSpeed ? "≥ " : "≤ ") + plain(f.row().bound().limit()),
          f.holds() ? "" : "BEYOND");
    }
    StringBuilder text = new StringBuilder(String.join("\n", table.lines())).append('\n');
    for (Figure f : figures) {
      text.append('\n').append(f.row().name()).append(": ").append(f.row().title()).append('\n');
      f.notes().forEach(note -> text.append("  ").append(note).append('\n'));
    }
    return text.toString();
  }

  static String json(List<Figure> figures) {
    StringBuilder text = new StringBuilder();
    for (Figure f : figures) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("row", f.row().name());
      row.put("title", f.row().title());
      row.put("ours", f.ours());
      row.put("baseline", f.baseline());
      row.put("ratio", f.ratio());
      row.put("bound", f.row().bound());
      row.put("holds", f.holds());
      row.put("notes", f.notes());
      text.append(Json.string(row)).append('\n');
    }
    return text.toString();
  }

  private static String millions(double perSecond) {
    return String.format(Locale.ROOT, "%.2f M/s", perSecond / 1e6);
  }

  private static String plain(double value) {
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : "%.3g", value);
  }
}
