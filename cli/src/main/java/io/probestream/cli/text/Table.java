package io.probestream.cli.text;

import static io.probestream.schemas.Checks.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table of text: columns two blanks apart, as wide as their widest cell, no blanks at line ends.
 * Where that is too wide for a terminal, columns give way in the order in which {@link #cut} and
 * {@link #drop} name them; a line never wraps. Not thread-safe.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<Boolean> right = new ArrayList<>();
  private final List<String[]> rows = new ArrayList<>();
  private final List<Concession> concessions = new ArrayList<>();

  /** A column becomes at least {@code least} wide; 0 for not at all. */
  private record Concession(int column, int least) {}

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

  /** What a narrow terminal does next: leave these columns out, one after the other. */
  public Table drop(String... headings) {
    for (String heading : headings) {
      concessions.add(new Concession(column(heading), 0));
    }
    return this;
  }

  /**
   * What a narrow terminal does next: shorten the cells of a column, at most to {@code least}
   * characters. The middle gives way, in the last column the end.
   */
  public Table cut(String heading, int least) {
    concessions.add(new Concession(column(heading), least));
    return this;
  }

  private int column(String heading) {
    int column = List.of(rows.get(0)).indexOf(heading);
    check(column >= 0, "no column " + heading);
    return column;
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
    private final boolean[] dropped;

    private Layout(int columns) {
      this.widths = new int[columns];
      this.dropped = new boolean[columns];
    }

    private int width() {
      int shown = (int) IntStream.range(0, widths.length).filter(i -> !dropped[i]).count();
      return IntStream.of(widths).sum() + GAP.length() * (shown - 1);
    }

    /** Whether rows in the other layout stand below the same headings. */
    public boolean hasColumnsOf(Layout other) {
      return Arrays.equals(dropped, other.dropped);
    }
  }

  /**
   * The columns for these rows and those of {@code before}, which may be null, within {@code
   * width}.
   */
  public Layout layout(Layout before, int width) {
    Layout layout = new Layout(right.size());
    for (int i = 0; i < layout.widths.length; i++) {
      layout.dropped[i] = before != null && before.dropped[i];
      layout.widths[i] = layout.dropped[i] ? 0 : before == null ? 0 : before.widths[i];
      for (String[] row : rows) {
        layout.widths[i] = layout.dropped[i] ? 0 : Math.max(layout.widths[i], width(row[i]));
      }
    }
    squeeze(layout, width);
    return layout;
  }

  private void squeeze(Layout layout, int width) {
    int[] wanted = layout.widths.clone();
    for (Concession c : concessions) {
      int tooWide = layout.width() - width;
      if (tooWide > 0 && c.least == 0) {
        layout.dropped[c.column] = true;
        layout.widths[c.column] = 0;
      } else if (tooWide > 0 && layout.widths[c.column] > c.least) {
        layout.widths[c.column] = Math.max(c.least, layout.widths[c.column] - tooWide);
      }
    }
    // A column that was dropped later may leave room for one that was cut before.
    for (Concession c : concessions) {
      int lacks = layout.dropped[c.column] ? 0 : wanted[c.column] - layout.widths[c.column];
      layout.widths[c.column] += Math.max(0, Math.min(lacks, width - layout.width()));
    }
  }

  /** The lines, headings first, as wide as they need to be. */
  public List<String> lines() {
    return lines(Integer.MAX_VALUE);
  }

  /** The lines, headings first, none longer than {@code width}. */
  public List<String> lines(int width) {
    return lines(layout(null, width), width);
  }

  /** The lines in given columns. */
  public List<String> lines(Layout layout, int width) {
    return rows.stream().map(row -> cutEnd(line(row, layout), width)).toList();
  }

  private String line(String[] row, Layout layout) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      if (layout.dropped[i]) {
        continue;
      }
      int width = layout.widths[i];
      String cell = i == row.length - 1 ? cutEnd(row[i], width) : fit(row[i], width);
      String pad = " ".repeat(width - width(cell));
      line.append(line.length() == 0 ? "" : GAP);
      line.append(right.get(i) ? pad + cell : cell + pad);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /** {@code text}, at most {@code width} characters: the middle gives way. */
  public static String fit(String text, int width) {
    int length = width(text);
    if (length <= width) {
      return text;
    }
    int head = (width - 1) / 2;
    int tail = width - 1 - head;
    return text.substring(0, text.offsetByCodePoints(0, head))
        + "…"
        + text.substring(text.offsetByCodePoints(text.length(), -tail));
  }

  /** {@code text}, at most {@code width} characters: the end gives way. */
  public static String cutEnd(String text, int width) {
    return width(text) <= width
        ? text
        : text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
  }
}
