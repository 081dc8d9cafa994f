package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;

/**
 * A probe, or a function, of which there are windows, or of which a host's status says that it is
 * watched.
 */
final class Series implements AlertEntry {
  static final byte KIND = 4;

  final Measure.Source source;
  final String name;

  /** When it was last heard of, epoch. */
  long lastMs;

  /** When its first window began, or it was first named, epoch. */
  long firstMs;

  Series(Measure.Source source, String name, long atMs) {
    this.source = source;
    this.name = name;
    firstMs = atMs;
    lastMs = atMs;
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    out.writeUTF(source.name());
    Text.write(name, out);
    out.writeLong(firstMs);
    out.writeLong(lastMs);
  }

  static Series read(DataInput in) throws IOException {
    Measure.Source source = Measure.Source.valueOf(in.readUTF());
    Series series = new Series(source, Text.read(in), in.readLong());
    series.lastMs = in.readLong();
    return series;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Series s && s.source == source && s.name.equals(name);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, name);
  }
}
