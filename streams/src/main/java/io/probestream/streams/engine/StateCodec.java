package io.probestream.streams.engine;

import io.probestream.schemas.Json;
import io.probestream.schemas.probe.ProbeKind;
import io.probestream.streams.parse.ProbeTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Parts of the state that have no class of their own. */
final class StateCodec {
  private StateCodec() {}

  static void writeJson(DataOutput out, Object value) throws IOException {
    byte[] bytes = Json.bytes(value);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static <T> T readJson(DataInput in, Class<T> type) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return Json.read(bytes, type);
  }

  /** The probes of a bare file; known ones are in the status. */
  static void writeLearned(DataOutput out, ProbeTable probes) throws IOException {
    int n = probes.isLearning() ? probes.size() : 0;
    out.writeInt(n);
    for (int i = 0; i < n; i++) {
      out.writeUTF(probes.name(i));
      out.writeUTF(probes.kind(i).wireName());
      out.writeUTF(probes.symbol(i));
    }
  }

  static void readLearned(DataInput in, ProbeTable probes) throws IOException {
    for (int n = in.readInt(); n > 0; n--) {
      probes.learn(in.readUTF(), ProbeKind.of(in.readUTF()), in.readUTF());
    }
  }
}
