package io.probestream.cli.text;

import static io.probestream.schemas.Checks.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of text: columns two blanks apart, as wide as their widest cell, no blanks at line ends.
 * Not thread-safe.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<Boolean> right = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();

  /**
   * A table with these headings; one that starts with {@code >} is aligned to the right, for
   * numbers.
   */
  public Table(String... headings) {
    String[] head = new String[headings.length];
    for (int i = 0; i < headings.length; i++) {
      boolean isRight = headings[i].startsWith(">");
      right.add(isRight);
      head[i] = isRight ? headings[i].substring(1) : headings[i];
    }
    rows.add(head);
  }

  public Table row(String... cells) {
    check(
        cells.length == right.size(),
        "row has " + cells.length + " cells, the table " + right.size() + " columns");
    rows.add(cells.clone());
    return this;
  }

  /** Whether there is no row below the headings. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** How wide the columns are, so that later rows stand below earlier ones. */
  public static final class Layout {
    private final int[] widths;

    private Layout(int columns) {
      this.widths = new int[columns];
    }
  }

  /** The widths that these rows need, and no less than {@code least}, which may be null. */
  public Layout layout(Layout least) {
    Layout layout = new Layout(right.size());
    for (int i = 0; i < layout.widths.length; i++) {
      layout.widths[i] = least == null ? 0 : least.widths[i];
      for (String[] row : rows) {
        layout.widths[i] = Math.max(layout.widths[i], width(row[i]));
      }
    }
    return layout;
  }

  /** How wide the widest line can be. */
  public int width() {
    return IntStream.of(layout(null).widths).sum() + GAP.length() * (right.size() - 1);
  }

  /** The lines, headings first. */
  public List<String> lines() {
    return lines(layout(null));
  }

  /** The lines in given columns, which are at least as wide as {@link #layout} says. */
  public List<String> lines(Layout layout) {
    return rows.stream().map(row -> line(row, layout.widths)).toList();
  }

  private String line(String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      String pad = " ".repeat(widths[i] - width(row[i]));
      line.append(i == 0 ? "" : GAP);
      line.append(right.get(i) ? pad + row[i] : row[i] + pad);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /** {@code text}, at most {@code width} characters: the middle gives way. */
  public static String fit(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int head = (width - 1) / 2;
    return text.substring(0, head) + "…" + text.substring(text.length() - (width - 1 - head));
  }
}
