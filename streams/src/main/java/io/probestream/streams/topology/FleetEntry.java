package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** A value of the fleet store: a window, a host's labels, or the partition's own state. */
sealed interface FleetEntry permits FleetWindow, FleetState, FleetEntry.Labels {
  /** The labels of one host. */
  record Labels(Map<String, String> labels) implements FleetEntry {
    public Labels {
      labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    void write(DataOutput out) throws IOException {
      out.writeUTF(Json.string(this));
    }

    static Labels read(DataInput in) throws IOException {
      return Json.read(in.readUTF().getBytes(StandardCharsets.UTF_8), Labels.class);
    }
  }
}
