package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import java.io.PrintWriter;
import java.util.List;

/**
 * Prints rows of tables that grow, headings once, and again where a narrow terminal makes columns
 * give way. Not thread-safe.
 */
final class FollowedTable {
  private final int width = TerminalSize.stdoutColumns();
  private Table.Layout layout;

  boolean isEmpty() {
    return layout == null;
  }

  /** Prints the rows of {@code table}, in the columns of those before. */
  void print(Table table, PrintWriter out) {
    if (table.isEmpty()) {
      return;
    }
    Table.Layout before = layout;
    layout = table.layout(before, width);
    List<String> lines = table.lines(layout, width);
    boolean stand = before != null && layout.hasColumnsOf(before);
    lines.subList(stand ? 1 : 0, lines.size()).forEach(out::println);
  }
}
