package io.probestream.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** One line of the table: something of ours beside its baseline. */
interface Row {
  /** What {@code --rows} calls it. */
  String name();

  /** What is measured, beside what. */
  String title();

  /** What the median ratio must keep. */
  Bound bound();

  /** Why this machine cannot run it, as a sentence. */
  default Optional<String> missing() {
    return Optional.empty();
  }

  /** How often both sides run before it counts: until compiled code does not change any more. */
  default int warmups() {
    return 1;
  }

  /** How often both sides run, where so many turns are asked for. */
  default int turns(int asked) {
    return asked;
  }

  /** Prepares both sides; what they hold is closed with the row. */
  Sides prepare(Site site) throws Exception;

  /** Both sides, and what they hold. */
  interface Sides extends AutoCloseable {
    /** The project's side. */
    Sample ours() throws Exception;

    /** What it is held against. */
    Sample baseline() throws Exception;

    /** More figures of the last run, as sentences. */
    default List<String> notes() throws Exception {
      return List.of();
    }

    /** After the last turn: throws where what was done together was wrong. */
    default void finish() throws Exception {}

    @Override
    default void close() throws IOException {}
  }

  /** Sides that hold nothing. */
  static Sides sides(Side ours, Side baseline) {
    return new Sides() {
      @Override
      public Sample ours() throws Exception {
        return ours.run();
      }

      @Override
      public Sample baseline() throws Exception {
        return baseline.run();
      }
    };
  }
}
