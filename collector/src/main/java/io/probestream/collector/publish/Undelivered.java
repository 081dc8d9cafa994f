package io.probestream.collector.publish;

/**
 * What a sink had taken and could not deliver.
 *
 * @param records of any kind
 * @param lines in them
 */
public record Undelivered(long records, long lines) {
  public static final Undelivered NONE = new Undelivered(0, 0);

  Undelivered plus(Undelivered other) {
    return new Undelivered(records + other.records, lines + other.lines);
  }

  @Override
  public String toString() {
    return records + " records with " + lines + " lines";
  }
}
