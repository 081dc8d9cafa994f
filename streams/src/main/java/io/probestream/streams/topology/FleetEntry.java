package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A value of the fleet store: a window, a host's labels, the rules of the log, or the partition's
 * own state.
 */
sealed interface FleetEntry permits FleetWindow, FleetState, KnownRules, FleetEntry.Labels {
  /** The labels of one host. */
  record Labels(Map<String, String> labels) implements FleetEntry {
    public Labels {
      labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    void write(DataOutput out) throws IOException {
      byte[] bytes = Json.bytes(this);
      out.writeInt(bytes.length);
      out.write(bytes);
    }

    static Labels read(DataInput in) throws IOException {
      byte[] bytes = new byte[in.readInt()];
      in.readFully(bytes);
      return Json.read(bytes, Labels.class);
    }
  }
}
