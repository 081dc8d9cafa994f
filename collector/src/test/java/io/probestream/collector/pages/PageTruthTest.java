package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The decoder against the kernel's own text of the same buffers. */
class PageTruthTest {
  static final List<String> NAMES = CapturedPages.NAMES;

  private static final Pattern TIME = Pattern.compile(" (\\d+)\\.(\\d{9}): ");
  private static final Pattern ESCAPE = Pattern.compile("\\\\(?:x([0-9a-f]{2})|(.))");

  /** raw3's text stops 9 records short. */
  private static final int UNWRITTEN = 9;

  @ParameterizedTest
  @FieldSource("NAMES")
  void everyLineIsTheKernelsOwnOnceTimeIsRoundedAndEscapingUndone(String name) throws IOException {
    CapturedPages captured = CapturedPages.read(name);
    List<String> lines = new ArrayList<>();
    for (String line : print(captured)) {
      lines.add(asTheKernel(line));
    }
    List<String> text = captured.records().stream().filter(r -> !r.startsWith("CPU:")).toList();
    int missing = name.equals("6.18.raw3") ? UNWRITTEN : 0;
    assertThat(lines.size() - missing).isEqualTo(text.size());
    for (int i = 0; i < text.size(); i++) {
      assertThat(lines.get(i)).as(name + " record " + i).isEqualTo(text.get(i));
    }
  }

  static List<String> print(CapturedPages captured) {
    LinePrinter printer = captured.printer();
    PageCursor cursor = new PageCursor(captured.layout());
    LineHeader header = printer.header(captured.cpuOfText());
    byte[] out = new byte[1 << 18];
    List<String> lines = new ArrayList<>();
    for (byte[] page : captured.pages()) {
      assertThat(cursor.load(page, page.length)).isNull();
      while (cursor.next()) {
        int end = printer.print(cursor, header, out, 0, out.length);
        assertThat(end).isPositive();
        lines.add(new String(out, 0, end - 1, ISO_8859_1));
      }
    }
    return lines;
  }

  private static String asTheKernel(String line) {
    Matcher m = TIME.matcher(line);
    assertThat(m.find()).isTrue();
    long us = (Long.parseLong(m.group(1) + m.group(2)) + 500) / 1_000;
    String rounded =
        line.substring(0, m.start())
            + String.format(Locale.ROOT, " %d.%06d: ", us / 1_000_000, us % 1_000_000)
            + line.substring(m.end());
    return ESCAPE
        .matcher(rounded)
        .replaceAll(
            e ->
                Matcher.quoteReplacement(
                    e.group(1) != null
                        ? String.valueOf((char) Integer.parseInt(e.group(1), 16))
                        : switch (e.group(2)) {
                          case "n" -> "\n";
                          case "t" -> "\t";
                          default -> e.group(2);
                        }));
  }
}
