package io.probestream.collector.pages;

/** Prints the records of one event. Allocates nothing per record. */
interface RecordPrinter {
  /** The most that {@link #print} writes for this record; -1 if it contradicts its format. */
  int bound(byte[] b, int record, int recordBytes);

  /** Prints a record that {@link #bound} has seen, with its newline; behind it. */
  int print(byte[] b, int record, int recordBytes, byte[] out, int at);
}
