package io.probestream.collector.agent;

/** Which reader of the ring buffer a collector uses. */
public enum CaptureKind {
  /** Binary pages, or the start fails. */
  RAW,
  /** The kernel's own text. */
  TEXT,
  /** Binary pages where they are understood, else text. */
  AUTO
}
