package io.probestream.cli.verify;

import java.util.function.Consumer;

/** One set of results; can be read any number of times. */
interface ResultSource {
  /** How to call it in sentences. */
  String name();

  /** Hands over all records of a topic, those of a key in their order. */
  void scan(ResultKind kind, Consumer<ResultRecord> sink) throws InterruptedException;
}
