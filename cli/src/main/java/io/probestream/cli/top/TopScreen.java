package io.probestream.cli.top;

import io.probestream.cli.text.Blocks;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.Units;
import io.probestream.cli.top.TopState.View;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Lays a screen out: a head, the view's body, the keys; as many lines as the terminal has. */
final class TopScreen {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
  private static final AttributedStyle HEAD = AttributedStyle.BOLD;
  private static final AttributedStyle LOSS = PLAIN.foreground(AttributedStyle.YELLOW);
  private static final AttributedStyle ALARM = AttributedStyle.BOLD.foreground(AttributedStyle.RED);

  private static final List<String> HELP =
      List.of(
          "",
          "  Up Down PgUp PgDn Home End   choose a row",
          "  Enter                        look into it: a function, a host",
          "  Esc Backspace                one screen back",
          "  Tab                          functions, hosts; heatmap, histogram, by host",
          "  r p m n                      sort by rate, p99, missed, name",
          "  /                            only names that contain a text; Enter keeps it",
          "  + -                          over a longer or a shorter time",
          "  Space                        hold the picture, and go on",
          "  q                            quit",
          "",
          "  MISSED are calls that may be missing: returns missed, discarded, or lost",
          "  with their lines. COMPLETE is 100 % only where nothing is; ! marks what is",
          "  not. Numbers end 3 s ago, when all windows are there.");

  private final Blocks blocks;
  private final int width;
  private final int height;
  private final List<AttributedString> lines = new ArrayList<>();

  private TopScreen(Blocks blocks, int width, int height) {
    this.blocks = blocks;
    this.width = width;
    this.height = height;
  }

  /**
   * The lines from top to bottom, each at most {@code width} wide.
   *
   * @param data the newest answer; null before the first
   * @param trouble a sentence if the last question had no answer; else null
   */
  static List<AttributedString> lines(
      TopState state, TopData data, String trouble, Blocks blocks, int width, int height) {
    TopScreen screen = new TopScreen(blocks, width, height);
    screen.fill(state, data, trouble);
    return screen.lines;
  }

  private void fill(TopState state, TopData data, String trouble) {
    add(head(state, data), HEAD);
    if (trouble != null) {
      add(trouble, ALARM);
    } else if (data != null && !data.alerts().isEmpty()) {
      add("Firing: " + String.join(", ", data.alerts()), ALARM);
    } else if (data != null && data.stale()) {
      add("The instance that answers is behind: these are older numbers.", LOSS);
    }
    int room = height - lines.size() - 1;
    if (state.help()) {
      HELP.stream().limit(room).forEach(line -> add(line, PLAIN));
    } else if (data == null || !data.question().equals(state.question())) {
      add("", PLAIN);
      add("  asking …", PLAIN);
    } else if (state.view() == View.HEATMAP || state.view() == View.HISTOGRAM) {
      new FunctionBody(blocks, width, room).lines(data).forEach(line -> add(line, PLAIN));
    } else {
      list(new ListBody(state, data), state.selected(), room);
    }
    while (lines.size() < height - 1) {
      add("", PLAIN);
    }
    while (lines.size() > height - 1) {
      lines.remove(lines.size() - 1);
    }
    add(state.typing() ? "/" + state.filter() + "_" : keys(state), AttributedStyle.INVERSE);
  }

  private String head(TopState state, TopData data) {
    StringBuilder head = new StringBuilder("probestream");
    String dot = " · ";
    if (state.view().isOfFunction()) {
      head.append(dot).append(state.function());
    }
    head.append(dot).append(state.host() == null ? "all hosts" : state.host());
    if (data != null && state.host() == null) {
      long quiet = data.hosts().stream().filter(h -> !h.speaks()).count();
      head.append(" (").append(data.hosts().size());
      head.append(quiet == 0 ? ")" : ", " + quiet + " silent)");
    }
    if (data != null) {
      head.append(dot).append(Units.span(data.toMs() - data.fromMs())).append(" to ");
      head.append(TIME.format(Instant.ofEpochMilli(data.toMs()).atZone(ZoneId.systemDefault())));
    }
    if (!state.filter().isEmpty() && !state.typing()) {
      head.append(dot).append('/').append(state.filter());
    }
    return head.append(state.paused() ? dot + "HELD" : "").toString();
  }

  private String keys(TopState state) {
    String enter = blocks == Blocks.UNICODE ? "↵" : "Enter";
    String keys =
        switch (state.view()) {
          case FUNCTIONS -> enter + " open  Tab hosts  sort: r p m n  / filter";
          case HOSTS -> enter + " open  Tab functions  / filter  Esc back";
          case BY_HOST -> enter + " that host  Tab heatmap  sort: r p m n  Esc back";
          case HEATMAP -> "Tab histogram  Esc back";
          case HISTOGRAM -> "Tab by host  Esc back";
        };
    return keys + "  + - span  Space hold  ? help  q quit";
  }

  private void list(ListBody body, String selected, int room) {
    List<String> names = body.names();
    List<String> rows = body.table().lines(width - 2);
    add("  " + rows.get(0), HEAD);
    if (names.isEmpty()) {
      add("  " + body.nothing(), PLAIN);
      return;
    }
    int at = Math.max(0, names.indexOf(selected));
    int shown = Math.max(1, room - 1);
    int first = Math.max(0, Math.min(at - shown / 2, names.size() - shown));
    for (int i = first; i < Math.min(names.size(), first + shown); i++) {
      String mark = body.isIncomplete(i) ? "! " : "  ";
      AttributedStyle style = body.isIncomplete(i) ? LOSS : PLAIN;
      add(mark + rows.get(i + 1), i == at ? style.inverse() : style);
    }
  }

  private void add(String text, AttributedStyle style) {
    String cut = blocks.text(printable(Table.cutEnd(text, width)));
    String padded =
        style.equals(PLAIN) ? cut : cut + " ".repeat(width - cut.codePointCount(0, cut.length()));
    lines.add(new AttributedStringBuilder().style(style).append(padded).toAttributedString());
  }

  /** Names are whatever a task or a symbol was called: nothing in them may move the cursor. */
  private static String printable(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
