package io.probestream.streams.window;

import io.probestream.schemas.Checks;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.TreeSet;

/** The distinct hosts in a merged window, exactly. */
final class HostSet {
  private final TreeSet<String> hosts = new TreeSet<>();

  void add(String host) {
    hosts.add(Checks.present(host, "host"));
  }

  void addAll(HostSet other) {
    hosts.addAll(other.hosts);
  }

  void clear() {
    hosts.clear();
  }

  int size() {
    return hosts.size();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(hosts.size());
    for (String host : hosts) {
      out.writeUTF(host);
    }
  }

  static HostSet read(DataInput in) throws IOException {
    HostSet set = new HostSet();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      set.hosts.add(in.readUTF());
    }
    return set;
  }
}
