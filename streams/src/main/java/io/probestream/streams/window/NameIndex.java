package io.probestream.streams.window;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names to small integers, in the order in which they first came. Not thread-safe. */
public final class NameIndex {
  private final List<String> names = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  public int of(String name) {
    Integer id = ids.get(name);
    if (id == null) {
      id = names.size();
      ids.put(name, id);
      names.add(name);
    }
    return id;
  }

  /** The number of a name, or -1 if it has none. */
  public int find(String name) {
    return ids.getOrDefault(name, -1);
  }

  public String name(int id) {
    return names.get(id);
  }

  public int size() {
    return names.size();
  }

  /**
   * The names that keep a number.
   *
   * @param numbers the new number of each, or -1 for a name to forget; new ones go up from 0
   */
  public NameIndex compact(int[] numbers) {
    NameIndex kept = new NameIndex();
    for (int id = 0; id < names.size(); id++) {
      if (numbers[id] >= 0) {
        kept.of(names.get(id));
      }
    }
    return kept;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(names.size());
    for (String name : names) {
      out.writeUTF(name);
    }
  }

  public static NameIndex read(DataInput in) throws IOException {
    NameIndex index = new NameIndex();
    for (int n = in.readInt(); n > 0; n--) {
      index.of(in.readUTF());
    }
    return index;
  }
}
