package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Binary pages of one CPU beside the kernel's own text of the same buffer. Task names and symbols,
 * which a capture has no tables of, are learned from that text.
 *
 * @param name of the resource
 * @param cpu whose buffer it is
 * @param pages as read
 * @param records the text, a record each: strings may hold newlines
 * @param formats of its events
 */
record CapturedPages(
    String name,
    int cpu,
    PageLayout layout,
    List<byte[]> pages,
    List<String> records,
    List<EventFormat> formats) {
  static final List<String> NAMES = new ArrayList<>();

  static {
    for (String kernel : List.of("x86_64-6.1", "arm64-6.1")) {
      for (int cpu = 0; cpu < 4; cpu++) {
        NAMES.add(kernel + ".trace-file.cpu" + cpu);
      }
    }
    NAMES.add("6.18.raw3");
    NAMES.add("6.18.raw4");
  }

  private static final Pattern HEADER =
      Pattern.compile(
          "(?s)^(.{16})-(\\d+) +\\[(\\d+)] (\\S+) +(\\d+\\.\\d{6}): (\\w+): \\((.*?)\\)(.*)$");

  static CapturedPages read(String name) throws IOException {
    boolean uprobes = name.startsWith("6.18");
    String kernel = uprobes ? "6.18" : name.substring(0, name.indexOf(".trace"));
    PageLayout layout = PageLayout.parse(text(kernel + ".header_page"), ByteOrder.LITTLE_ENDIAN);
    byte[] raw = bytes(name + (uprobes ? ".bin.gz" : ".raw.gz"));
    List<byte[]> pages = new ArrayList<>();
    for (int at = 0; at < raw.length; at += layout.pageBytes()) {
      pages.add(Arrays.copyOfRange(raw, at, Math.min(raw.length, at + layout.pageBytes())));
    }
    List<EventFormat> formats = new ArrayList<>();
    for (String format : text(kernel + ".formats").split("(?m)^(?=name: )")) {
      if (format.startsWith("name: ")) {
        formats.add(EventFormat.parse(format, !uprobes));
      }
    }
    List<String> records = new ArrayList<>();
    for (String line : new String(bytes(name + ".trace.txt.gz"), ISO_8859_1).split("\n")) {
      if (HEADER.matcher(line).matches() || line.startsWith("CPU:")) {
        records.add(line);
      } else if (!line.startsWith("#")) {
        records.set(records.size() - 1, records.get(records.size() - 1) + "\n" + line);
      }
    }
    int cpu = uprobes ? -1 : Integer.parseInt(name.substring(name.length() - 1));
    return new CapturedPages(name, cpu, layout, pages, records, formats);
  }

  /** A printer with the names and symbols of the text. */
  LinePrinter printer() {
    Map<Integer, byte[]> names = new HashMap<>();
    for (String record : records) {
      Matcher m = HEADER.matcher(record);
      if (m.matches()) {
        names.put(Integer.valueOf(m.group(2)), m.group(1).getBytes(ISO_8859_1));
      }
    }
    return new LinePrinter(
        formats,
        pid -> names.getOrDefault(pid, "           <...>".getBytes(ISO_8859_1)),
        symbols(),
        FlagsText.of(name.startsWith("6.18") ? "6.18.5" : "6.1.0-18"),
        layout.order());
  }

  int cpuOfText() {
    return records.stream()
        .map(HEADER::matcher)
        .filter(Matcher::matches)
        .mapToInt(m -> Integer.parseInt(m.group(3)))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Each address must always print the same: the first meeting of address and text decides, and a
   * later contradiction shows as a difference of lines.
   */
  private Symbols symbols() {
    Map<String, byte[]> learned = new HashMap<>();
    PageCursor cursor = new PageCursor(layout);
    List<Long> addresses = new ArrayList<>();
    Map<Integer, EventFormat> byId = new HashMap<>();
    formats.forEach(f -> byId.put(f.id(), f));
    List<EventFormat> order = new ArrayList<>();
    for (byte[] page : pages) {
      cursor.load(page, page.length);
      while (cursor.next()) {
        EventFormat f = byId.get(type(page, cursor.payload()));
        order.add(f);
        addresses.add(read8(page, cursor.payload() + 8));
        addresses.add(f.isReturn() ? read8(page, cursor.payload() + 16) : 0L);
      }
    }
    int i = 0;
    for (String record : records) {
      Matcher m = HEADER.matcher(record);
      if (!m.matches() || i >= order.size()) {
        continue;
      }
      String[] places = m.group(7).split(" <- ");
      long first = addresses.get(2 * i);
      long second = addresses.get(2 * i + 1);
      if (order.get(i++).isReturn()) {
        learned.putIfAbsent(second + "true", places[0].getBytes(ISO_8859_1));
        learned.putIfAbsent(first + "false", places[1].getBytes(ISO_8859_1));
      } else {
        learned.putIfAbsent(first + "true", places[0].getBytes(ISO_8859_1));
      }
    }
    return (address, withOffset) -> learned.get(address + "" + withOffset);
  }

  private static int type(byte[] b, int at) {
    return (b[at] & 255) | (b[at + 1] & 255) << 8;
  }

  private static long read8(byte[] b, int at) {
    return ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
  }

  private static String text(String name) throws IOException {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), ISO_8859_1);
    }
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = new GZIPInputStream(open(name))) {
      return in.readAllBytes();
    }
  }

  private static InputStream open(String name) {
    return CapturedPages.class.getResourceAsStream("/captures/pages/" + name);
  }

  @Override
  public String toString() {
    return name;
  }
}
