package io.probestream.cli.rawexport;

import io.probestream.collector.publish.RecordSink;
import io.probestream.collector.publish.Undelivered;
import io.probestream.schemas.raw.RawMeta;
import java.io.PrintStream;

/**
 * Lines to stdout, byte for byte; where stdout takes no more, the stream itself ends the command.
 */
final class StdoutSink implements RecordSink {
  private final PrintStream out;

  StdoutSink(PrintStream out) {
    this.out = out;
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public void send(RawMeta meta, byte[] value, long timestampMs) {
    out.write(value, 0, value.length);
  }

  @Override
  public Undelivered close(long timeoutMs) {
    out.flush();
    return Undelivered.NONE;
  }
}
