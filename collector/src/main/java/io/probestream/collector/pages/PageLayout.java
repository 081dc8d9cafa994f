package io.probestream.collector.pages;

import static io.probestream.schemas.Checks.check;

import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the parts of a page are, from {@code events/header_page} (ring_buffer_print_page_header).
 *
 * @param commitOffset of the commit word
 * @param commitBytes 8, or 4 on 32-bit kernels: also the size of a stored lost count
 * @param dataOffset where events begin
 * @param dataBytes room for events
 * @param order the kernel's byte order
 */
public record PageLayout(
    int commitOffset, int commitBytes, int dataOffset, int dataBytes, ByteOrder order) {
  /** A page holds at most this much (buffer_subbuf_size_kb allows more; nobody needs it here). */
  private static final int MAX_BYTES = 1 << 20;

  public PageLayout {
    check(commitBytes == 4 || commitBytes == 8, "a commit word has 4 or 8 bytes");
    check(commitOffset == 8, "the commit word follows the time stamp");
    check(
        dataOffset == commitOffset + commitBytes && dataBytes > 0 && dataBytes <= MAX_BYTES,
        "events follow the commit word");
  }

  /** The same with pages of another size ({@code buffer_subbuf_size_kb} of an instance). */
  public PageLayout withPageBytes(int bytes) {
    return new PageLayout(commitOffset, commitBytes, dataOffset, bytes - dataOffset, order);
  }

  /** Bytes of a whole page: what one read asks for. */
  public int pageBytes() {
    return dataOffset + dataBytes;
  }

  /**
   * Reads the kernel's description.
   *
   * @throws IllegalArgumentException if it is not such a text
   */
  public static PageLayout parse(String headerPage, ByteOrder order) {
    Matcher commit = field(headerPage, "commit");
    Matcher data = field(headerPage, "data");
    return new PageLayout(
        Integer.parseInt(commit.group(1)),
        Integer.parseInt(commit.group(2)),
        Integer.parseInt(data.group(1)),
        Integer.parseInt(data.group(2)),
        order);
  }

  private static Matcher field(String text, String name) {
    Matcher m =
        Pattern.compile("field: [^;]*\\b" + name + ";\\s*offset:(\\d{1,7});\\s*size:(\\d{1,7});")
            .matcher(text);
    check(m.find(), "header_page has no field " + name);
    return m;
  }
}
