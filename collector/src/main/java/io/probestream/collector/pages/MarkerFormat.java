package io.probestream.collector.pages;

import static io.probestream.schemas.Checks.check;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code events/ftrace/print/format}: what {@code trace_marker} writes (struct print_entry).
 *
 * @param id {@code common_type}
 * @param ipOffset of the writing function
 * @param ipBytes 4 or 8
 * @param textOffset where the text begins, up to the record's end or a NUL
 */
record MarkerFormat(int id, int ipOffset, int ipBytes, int textOffset) {
  MarkerFormat {
    check(ipBytes == 4 || ipBytes == 8, "an address has 4 or 8 bytes");
    check(textOffset >= ipOffset + ipBytes, "the text follows the address");
  }

  /**
   * Reads the kernel's description.
   *
   * @throws IllegalArgumentException if it is not such a text
   */
  static MarkerFormat parse(String text) {
    Matcher id = find(text, "(?m)^ID: (\\d{1,5})$");
    Matcher ip = find(text, "\\bip;\\s*offset:(\\d{1,4});\\s*size:(\\d{1,2});");
    Matcher buf = find(text, "\\bbuf(?:\\[\\d*])?;\\s*offset:(\\d{1,4});");
    return new MarkerFormat(
        Integer.parseInt(id.group(1)),
        Integer.parseInt(ip.group(1)),
        Integer.parseInt(ip.group(2)),
        Integer.parseInt(buf.group(1)));
  }

  private static Matcher find(String text, String pattern) {
    Matcher m = Pattern.compile(pattern).matcher(text);
    check(m.find(), "no format of ftrace:print");
    return m;
  }
}
