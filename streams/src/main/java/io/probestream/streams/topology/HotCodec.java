package io.probestream.streams.topology;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.kafka.common.utils.Bytes;

/** How the objects of a {@link HotStateStore} become bytes. The first byte is a format version. */
interface HotCodec<V> {
  void write(V value, DataOutput out) throws IOException;

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if the version is unknown or the bytes are cut short
   */
  V read(Bytes key, DataInput in) throws IOException;
}
