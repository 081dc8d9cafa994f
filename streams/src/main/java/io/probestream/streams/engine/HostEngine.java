package io.probestream.streams.engine;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Everything about one host: session, parser state, open frames, open windows, last counters. Raw
 * records of the host go in, in partition order; closed windows come out. The same records give the
 * same results. Not thread-safe.
 */
public final class HostEngine {
  /** No watermark yet, or none that holds others back. */
  public static final long NO_WATERMARK = Long.MIN_VALUE;

  private final String host;
  private final EngineConfig config;

  public HostEngine(String host, EngineConfig config) {
    this.host = host;
    this.config = config;
  }

  /** The host this is about. */
  public String host() {
    return host;
  }

  public EngineConfig config() {
    return config;
  }

  /** Takes one record of this host; never throws for what is in it. */
  public void accept(RawRecord record, ResultSink out) {}

  /** Wall-clock time passed, by a tick in the log: a silent host's windows are closed. */
  public void tick(long tickMs, ResultSink out) {}

  /** Closes every open window, for the end of a bare file. */
  public void end(ResultSink out) {}

  /**
   * Event time (epoch ms) below which no window of this host is open any more, or {@link
   * #NO_WATERMARK} while the host is silent or closed and must not hold others back.
   */
  public long watermarkMs() {
    return NO_WATERMARK;
  }

  /** Whether this host is gone so long that its state can be forgotten. */
  public boolean isForgettable(long tickMs) {
    return false;
  }

  /** Writes the whole state. */
  public void write(DataOutput out) throws IOException {}

  /** Reads what {@link #write} wrote. */
  public static HostEngine read(String host, EngineConfig config, DataInput in) throws IOException {
    return new HostEngine(host, config);
  }
}
