package io.probestream.streams.alert;

import java.util.List;

/** Names with {@code *} for any characters and {@code ?} for one. */
final class Globs {
  private Globs() {}

  /** Whether any of the patterns matches; an absent list matches everything. */
  static boolean match(List<String> patterns, String name) {
    return patterns == null || patterns.stream().anyMatch(pattern -> matches(pattern, name));
  }

  /** Goes back to the last star only, so that no pattern takes exponential time. */
  static boolean matches(String pattern, String name) {
    int p = 0;
    int n = 0;
    int star = -1;
    int mark = 0;
    while (n < name.length()) {
      char c = p < pattern.length() ? pattern.charAt(p) : 0;
      if (p < pattern.length() && c == '*') {
        star = p++;
        mark = n;
      } else if (p < pattern.length() && (c == '?' || c == name.charAt(n))) {
        p++;
        n++;
      } else if (star >= 0) {
        p = star + 1;
        n = ++mark;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
