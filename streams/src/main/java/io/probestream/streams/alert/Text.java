package io.probestream.streams.alert;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Text of any length in a state: {@code writeUTF} ends at 64 KiB. */
final class Text {
  private Text() {}

  static void write(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Varint.write(bytes.length, out);
    out.write(bytes);
  }

  static String read(DataInput in) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(Varint.read(in))];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
