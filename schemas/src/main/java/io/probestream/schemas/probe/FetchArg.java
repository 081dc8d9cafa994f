package io.probestream.schemas.probe;

import static io.probestream.schemas.Checks.present;

import java.util.Set;

/**
 * One fetch argument of a probe, such as {@code file=+0($arg2):ustring}.
 *
 * @param name as printed; {@code argN} where the definition gives none
 * @param fetch what is fetched, such as {@code $stack} or {@code +0(%si)}
 * @param type as written after the colon; empty if none
 */
public record FetchArg(String name, String fetch, String type) {
  private static final Set<String> STRING_TYPES = Set.of("string", "ustring", "symstr");

  public FetchArg {
    present(name, "name");
    present(fetch, "fetch");
    present(type, "type");
  }

  /** Parses {@code [NAME=]FETCH[:TYPE]}; {@code position} is 1-based. */
  public static FetchArg parse(String text, int position) {
    int equals = text.indexOf('=');
    String name = equals > 0 ? text.substring(0, equals) : "arg" + position;
    String rest = equals > 0 ? text.substring(equals + 1) : text;
    int colon = rest.lastIndexOf(':');
    // @SYM and \"immediate string\" may hold a colon of their own; a type is a plain word.
    boolean typed = colon > 0 && rest.substring(colon + 1).matches("[A-Za-z][A-Za-z0-9@/\\[\\]]*");
    return new FetchArg(
        name, typed ? rest.substring(0, colon) : rest, typed ? rest.substring(colon + 1) : "");
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

  /** Whether this is the stack pointer of the probed frame. */
  public boolean isStack() {
    return fetch.equals("$stack");
  }

  /** Whether this is the function's return value. */
  public boolean isRetval() {
    return fetch.equals("$retval");
  }
}
