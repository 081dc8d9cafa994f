package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Text of any length in a state: {@code writeUTF} ends at 64 KiB. */
final class Text {
  private Text() {}

  static void write(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Varint.write(bytes.length, out);
    out.write(bytes);
  }

  /** Null is kept. */
  static void write(Map<String, String> texts, DataOutput out) throws IOException {
    Varint.write(texts == null ? 0 : texts.size() + 1, out);
    if (texts != null) {
      for (Map.Entry<String, String> each : texts.entrySet()) {
        write(each.getKey(), out);
        write(each.getValue(), out);
      }
    }
  }

  static Map<String, String> readMap(DataInput in) throws IOException {
    long size = Varint.read(in) - 1;
    Map<String, String> texts = size < 0 ? null : new TreeMap<>();
    for (long n = size; n > 0; n--) {
      texts.put(read(in), read(in));
    }
    return texts;
  }

  static String read(DataInput in) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(Varint.read(in))];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
