package io.probestream.cli.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job sent over the second serial port: named sections of lines, in the form that {@code
 * report.sh} writes.
 *
 * @param finished whether the job came to its end
 */
record GuestReport(Map<String, List<String>> sections, boolean finished) {
  private static final String BEGIN = "@begin ";
  private static final String END = "@end ";
  private static final String FINISHED = "@finished";

  static GuestReport parse(List<String> lines) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    boolean finished = false;
    List<String> open = null;
    for (String line : lines) {
      if (line.startsWith(BEGIN)) {
        open = new ArrayList<>();
        sections.put(line.substring(BEGIN.length()), open);
      } else if (line.startsWith(END) && open != null) {
        // report() ends each section in a newline of its own.
        if (!open.isEmpty() && open.get(open.size() - 1).isEmpty()) {
          open.remove(open.size() - 1);
        }
        open = null;
      } else if (open != null) {
        open.add(line);
      } else if (line.equals(FINISHED)) {
        finished = true;
      }
    }
    return new GuestReport(sections, finished);
  }

  /** The lines of a section. */
  List<String> lines(String section) {
    List<String> lines = sections.get(section);
    if (lines == null) {
      throw new IllegalArgumentException(
          "the guest reported no %s, only %s".formatted(section, sections.keySet()));
    }
    return lines;
  }

  String text(String section) {
    return String.join("\n", lines(section));
  }

  /** A section that is one number. */
  long number(String section) {
    return Long.parseLong(text(section).strip());
  }
}
