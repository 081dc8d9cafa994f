package io.probestream.streams.rollup;

/**
 * What a store knows of a host, or of the fleet's part of one partition.
 *
 * @param newestMs start of its newest window, epoch: all windows that start before it are there
 * @param recordMs timestamp of the record that brought it there
 * @param frontierMs up to here windows are rolled up: to each level up to its last multiple
 * @param silentFromMs since when nothing is known of the host; -1 while it speaks
 */
public record OwnerState(long newestMs, long recordMs, long frontierMs, long silentFromMs) {
  private static final int VERSION = 1;
  static final long SPEAKS = -1;

  OwnerState silentFrom(long ms) {
    return new OwnerState(newestMs, recordMs, frontierMs, ms);
  }

  byte[] pack() {
    return new PackWriter()
        .put(VERSION)
        .number(newestMs)
        .number(recordMs)
        .number(frontierMs)
        .orMinusOne(silentFromMs)
        .bytes();
  }

  static OwnerState unpack(byte[] bytes) {
    PackReader in = new PackReader(bytes).version(VERSION);
    return new OwnerState(in.number(), in.number(), in.number(), in.orMinusOne());
  }
}
