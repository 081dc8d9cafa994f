package io.probestream.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Sentences on a terminal. */
public final class Words {
  private Words() {}

  /**
   * {@code text} in lines of at most {@code width} characters, broken at blanks where it can be.
   */
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    String rest = text;
    while (rest.length() > width) {
      int blank = rest.lastIndexOf(' ', width);
      int end = blank > 0 ? blank : width;
      lines.add(rest.substring(0, end));
      rest = rest.substring(end).stripLeading();
    }
    lines.add(rest);
    return lines;
  }
}
