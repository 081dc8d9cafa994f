package io.probestream.collector.pages;

import static io.probestream.schemas.Checks.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One probe's {@code events/GROUP/EVENT/format}: what to print, in order
 * (traceprobe_set_print_fmt).
 *
 * @param id {@code common_type} of its events
 * @param name the event's name
 * @param isReturn whether it prints {@code ret_ip <- func}
 * @param symbolic whether places are symbols: kprobes, not uprobes
 * @param addressBytes of {@code __probe_ip}
 * @param dataBytes the least a record has
 * @param pieces what follows the place
 */
record EventFormat(
    int id,
    String name,
    boolean isReturn,
    boolean symbolic,
    int addressBytes,
    int dataBytes,
    List<Piece> pieces) {
  static final int PLACE_OFFSET = 8;

  enum Kind {
    TEXT,
    UNSIGNED,
    SIGNED,
    HEX,
    CHAR,
    STRING,
    SYMBOL
  }

  /**
   * Fixed text, or a value.
   *
   * @param text for TEXT, else null
   * @param offset in the record
   * @param bytes 1, 2, 4 or 8
   */
  record Piece(Kind kind, String text, int offset, int bytes) {}

  private record Field(String type, int offset, int bytes) {}

  private static final Pattern FIELD =
      Pattern.compile("field:(.*?)(\\w+)(\\[\\d*])?;\\s*offset:(\\d{1,6});\\s*size:(\\d{1,6});");
  private static final Pattern CONVERSION =
      Pattern.compile("(%pS|0x%L?x|%L?[ud]|'%c'|\\\\\"%s\\\\\")");
  private static final Pattern ARG =
      Pattern.compile("(?:REC->(\\w+)|__get_str\\((\\w+))(?:\\[(\\d{1,3})])?\\)?");

  EventFormat {
    pieces = List.copyOf(pieces);
  }

  /**
   * Reads the kernel's description.
   *
   * @throws IllegalArgumentException if it is not that of a probe event
   */
  static EventFormat parse(String text, boolean symbolic) {
    Map<String, Field> fields = new HashMap<>();
    int dataBytes = 0;
    for (Matcher m = FIELD.matcher(text); m.find(); ) {
      Field f = new Field(m.group(1), Integer.parseInt(m.group(4)), Integer.parseInt(m.group(5)));
      fields.put(m.group(2), f);
      dataBytes = Math.max(dataBytes, f.offset() + f.bytes());
    }
    Field ip = fields.get("__probe_ip");
    Field func = fields.get("__probe_func");
    Field place = ip == null ? func : ip;
    check(place != null && place.offset() == PLACE_OFFSET, "no format of a probe event");
    String name = group(text, "^name: (\\w+)$");
    String print = group(text, "^print fmt: \"(.*)$");
    String head = ip == null ? "(%lx <- %lx)" : "(%lx)";
    // Behind the text's closing quote stand only field names, so the last `", ` ends the text.
    int quote = print.lastIndexOf("\", REC->__probe_");
    check(print.startsWith(head) && quote > 0, "no print format of a probe event: " + name);
    String args = print.substring(quote + 3);
    List<Piece> pieces = pieces(print.substring(head.length(), quote), args, fields);
    int id = Integer.parseInt(group(text, "^ID: (\\d{1,5})$"));
    return new EventFormat(id, name, ip == null, symbolic, place.bytes(), dataBytes, pieces);
  }

  private static List<Piece> pieces(String print, String argList, Map<String, Field> fields) {
    List<Piece> pieces = new ArrayList<>();
    List<MatchResult> all =
        ARG.matcher(argList).results().filter(a -> !argName(a).startsWith("__probe_")).toList();
    Map<String, Integer> elements = new HashMap<>();
    all.forEach(a -> elements.merge(argName(a), 1, Integer::sum));
    Iterator<MatchResult> args = all.iterator();
    int from = 0;
    Matcher m = CONVERSION.matcher(print);
    for (; m.find(); from = m.end()) {
      check(args.hasNext(), "more conversions than arguments in '" + print + "'");
      MatchResult arg = args.next();
      String name = argName(arg);
      Field field = fields.get(name);
      check(field != null, "print format names the unknown field " + name);
      String conversion = m.group(1);
      pieces.add(new Piece(Kind.TEXT, print.substring(from, m.start(1)), 0, 0));
      Kind kind = kind(conversion);
      check((kind == Kind.STRING) == field.type().contains("__data_loc"), "no string: " + name);
      int bytes = field.bytes();
      int index = arg.group(3) == null ? 0 : Integer.parseInt(arg.group(3));
      if (kind == Kind.STRING) {
        bytes = 4;
      } else if (arg.group(3) != null) {
        bytes /= elements.get(name);
      }
      check(bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8, "odd size of field " + name);
      pieces.add(new Piece(kind, null, field.offset() + index * bytes, bytes));
    }
    String rest = print.substring(from);
    check(!rest.contains("%") && !args.hasNext(), "unknown conversion in '" + print + "'");
    pieces.add(new Piece(Kind.TEXT, rest, 0, 0));
    return pieces;
  }

  private static String argName(MatchResult arg) {
    return arg.group(1) == null ? arg.group(2) : arg.group(1);
  }

  private static Kind kind(String conversion) {
    if (conversion.startsWith("0x")) {
      return Kind.HEX;
    }
    return switch (conversion.charAt(conversion.startsWith("'") ? 2 : 1)) {
      case 'p' -> Kind.SYMBOL;
      case 'c' -> Kind.CHAR;
      case '"' -> Kind.STRING;
      default -> conversion.endsWith("u") ? Kind.UNSIGNED : Kind.SIGNED;
    };
  }

  private static String group(String text, String pattern) {
    Matcher m = Pattern.compile(pattern, Pattern.MULTILINE).matcher(text);
    check(m.find(), "no format of a probe event");
    return m.group(1);
  }
}
