package io.probestream.cli.top;

import java.util.List;

/**
 * What is looked at, and how. Keys make another one; nothing else does.
 *
 * @param view the screen
 * @param function the function of {@link View#FUNCTION}
 * @param host the host to which all is narrowed; null for the fleet
 * @param sort by what lists are sorted
 * @param filter what names must contain; empty for all
 * @param typing whether keys go to the filter
 * @param selected the row that is marked, by name; null for the first
 * @param spanMs over how long
 * @param paused whether nothing new is shown
 * @param help whether the keys are explained
 */
record TopState(
    View view,
    String function,
    String host,
    Sort sort,
    String filter,
    boolean typing,
    String selected,
    long spanMs,
    boolean paused,
    boolean help) {
  private static final List<Long> SPANS =
      List.of(10_000L, 60_000L, 300_000L, 900_000L, 3_600_000L, 21_600_000L, 86_400_000L);

  /** The screens. */
  enum View {
    /** Functions of the fleet or of a host. */
    FUNCTIONS,
    HOSTS,
    /** One function over time. */
    HEATMAP,
    /** One function's distribution. */
    HISTOGRAM,
    /** One function on each host. */
    BY_HOST;

    boolean isOfFunction() {
      return this == HEATMAP || this == HISTOGRAM || this == BY_HOST;
    }
  }

  /** By what functions are sorted, the greatest first; names the other way. */
  enum Sort {
    RATE,
    P99,
    MISSED,
    NAME
  }

  static TopState start(long spanMs) {
    return new TopState(
        View.FUNCTIONS, null, null, Sort.RATE, "", false, null, spanMs, false, false);
  }

  TopState view(View next) {
    return new TopState(next, function, host, sort, "", false, null, spanMs, paused, false);
  }

  TopState function(String name) {
    return new TopState(View.HEATMAP, name, host, sort, "", false, null, spanMs, paused, false);
  }

  TopState host(String name) {
    View next = view == View.BY_HOST ? View.HEATMAP : View.FUNCTIONS;
    return new TopState(next, function, name, sort, "", false, null, spanMs, paused, false);
  }

  TopState sort(Sort by) {
    return new TopState(view, function, host, by, filter, typing, selected, spanMs, paused, false);
  }

  TopState filter(String text, boolean isTyping) {
    return new TopState(view, function, host, sort, text, isTyping, null, spanMs, paused, false);
  }

  TopState select(String name) {
    return new TopState(view, function, host, sort, filter, typing, name, spanMs, paused, false);
  }

  TopState pause(boolean isPaused) {
    return new TopState(
        view, function, host, sort, filter, typing, selected, spanMs, isPaused, false);
  }

  TopState help(boolean isShown) {
    return new TopState(
        view, function, host, sort, filter, typing, selected, spanMs, paused, isShown);
  }

  /** A longer span, or a shorter one. */
  TopState longer(int steps) {
    int at = 0;
    while (at < SPANS.size() - 1 && SPANS.get(at) < spanMs) {
      at++;
    }
    long next = SPANS.get(Math.min(SPANS.size() - 1, Math.max(0, at + steps)));
    return new TopState(view, function, host, sort, filter, typing, selected, next, paused, false);
  }

  /** One screen back: the filter goes first, then the function, then the host. */
  TopState back() {
    if (help) {
      return help(false);
    }
    if (!filter.isEmpty()) {
      return filter("", false);
    }
    if (view.isOfFunction()) {
      return view(View.FUNCTIONS).select(function);
    }
    if (view == View.HOSTS) {
      return view(View.FUNCTIONS);
    }
    return host == null
        ? this
        : new TopState(View.HOSTS, null, null, sort, "", false, host, spanMs, paused, false);
  }

  /** What must be asked to show it; equal ones have the same answer. */
  Question question() {
    return new Question(view, view.isOfFunction() ? function : null, host, spanMs);
  }

  record Question(View view, String function, String host, long spanMs) {}
}
