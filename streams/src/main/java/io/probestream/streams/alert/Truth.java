package io.probestream.streams.alert;

/** A rule's answer: whatever is missing cannot turn true and false. */
enum Truth {
  TRUE,
  FALSE,
  UNKNOWN
}
