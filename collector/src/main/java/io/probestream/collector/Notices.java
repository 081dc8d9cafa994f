package io.probestream.collector;

/** Where a person is told something, once per event; stderr in the command. Thread-safe. */
@FunctionalInterface
public interface Notices {
  void say(String sentence);
}
