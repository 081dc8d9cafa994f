package io.probestream.cli.query;

import io.probestream.cli.text.Table;
import io.probestream.schemas.Topics;
import io.probestream.streams.rollup.WindowSpan;

/**
 * How the windows of one topic are named, merged and shown.
 *
 * @param <W> the topic's value
 */
interface WindowKind<W> {
  /** What a row is called in sentences, such as {@code rates}. */
  String noun();

  Class<W> type();

  String topic(Topics topics, boolean fleet);

  String host(W window);

  String name(W window);

  /** What must be equal for windows to be merged, besides host and name. */
  default String mergeKey(W window) {
    return "";
  }

  long startMs(W window);

  boolean isFinal(W window);

  WindowSpan<W> merge(String host, String name);

  Table table();

  /** Adds the window's row or rows. */
  void row(Table table, W window);
}
