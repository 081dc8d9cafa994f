package io.probestream.cli.query;

import io.probestream.schemas.Topics;
import io.probestream.streams.rollup.WindowSpan;

/**
 * Where windows of one type are found, and how they are named and merged. Immutable.
 *
 * @param <W> the windows' type
 */
interface WindowKind<W> {
  /** What a row is called in sentences, such as {@code rates}. */
  String noun();

  Class<W> type();

  String topic(Topics topics, boolean fleet);

  /** Last part of its path in the API. */
  String path();

  /** {@code probe} or {@code function}. */
  String nameKey();

  String host(W window);

  String name(W window);

  /** What must be equal for windows to be merged, besides host and name. */
  default String mergeKey(W window) {
    return "";
  }

  /** Whether it counts something: a mark that says another thing is not merged. */
  default boolean counts(W window) {
    return true;
  }

  long startMs(W window);

  long endMs(W window);

  boolean isFinal(W window);

  WindowSpan<W> span(String host, String name);
}
