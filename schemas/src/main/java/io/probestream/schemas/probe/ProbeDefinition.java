package io.probestream.schemas.probe;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import java.util.ArrayList;
import java.util.List;

/**
 * A probe definition in the syntax of {@code kprobe_events} and {@code uprobe_events}
 * (Documentation/trace/kprobetrace.rst, uprobetracer.rst): {@code p|r[MAXACTIVE][:[GRP/][EVENT]]
 * PLACE [ARGS]}. A value, apart from its installation.
 *
 * @param type {@code p} or {@code r}
 * @param maxactive 0 if not given
 * @param group empty if not given
 * @param event empty if not given
 * @param place {@code [MOD:]SYM[+offs]}, an address, or {@code PATH:OFFSET}
 * @param args in order
 */
public record ProbeDefinition(
    char type, int maxactive, String group, String event, String place, List<FetchArg> args) {

  public ProbeDefinition {
    check(type == 'p' || type == 'r', "a probe starts with 'p' or 'r', not with '" + type + "'");
    present(group, "group");
    present(event, "event");
    present(place, "place");
    args = List.copyOf(args);
  }

  /**
   * Parses one definition.
   *
   * @throws IllegalArgumentException with a sentence if it cannot be one
   */
  public static ProbeDefinition parse(String line) {
    String[] words = line.trim().split("\\s+");
    check(
        words.length >= 2,
        "probe definition '" + line + "' needs a place: p:NAME SYMBOL or r:NAME SYMBOL");
    String head = words[0];
    char type = head.charAt(0);
    int colon = head.indexOf(':');
    String active = colon < 0 ? head.substring(1) : head.substring(1, colon);
    check(
        active.isEmpty() || (type == 'r' && active.matches("0*[1-9][0-9]{0,5}")),
        "probe definition '" + line + "' must start with p or r[MAXACTIVE], as in r64:NAME SYMBOL");
    String name = colon < 0 ? "" : head.substring(colon + 1);
    int slash = Math.max(name.indexOf('/'), name.indexOf('.'));
    List<FetchArg> args = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      args.add(FetchArg.parse(words[i], i - 1));
    }
    return new ProbeDefinition(
        type,
        active.isEmpty() ? 0 : Integer.parseInt(active),
        slash < 0 ? "" : name.substring(0, slash),
        slash < 0 ? name : name.substring(slash + 1),
        words[1],
        args);
  }

  /** Parses the lines of a {@code kprobe_events} file; blank lines and comments are passed over. */
  public static List<ProbeDefinition> parseAll(String text) {
    return text.lines()
        .filter(l -> !l.isBlank() && !l.startsWith("#"))
        .map(ProbeDefinition::parse)
        .toList();
  }

  /** Whether the place is in a file of user space. */
  public boolean isUprobe() {
    return place.startsWith("/");
  }

  public ProbeKind kind() {
    if (type == 'r' || place.endsWith("%return")) {
      return ProbeKind.RETURN;
    }
    // A uprobe's offset is a file offset and says nothing about the function's start.
    if (isUprobe() || offset().isEmpty() || offset().matches("\\+0(x0+)?")) {
      return ProbeKind.ENTRY;
    }
    return ProbeKind.OTHER;
  }

  /**
   * The place without its offset, or without a uprobe's reference counter: what entry and return
   * probe of one function share.
   */
  public String symbol() {
    String plain =
        place.endsWith("%return") ? place.substring(0, place.length() - "%return".length()) : place;
    if (isUprobe()) {
      int reference = plain.indexOf('(');
      return reference < 0 ? plain : plain.substring(0, reference);
    }
    int plus = plain.indexOf('+');
    return plus < 0 ? plain : plain.substring(0, plus);
  }

  private String offset() {
    int plus = place.indexOf('+');
    return plus < 0 ? "" : place.substring(plus);
  }

  /** The name of the argument that holds {@code $stack}, or null. */
  public String stackArg() {
    return args.stream().filter(FetchArg::isStack).map(FetchArg::name).findFirst().orElse(null);
  }

  /** The definition as written into {@code kprobe_events}. */
  public String text() {
    StringBuilder text = new StringBuilder().append(type);
    if (maxactive > 0) {
      text.append(maxactive);
    }
    if (!event.isEmpty() || !group.isEmpty()) {
      text.append(':').append(group.isEmpty() ? "" : group + "/").append(event);
    }
    text.append(' ').append(place);
    for (FetchArg arg : args) {
      text.append(' ').append(arg.text());
    }
    return text.toString();
  }
}
