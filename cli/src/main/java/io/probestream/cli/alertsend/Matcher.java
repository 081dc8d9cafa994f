package io.probestream.cli.alertsend;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A condition on a label as Alertmanager writes it: {@code severity="page"}, {@code host=~"db-.*"},
 * {@code !=}, {@code !~}; the whole value must match, and a label that is not there is empty.
 */
record Matcher(String label, boolean negated, Pattern value) {
  private static final Pattern FORM =
      Pattern.compile("\\s*([^=!~\"\\s]+)\\s*(=~|!~|!=|=)\\s*(?:\"(.*)\"|([^\"]*?))\\s*");

  /**
   * @throws IllegalArgumentException with a sentence
   */
  static Matcher parse(String text) {
    java.util.regex.Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "expected label=\"value\", with =, !=, =~ or !~, found '" + text + "'");
    }
    String operator = form.group(2);
    String value = form.group(3) != null ? form.group(3) : form.group(4);
    try {
      Pattern pattern =
          operator.endsWith("~") ? Pattern.compile(value) : Pattern.compile(Pattern.quote(value));
      return new Matcher(form.group(1), operator.startsWith("!"), pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + value + "' is no regular expression: " + e.getDescription(), e);
    }
  }

  boolean matches(Map<String, String> labels) {
    return value.matcher(labels.getOrDefault(label, "")).matches() != negated;
  }
}
