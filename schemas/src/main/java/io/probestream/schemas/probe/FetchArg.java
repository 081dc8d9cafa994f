package io.probestream.schemas.probe;

import static io.probestream.schemas.Checks.present;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * One fetch argument of a probe, such as {@code file=+0($arg2):ustring}.
 *
 * @param name as printed; {@code argN} where the definition gives none
 * @param fetch what is fetched, such as {@code $stack} or {@code +0(%si)}
 * @param type as written after the colon; empty if none
 */
public record FetchArg(String name, String fetch, String type) {
  private static final Set<String> STRING_TYPES =
      Set.of("string", "ustring", "symstr", "%pd", "%pD");
  // Types that print all 64 bits: a narrower or symbolic one does not identify a frame.
  private static final Set<String> ADDRESS_TYPES = Set.of("", "x64", "u64", "s64");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  // @SYM and \"immediate string\" may hold a colon of their own; a type is a plain word.
  private static final Pattern TYPE = Pattern.compile("%?[A-Za-z][A-Za-z0-9@/\\[\\]]*");

  public FetchArg {
    present(name, "name");
    present(fetch, "fetch");
    present(type, "type");
  }

  /** Parses {@code [NAME=]FETCH[:TYPE]}; {@code position} is 1-based. */
  public static FetchArg parse(String text, int position) {
    int equals = text.indexOf('=');
    String rest = equals > 0 ? text.substring(equals + 1) : text;
    int colon = rest.lastIndexOf(':');
    boolean typed = colon > 0 && TYPE.matcher(rest.substring(colon + 1)).matches();
    String fetch = typed ? rest.substring(0, colon) : rest;
    String type = typed ? rest.substring(colon + 1) : "";
    if (equals > 0) {
      return new FetchArg(text.substring(0, equals), fetch, type);
    }
    // An unnamed BTF argument is named after itself (generate_probe_arg_name).
    return new FetchArg(NAME.matcher(fetch).matches() ? fetch : "arg" + position, fetch, type);
  }

  /**
   * Whether the value is printed between quotes, unescaped, so that it may hold anything, newlines
   * included (trace_probe.c, PRINT_TYPE_FUNC_NAME(string)).
   */
  public boolean isString() {
    int bracket = type.indexOf('[');
    String base = bracket < 0 ? type : type.substring(0, bracket);
    return STRING_TYPES.contains(base)
        || (base.isEmpty() && (fetch.equals("$comm") || fetch.equals("$COMM")))
        || fetch.startsWith("\\\"")
        || base.equals("char");
  }

  /** The argument as written into {@code kprobe_events}. */
  public String text() {
    if (fetch.equals("$arg*")) {
      return fetch; // The kernel expands it into several and takes no name for it.
    }
    return name + '=' + fetch + (type.isEmpty() ? "" : ':' + type);
  }

  /** Whether this is the stack pointer of the probed frame. */
  public boolean isStack() {
    return fetch.equals("$stack") && ADDRESS_TYPES.contains(type);
  }

  /** Whether this is the function's return value. */
  public boolean isRetval() {
    return fetch.equals("$retval");
  }
}
