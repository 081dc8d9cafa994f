package io.probestream.streams.parse;

import io.probestream.schemas.Keys;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.raw.Form;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The obvious way to do what {@link LineParser} does fast: the whole capture as one string, regular
 * expressions, objects. Written from the formats' description, not from the fast one.
 *
 * <ol>
 *   <li>A kernel record: a blank, 15 more bytes, {@code -}, and the fields of the header.
 *   <li>Else a {@code LOST} line.
 *   <li>Else, where no definitions are known, the first place in the line from which the fields
 *       fit.
 *   <li>Else, behind a foreign event, a continuation, for at most 64 KiB.
 *   <li>Else an empty line or one with {@code #}: header. Else malformed.
 * </ol>
 */
final class SlowParser {
  private static final int LIMIT = 64 * 1024;
  private static final String TGID = "(?:\\([0-9 -]{0,11}\\) *)?+";
  private static final String FIELDS =
      "(?<pid>-?[0-9]{1,7}) ++"
          + TGID
          + "\\[(?<cpu>[0-9]{3,6})\\] "
          + TGID
          + "(?:(?![0-9])[!-\\x7f]{4,6} )?+ *"
          + "(?:(?<s>[0-9]{1,10})\\.(?<f>[0-9]{9}|[0-9]{6})|(?<ticks>[0-9]{1,19})): ";
  private static final Pattern KERNEL = Pattern.compile("(?<comm> [\\s\\S]{15})-" + FIELDS);
  private static final Pattern ESCAPED_KERNEL =
      Pattern.compile("(?<comm>(?= )(?:[^\\\\\n]|" + SlowArgs.ESCAPE + "){16})-" + FIELDS);
  private static final Pattern ANYWHERE = Pattern.compile("-(?=[0-9])" + FIELDS);
  private static final Pattern LOST =
      Pattern.compile("CPU:([0-9]{1,7}) \\[LOST (?:([0-9]{1,18}) )?EVENTS\\]");
  private static final Pattern DROPPED =
      Pattern.compile("CPU:([0-9]{1,7}) \\[([0-9]{1,18}) EVENTS DROPPED\\]");
  private static final Pattern PROBE =
      Pattern.compile("(?<name>[A-Za-z0-9_]++): \\((?<place>[^)\\n]*)\\)");

  private final String text;
  private final Map<String, ProbeDefinition> known = new HashMap<>();
  private final Map<String, String> learned = new HashMap<>();
  private final boolean learning;
  private final boolean escaped;
  private final List<SlowRecord> records = new ArrayList<>();
  private long headers;
  private long continuations;
  private int foreignBytes;

  private SlowParser(Form form, String text, List<ProbeDefinition> definitions) {
    this.text = text;
    escaped = form == Form.ESCAPED;
    learning = definitions == null;
    if (definitions != null) {
      definitions.forEach(d -> known.putIfAbsent(d.event(), d));
    }
  }

  /** Parses a whole capture; without definitions (null) it learns. */
  static SlowResult parse(byte[] capture, List<ProbeDefinition> definitions) {
    return parse(Form.KERNEL, capture, definitions);
  }

  /** In form {@code escaped} each line is a record, and a quote ends its string. */
  static SlowResult parse(Form form, byte[] capture, List<ProbeDefinition> definitions) {
    String text = new String(capture, StandardCharsets.ISO_8859_1);
    if (!text.isEmpty() && !text.endsWith("\n")) {
      text += '\n';
    }
    return new SlowParser(form, text, definitions).run();
  }

  private SlowResult run() {
    for (int p = 0; p < text.length(); ) {
      p = record(p);
    }
    long lines = text.chars().filter(c -> c == '\n').count();
    return new SlowResult(records, lines, headers, continuations);
  }

  /** Takes the record or line at {@code p}; returns where the next one starts. */
  private int record(int p) {
    Matcher kernel = (escaped ? ESCAPED_KERNEL : KERNEL).matcher(text).region(p, text.length());
    if (kernel.lookingAt() && time(kernel) >= 0) {
      return withHeader(p, kernel, kernel.group("comm"));
    }
    int next = text.indexOf('\n', p) + 1;
    String line = text.substring(p, next - 1);
    for (Pattern pattern : List.of(LOST, DROPPED)) {
      Matcher lost = pattern.matcher(line);
      if (lost.matches() && Integer.parseInt(lost.group(1)) <= 1 << 20) {
        long count = lost.group(2) == null ? 0 : Long.parseLong(lost.group(2));
        records.add(SlowRecord.lost(Integer.parseInt(lost.group(1)), count));
        foreignBytes = 0;
        return next;
      }
    }
    Matcher anywhere = ANYWHERE.matcher(text).region(Math.min(p + 1, next), next);
    while (learning && anywhere.find()) {
      if (time(anywhere) >= 0) {
        return withHeader(p, anywhere, text.substring(p, anywhere.start()));
      }
    }
    if (foreignBytes > 0) {
      foreignBytes -= next - p;
      continuations++;
    } else if (line.isEmpty() || line.startsWith("#")) {
      headers++;
    } else {
      malformed(p);
    }
    return next;
  }

  private int withHeader(int p, Matcher header, String comm) {
    Matcher probe = PROBE.matcher(text).region(header.end(), text.length());
    Event event = new Event();
    boolean isProbe = probe.lookingAt() && isProbe(probe, event);
    if (!isProbe) {
      int next = text.indexOf('\n', header.end()) + 1;
      add("other", p, next, header, comm, event);
      foreignBytes = escaped ? 0 : LIMIT;
      return next;
    }
    int limit = Math.min(text.length(), p + LIMIT);
    ProbeDefinition definition = known.get(event.name);
    SlowArgs args = new SlowArgs(text, limit, escaped);
    int end =
        learning
            ? args.learned(probe.end(), event)
            : args.known(probe.end(), definition.args(), 0, event);
    if (end < 0 || (!learning && isReturn(probe) != event.kind.equals("return"))) {
      return malformed(p);
    }
    add("event", p, end + 1, header, comm, event);
    foreignBytes = 0;
    return end + 1;
  }

  private boolean isProbe(Matcher probe, Event event) {
    event.name = probe.group("name");
    if (learning && event.name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      if (!learned.containsKey(event.name) && learned.size() < ProbeTable.MAX_LEARNED) {
        learned.put(event.name, learnedKind(probe));
      }
      event.kind = learned.getOrDefault(event.name, "other");
      event.name = learned.containsKey(event.name) ? event.name : Keys.FOLDED;
    } else if (known.containsKey(event.name)) {
      event.kind = known.get(event.name).kind().wireName();
    }
    if (event.kind == null) {
      event.name = null;
    }
    return event.kind != null;
  }

  private static boolean isReturn(Matcher probe) {
    return probe.group("place").contains(" <- ");
  }

  private static String learnedKind(Matcher probe) {
    String place = probe.group("place");
    if (isReturn(probe)) {
      return "return";
    }
    boolean entry =
        place.contains("+") ? place.matches("(?s)[^+]*\\+0x[04](/.*)?") : place.startsWith("0");
    return entry ? "entry" : "other";
  }

  private void add(String type, int p, int next, Matcher header, String comm, Event event) {
    String record = text.substring(p, next);
    records.add(
        new SlowRecord(
            type,
            record,
            event.name,
            event.kind,
            comm,
            Integer.parseInt(header.group("pid")),
            Integer.parseInt(header.group("cpu")),
            time(header),
            header.group("ticks") != null,
            event.stack,
            event.retval));
    continuations += record.chars().filter(c -> c == '\n').count() - 1;
  }

  private int malformed(int p) {
    int next = text.indexOf('\n', p) + 1;
    records.add(SlowRecord.malformed(text.substring(p, next - 1)));
    foreignBytes = 0;
    return next;
  }

  /** In ns or ticks; -1 if it is beyond int64, as no clock's time is. */
  private static long time(Matcher header) {
    try {
      if (header.group("ticks") != null) {
        return Long.parseLong(header.group("ticks"));
      }
      String fraction = header.group("f");
      return Long.parseLong(header.group("s") + (fraction + "000").substring(0, 9));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** What is found behind the header. */
  static final class Event {
    String name;
    String kind;
    Long stack;
    Long retval;
  }
}
