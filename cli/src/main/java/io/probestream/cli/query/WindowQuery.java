package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints windows of one kind merged by host and name, or one by one.
 *
 * @param <W> the windows' type
 */
final class WindowQuery<W> {
  /** How windows look to people. */
  interface View<W> {
    Table table();

    /** Adds the window's row or rows. */
    void row(Table table, W window);

    /** What is said where there are windows, but no rows. */
    default String nothing() {
      return "Nothing";
    }
  }

  private final WindowKind<W> kind;
  private final View<W> view;
  private final QueryOptions options;
  private final PrintWriter out;
  private final FollowedTable followed = new FollowedTable();

  WindowQuery(WindowKind<W> kind, View<W> view, QueryOptions options) {
    this.kind = kind;
    this.view = view;
    this.options = options;
    this.out = options.out();
  }

  int run(WindowOptions windows) {
    Wanted wanted = options.wanted(windows.fleet());
    Rows<W> rows = options.isTable() ? null : new Rows<>(options.format(), kind.type(), out);
    try (Feed<W> feed = options.feed(kind, wanted)) {
      if (windows.single() || options.follow()) {
        boolean[] any = {false};
        feed.read(
            Feed.EACH,
            w -> {
              any[0] = true;
              print(w, rows);
            });
        while (options.follow()) {
          out.flush();
          feed.poll(w -> print(w, rows));
        }
        if (!any[0]) {
          options.sayNone(kind.noun(), feed);
        }
      } else {
        printMerged(feed, rows);
      }
    }
    out.flush();
    return 0;
  }

  private void print(W window, Rows<W> rows) {
    if (rows != null) {
      rows.print(window);
      return;
    }
    Table table = view.table();
    view.row(table, window);
    followed.print(table, out);
  }

  private void printMerged(Feed<W> feed, Rows<W> rows) {
    List<W> results = new ArrayList<>();
    feed.read(Feed.WHOLE, results::add);
    if (results.isEmpty()) {
      options.sayNone(kind.noun(), feed);
    } else if (rows != null) {
      results.forEach(rows::print);
    } else {
      Table table = view.table();
      results.forEach(w -> view.row(table, w));
      if (table.isEmpty()) {
        out.println(view.nothing() + " " + options.scope() + ".");
      } else {
        table.lines(TerminalSize.stdoutColumns()).forEach(out::println);
      }
    }
  }
}
