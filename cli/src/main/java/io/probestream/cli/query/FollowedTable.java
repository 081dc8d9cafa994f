package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import java.io.PrintWriter;
import java.util.List;

/** Prints rows of tables that grow, headings once. Not thread-safe. */
final class FollowedTable {
  private Table.Layout layout;

  boolean isEmpty() {
    return layout == null;
  }

  /** Prints the rows of {@code table}, in the columns of those before. */
  void print(Table table, PrintWriter out) {
    if (table.isEmpty()) {
      return;
    }
    boolean first = layout == null;
    layout = table.layout(layout);
    List<String> lines = table.lines(layout);
    lines.subList(first ? 0 : 1, lines.size()).forEach(out::println);
  }
}
