package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A probe, or a function, of which there are windows, or of which a host's status says that it is
 * watched.
 */
final class Series implements AlertEntry {
  static final byte KIND = 4;

  /** Between function and task: neither can hold it. */
  private static final char AND = '\0';

  final Measure.Source source;

  /** Of the probe, or the function; of a task's calls {@link #ofTask}. */
  final String name;

  /**
   * Of the fleet's hosts that have these labels alone, of those that rules name; null of all hosts.
   */
  final Map<String, String> labels;

  /** When it was last heard of, epoch. */
  long lastMs;

  /** When its first window began, or it was first named, epoch. */
  long firstMs;

  Series(Measure.Source source, String name, Map<String, String> labels, long atMs) {
    this.source = source;
    this.name = name;
    this.labels = labels == null ? null : new TreeMap<>(labels);
    firstMs = atMs;
    lastMs = atMs;
  }

  /** Tells it from others of its source; begins with the name. */
  String id() {
    return id(name, labels);
  }

  static String id(String name, Map<String, String> labels) {
    return labels == null ? name : name + AND + AND + Watched.key(new TreeMap<>(labels));
  }

  /** The name of a task's calls of a function; begins with {@link #tasksOf}. */
  static String ofTask(String function, String task) {
    return tasksOf(function) + task;
  }

  static String tasksOf(String function) {
    return function + AND;
  }

  /** The value of a dimension that is not the owner's; null if it has none. */
  String dimension(String dimension) {
    int and = source == Measure.Source.TASK ? name.indexOf(AND) : name.length();
    return switch (dimension) {
      case Watch.PROBE ->
          source == Measure.Source.RATE || source == Measure.Source.MISSED ? name : null;
      case Watch.FUNCTION ->
          source == Measure.Source.LATENCY || source == Measure.Source.TASK
              ? name.substring(0, and)
              : null;
      case Watch.TASK -> source == Measure.Source.TASK ? name.substring(and + 1) : null;
      default -> null;
    };
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    out.writeUTF(source.name());
    Text.write(name, out);
    Text.write(labels, out);
    out.writeLong(firstMs);
    out.writeLong(lastMs);
  }

  static Series read(DataInput in) throws IOException {
    Measure.Source source = Measure.Source.valueOf(in.readUTF());
    Series series = new Series(source, Text.read(in), Text.readMap(in), in.readLong());
    series.lastMs = in.readLong();
    return series;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Series s && s.source == source && s.id().equals(id());
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, name, labels);
  }
}
