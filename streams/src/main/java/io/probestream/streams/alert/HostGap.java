package io.probestream.streams.alert;

import io.probestream.schemas.Json;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The stretches in which nothing is known of one host of the fleet. Not thread-safe. */
final class HostGap implements AlertEntry {
  static final byte KIND = 8;
  private static final long OPEN = Long.MAX_VALUE;

  /** By beginning. */
  private final TreeMap<Long, Stretch> stretches = new TreeMap<>();

  /**
   * One of them.
   *
   * @param began who the host was
   * @param toMs its end; {@link #OPEN} as long as it lasts
   */
  private record Stretch(HostSilence began, long toMs) {}

  /** One begins; that it is told again changes nothing, but that it may be of other probes, too. */
  boolean begin(HostSilence silence) {
    if (!isOpen()) {
      stretches.put(silence.fromMs(), new Stretch(silence, OPEN));
      return true;
    }
    HostSilence before = stretches.lastEntry().getValue().began;
    HostSilence both = before.and(silence);
    stretches.put(stretches.lastKey(), new Stretch(both, OPEN));
    return !both.equals(before);
  }

  /** The last one is over. */
  boolean end(long toMs) {
    if (!isOpen()) {
      return false;
    }
    Map.Entry<Long, Stretch> last = stretches.pollLastEntry();
    if (toMs > last.getKey()) {
      stretches.put(last.getKey(), new Stretch(last.getValue().began, toMs));
    }
    return true;
  }

  private boolean isOpen() {
    return !stretches.isEmpty() && stretches.lastEntry().getValue().toMs == OPEN;
  }

  /** Those of which any lies in that time, as they began. */
  List<HostSilence> in(long startMs, long endMs) {
    return stretches.headMap(endMs, false).values().stream()
        .filter(each -> each.toMs > startMs)
        .map(Stretch::began)
        .toList();
  }

  /** Forgets what ended before; answers whether there was any such. */
  boolean expire(long beforeMs) {
    return stretches.values().removeIf(each -> each.toMs <= beforeMs);
  }

  boolean isEmpty() {
    return stretches.isEmpty();
  }

  @Override
  public byte kind() {
    return KIND;
  }

  @Override
  public void writeContent(DataOutput out) throws IOException {
    Varint.write(stretches.size(), out);
    for (Stretch each : stretches.values()) {
      Text.write(Json.string(each.began), out);
      out.writeLong(each.toMs);
    }
  }

  static HostGap read(DataInput in) throws IOException {
    HostGap gap = new HostGap();
    for (long n = Varint.read(in); n > 0; n--) {
      byte[] text = Text.read(in).getBytes(StandardCharsets.UTF_8);
      HostSilence began = Json.read(text, HostSilence.class);
      gap.stretches.put(began.fromMs(), new Stretch(began, in.readLong()));
    }
    return gap;
  }
}
