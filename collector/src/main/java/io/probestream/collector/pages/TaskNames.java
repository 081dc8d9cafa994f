package io.probestream.collector.pages;

/** Names of tasks by pid, as {@code %16s} prints them. */
@FunctionalInterface
public interface TaskNames {
  /** A name as it is printed: 16 bytes, the first of them a blank. */
  byte[] padded(int pid);
}
