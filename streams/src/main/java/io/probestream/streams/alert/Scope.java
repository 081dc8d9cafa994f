package io.probestream.streams.alert;

/** Whose windows a rule reads. */
public enum Scope {
  /** Those of each host by itself. */
  HOST,
  /** Those merged over all hosts, once they are final. */
  FLEET
}
