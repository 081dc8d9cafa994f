package io.probestream.streams.alert;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text with places such as {@code {{value}}} or {@code {{labels.host}}}. Names alone, no logic: a
 * name that nobody knows is an error when the rules are read, and not at three in the morning.
 *
 * @param parts literal text and names by turns, text first
 */
record Template(List<String> parts) {
  /** The names beside {@code labels.NAME}. */
  static final List<String> NAMES =
      List.of(
          "rule",
          "severity",
          "value",
          "lower",
          "upper",
          "threshold",
          "baseline",
          "completeness",
          "window",
          "reason");

  static final String LABELS = "labels.";

  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([^{}]*?)\\s*}}");

  Template {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a text.
   *
   * @param knows whether a name is known
   * @throws IllegalArgumentException with what is wrong and what was expected
   */
  static Template parse(String text, Predicate<String> knows) {
    List<String> parts = new ArrayList<>();
    Matcher place = PLACE.matcher(text);
    int end = 0;
    while (place.find()) {
      parts.add(literal(text.substring(end, place.start())));
      String name = place.group(1);
      if (!knows.test(name)) {
        throw new IllegalArgumentException(
            "unknown name in '"
                + place.group()
                + "'; expected one of: "
                + String.join(", ", NAMES)
                + ", or labels.NAME of a label that the rule's alerts have");
      }
      parts.add(name);
      end = place.end();
    }
    parts.add(literal(text.substring(end)));
    return new Template(parts);
  }

  private static String literal(String text) {
    if (text.contains("{{") || text.contains("}}")) {
      throw new IllegalArgumentException("'{{' and '}}' come in pairs around one name");
    }
    return text;
  }

  /** The text with each name replaced. */
  String fill(UnaryOperator<String> values) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      text.append(i % 2 == 0 ? parts.get(i) : values.apply(parts.get(i)));
    }
    return text.toString();
  }
}
