package io.probestream.cli.top;

import io.probestream.cli.top.TopState.Sort;
import io.probestream.cli.top.TopState.View;
import java.util.List;

/** What keys do: a state becomes another one. */
final class TopKeys {
  private static final int LONGEST_FILTER = 100;

  private TopKeys() {}

  /**
   * The state after a key.
   *
   * @param names the list's rows, in their order
   * @param page how many of them are seen at once
   */
  static TopState press(Key key, TopState state, List<String> names, int page) {
    if (state.typing()) {
      return type(key, state);
    }
    return switch (key.name()) {
      case CHARACTER -> character(key.character(), state);
      case UP -> move(state, names, -1);
      case DOWN -> move(state, names, 1);
      case PAGE_UP -> move(state, names, -page);
      case PAGE_DOWN -> move(state, names, page);
      case HOME -> move(state, names, -names.size());
      case END -> move(state, names, names.size());
      case ENTER -> open(state, names);
      case TAB -> next(state);
      case ESCAPE, BACKSPACE -> state.back();
      case CLOSED, INTERRUPT, SUSPEND -> state;
    };
  }

  private static TopState type(Key key, TopState state) {
    String filter = state.filter();
    return switch (key.name()) {
      case CHARACTER ->
          filter.length() < LONGEST_FILTER ? state.filter(filter + key.character(), true) : state;
      case BACKSPACE ->
          state.filter(filter.isEmpty() ? "" : filter.substring(0, filter.length() - 1), true);
      case ENTER -> state.filter(filter, false);
      case ESCAPE -> state.filter("", false);
      default -> state;
    };
  }

  private static TopState character(char c, TopState state) {
    return switch (c) {
      case 'r' -> state.sort(Sort.RATE);
      case 'p' -> state.sort(Sort.P99);
      case 'm' -> state.sort(Sort.MISSED);
      case 'n' -> state.sort(Sort.NAME);
      case '+', '=' -> state.longer(1);
      case '-' -> state.longer(-1);
      case ' ' -> state.pause(!state.paused());
      case '?', 'h' -> state.help(!state.help());
      case '/' ->
          state.view() == View.HEATMAP || state.view() == View.HISTOGRAM
              ? state
              : state.filter("", true);
      default -> state;
    };
  }

  private static TopState move(TopState state, List<String> names, int by) {
    if (names.isEmpty()) {
      return state;
    }
    int at = Math.max(0, names.indexOf(state.selected()));
    return state.select(names.get(Math.max(0, Math.min(names.size() - 1, at + by))));
  }

  private static TopState open(TopState state, List<String> names) {
    if (names.isEmpty() || state.help()) {
      return state.help(false);
    }
    String name = names.get(Math.max(0, names.indexOf(state.selected())));
    return switch (state.view()) {
      case FUNCTIONS -> state.function(name);
      case HOSTS, BY_HOST -> state.host(name);
      case HEATMAP, HISTOGRAM -> state;
    };
  }

  private static TopState next(TopState state) {
    return switch (state.view()) {
      case FUNCTIONS -> state.view(View.HOSTS);
      case HOSTS -> state.view(View.FUNCTIONS);
      case HEATMAP -> state.view(View.HISTOGRAM);
      case HISTOGRAM -> state.view(View.BY_HOST);
      case BY_HOST -> state.view(View.HEATMAP);
    };
  }
}
