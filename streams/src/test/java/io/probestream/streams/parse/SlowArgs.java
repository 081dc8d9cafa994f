package io.probestream.streams.parse;

import io.probestream.schemas.probe.FetchArg;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Argument lists, from behind the place's parenthesis to the record's newline. */
final class SlowArgs {
  static final int OPEN = -1;
  static final int MISMATCH = -2;
  private static final Pattern PICKED = Pattern.compile(" (sp|ret)=([0-9a-fx-]+)(?=[ \\n])");

  /** A byte that form {@code escaped} does not print as it is. */
  static final String ESCAPE = "\\\\(?:[nt\"'\\\\]|x[0-9a-f]{2})";

  private static final String QUOTED =
      "\"(?:[^\"\\\\\n]|ESC)*+\"|'(?:[^'\\\\\n]|ESC)*+'".replace("ESC", ESCAPE);
  private static final Pattern ESCAPED_VALUE =
      Pattern.compile(QUOTED + "|\\{(?:" + QUOTED + "|[^\"'}\n])*+}");

  private final String text;
  private final int limit;
  private final boolean escaped;

  SlowArgs(String text, int limit, boolean escaped) {
    this.text = text;
    this.limit = limit;
    this.escaped = escaped;
  }

  /** Index of the newline, {@link #OPEN} if a string has no end, {@link #MISMATCH}. */
  int known(int p, List<FetchArg> args, int i, SlowParser.Event event) {
    if (i == args.size()) {
      return at("\n", p) ? p : MISMATCH;
    }
    FetchArg arg = args.get(i);
    String prefix = ' ' + arg.name() + '=';
    if (!at(prefix, p)) {
      return MISMATCH;
    }
    int value = p + prefix.length();
    String after = i + 1 < args.size() ? ' ' + args.get(i + 1).name() + '=' : "\n";
    if (arg.isString()) {
      return string(value, after, args, i, event);
    }
    // Only a symbol has a blank in it, before its module.
    String stop = arg.type().startsWith("symbol") ? after : " ";
    int newline = text.indexOf('\n', value);
    int end = text.indexOf(stop, value);
    end = end < 0 || end > newline ? newline : end;
    end = Math.min(end, limit);
    if (end == value || (stop.equals(after) && !at(after, end))) {
      return MISMATCH;
    }
    if (first(args, i, FetchArg::isStack)) {
      event.stack = number(text.substring(value, end));
    } else if (first(args, i, FetchArg::isRetval) && !arg.type().startsWith("symbol")) {
      event.retval = number(text.substring(value, end));
      if (event.retval != null && arg.type().matches("[sux]32")) {
        event.retval = (long) event.retval.intValue();
      }
      if (event.retval == null) {
        return MISMATCH;
      }
    }
    if (arg.isStack() && event.stack == null) {
      return MISMATCH;
    }
    return known(end, args, i + 1, event);
  }

  /** A string ends at the first place from which the rest fits, up to a line's end. */
  private int string(int p, String after, List<FetchArg> args, int i, SlowParser.Event event) {
    if (at("(fault)", p)) {
      return known(p + "(fault)".length(), args, i + 1, event);
    }
    if (escaped) {
      Matcher value = ESCAPED_VALUE.matcher(text).region(p, Math.max(p, limit));
      return value.lookingAt() ? known(value.end(), args, i + 1, event) : MISMATCH;
    }
    if (p >= limit) {
      return OPEN;
    }
    char open = text.charAt(p);
    if (open != '"' && open != '\'' && open != '{') {
      return MISMATCH;
    }
    String close = (open == '{' ? '}' : open) + after;
    for (int q = text.indexOf(close, p + 1);
        q >= 0 && q + close.length() <= limit;
        q = text.indexOf(close, q + 1)) {
      int rest = known(q + 1, args, i + 1, event);
      if (rest != MISMATCH) {
        return rest;
      }
    }
    return OPEN;
  }

  /**
   * Nothing is known: a string begins behind {@code =}, a comma or a brace and ends at a quote
   * before a blank, a comma, a brace or the line's end.
   */
  int learned(int p, SlowParser.Event event) {
    StringBuilder outside = new StringBuilder();
    boolean open = false;
    for (int q = p; q < limit; q++) {
      char c = text.charAt(q);
      if (escaped && c == '\n' && open) {
        return MISMATCH;
      }
      if (escaped && c == '\\' && q + 1 < limit && text.charAt(q + 1) != '\n') {
        q++;
        outside.append("\\\\");
      } else if (open) {
        open = !(c == '"' && q + 1 < limit && " \n,}".indexOf(text.charAt(q + 1)) >= 0);
      } else if (c == '"' && "={,".indexOf(text.charAt(q - 1)) >= 0) {
        open = true;
        outside.append('"');
      } else if (c == '\'' && !escaped && "={,".indexOf(text.charAt(q - 1)) >= 0) {
        if (q + 2 >= limit) {
          return OPEN;
        }
        q += text.charAt(q + 2) == '\'' ? 2 : 0; // a character, of whatever value
        outside.append('\'');
      } else {
        outside.append(c);
        if (c == '\n') {
          pick(outside.toString(), event);
          return q;
        }
      }
    }
    return OPEN;
  }

  private static void pick(String outside, SlowParser.Event event) {
    for (Matcher m = PICKED.matcher(outside); m.find(); ) {
      Long value = number(m.group(2));
      if (value != null && m.group(1).equals("ret")) {
        event.retval = value;
      } else if (value != null && !m.group(2).matches("-?[0-9]+")) {
        event.stack = value;
      }
    }
  }

  /** Decimal, or hexadecimal with 0x, or as 3.10 prints it: without, if a letter gives it away. */
  private static Long number(String word) {
    if (word.matches("-?[0-9]{1,20}")) {
      return new BigInteger(word).longValue();
    }
    if (word.matches("(0x)?[0-9a-f]{1,16}")) {
      return Long.parseUnsignedLong(word.replaceFirst("^0x", ""), 16);
    }
    return null;
  }

  private static boolean first(
      List<FetchArg> args, int i, java.util.function.Predicate<FetchArg> wanted) {
    return wanted.test(args.get(i)) && args.subList(0, i).stream().noneMatch(wanted);
  }

  private boolean at(String what, int p) {
    return p + what.length() <= limit && text.startsWith(what, p);
  }
}
