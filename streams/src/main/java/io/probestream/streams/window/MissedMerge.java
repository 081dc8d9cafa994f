package io.probestream.streams.window;

import io.probestream.schemas.Json;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.MissedWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What many hosts missed of one probe, by cause. Sessions and their totals stay per host. */
public final class MissedMerge implements WindowMerge {
  private final String probe;
  private final long startMs;
  private final long endMs;
  private HostSet hosts = new HostSet();
  private Causes causes = Causes.NONE;
  private boolean warmup;

  public MissedMerge(String probe, long startMs, long endMs) {
    this.probe = probe;
    this.startMs = startMs;
    this.endMs = endMs;
  }

  /** Adds the window of one host. */
  public void add(MissedWindow w) {
    hosts.add(w.host());
    warmup |= w.warmup() != null;
    causes = causes.plus(w.causes());
  }

  /** Adds what another merge of the same probe and time holds. */
  public void add(MissedMerge o) {
    hosts.addAll(o.hosts);
    warmup |= o.warmup;
    causes = causes.plus(o.causes);
  }

  public MissedWindow window(boolean isFinal) {
    MissedWindow window =
        new MissedWindow(
            null, probe, startMs, endMs, null, causes, null, null, false, hosts.size(), isFinal);
    return warmup ? window.asWarmup(null) : window;
  }

  @Override
  public long startMs() {
    return startMs;
  }

  @Override
  public long endMs() {
    return endMs;
  }

  @Override
  public void write(DataOutput out) throws IOException {
    StateText.write(probe, out);
    out.writeLong(startMs);
    out.writeLong(endMs);
    hosts.write(out);
    // By name, so that a cause added later does not shift the others.
    out.writeUTF(Json.string(causes));
    out.writeBoolean(warmup);
  }

  public static MissedMerge read(DataInput in) throws IOException {
    MissedMerge merge = new MissedMerge(StateText.read(in), in.readLong(), in.readLong());
    merge.hosts = HostSet.read(in);
    merge.causes = Json.read(in.readUTF().getBytes(StandardCharsets.UTF_8), Causes.class);
    merge.warmup = in.readBoolean();
    return merge;
  }
}
