package io.probestream.collector.probe;

import io.probestream.collector.CollectorException;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.probe.FetchArg;
import io.probestream.schemas.probe.Pairs;
import io.probestream.schemas.probe.ProbeDefinition;
import io.probestream.schemas.probe.ProbeKind;
import io.probestream.schemas.raw.Pair;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Turns requests into definitions for this kernel. The order of steps: expand the friendly forms,
 * resolve symbols, name and group, add the stack argument. Nothing is written. Not thread-safe.
 */
public final class ProbePlanner {
  private final SymbolResolver resolver;
  private final UserSymbols userSymbols;
  private final SyscallArgs syscallArgs;
  private final BiFunction<String, String, String> eventFormat;

  /**
   * A planner.
   *
   * @param arch {@code uname -m}
   * @param eventFormat format of an event by group and name, empty if there is none
   */
  public ProbePlanner(
      SymbolResolver resolver, String arch, BiFunction<String, String, String> eventFormat) {
    this.resolver = resolver;
    this.userSymbols = new UserSymbols();
    this.syscallArgs = new SyscallArgs(arch);
    this.eventFormat = eventFormat;
  }

  /** The names of all events that {@code tracefs} has already, of whatever group. */
  public static Set<String> takenNames(Tracefs tracefs) {
    Set<String> names = new HashSet<>();
    for (boolean uprobes : new boolean[] {false, true}) {
      ProbeDefinition.parseAll(tracefs.events(uprobes)).forEach(d -> names.add(d.event()));
    }
    return names;
  }

  /**
   * Plans all requests.
   *
   * @param taken event names of others: {@code kprobe_profile} prints no groups, so a second event
   *     of one name could not be counted
   * @param stack whether pairs get the stack argument
   * @throws CollectorException with a sentence if a request cannot be one
   */
  public ProbePlan plan(
      List<ProbeRequest> requests, String group, Set<String> taken, boolean stack) {
    List<String> notes = new ArrayList<>();
    Map<String, String> functions = new HashMap<>();
    Map<String, ProbeDefinition> byName = new LinkedHashMap<>();
    Map<String, ProbeRequest> toldApart = new LinkedHashMap<>();
    for (ProbeRequest request : requests) {
      for (ProbeDefinition asked : expand(request, notes)) {
        ProbeDefinition placed = resolve(asked, request, functions, notes);
        ProbeDefinition named = name(placed, group, taken, notes);
        if (byName.put(named.event(), named) != null) {
          throw new CollectorException(
              request.origin()
                  + ": two probes would be called '"
                  + named.event()
                  + "'; give one of them another name");
        }
        if (!request.by().isEmpty() && named.kind() == ProbeKind.ENTRY) {
          toldApart.put(named.event(), request);
        }
      }
    }
    List<ProbeDefinition> asked = List.copyOf(byName.values());
    List<ProbeDefinition> definitions = stack ? StackArgs.add(asked) : asked;
    toldApart.forEach((entry, request) -> checkBy(byName.get(entry), request, definitions));
    Map<String, List<String>> by = new HashMap<>();
    toldApart.forEach((entry, request) -> by.put(entry, request.by()));
    return new ProbePlan(group, definitions, functions, by, notes.stream().distinct().toList());
  }

  /** What calls are told apart by must be there, and calls, too. */
  private static void checkBy(
      ProbeDefinition entry, ProbeRequest request, List<ProbeDefinition> definitions) {
    List<String> args = entry.args().stream().map(FetchArg::name).toList();
    for (String what : request.by()) {
      if (!what.equals(Pair.TASK) && !args.contains(what)) {
        throw new CollectorException(
            request.origin()
                + ": by: "
                + what
                + ": "
                + entry.event()
                + (args.isEmpty()
                    ? " has no arguments; name one with args"
                    : " has the arguments " + String.join(", ", args)));
      }
    }
    if (Pairs.of(definitions).stream().noneMatch(p -> p.entryProbe().equals(entry.event()))) {
      throw new CollectorException(
          request.origin()
              + ": by tells calls apart, and "
              + entry.event()
              + " has no return probe");
    }
  }

  private List<ProbeDefinition> expand(ProbeRequest request, List<String> notes) {
    try {
      return switch (request.kind()) {
        case RAW -> List.of(ProbeDefinition.parse(request.target()));
        case FUNCTION -> function(request);
        case SYSCALL -> syscall(request, notes);
      };
    } catch (IllegalArgumentException e) {
      throw new CollectorException(request.origin() + ": " + e.getMessage(), e);
    }
  }

  private List<ProbeDefinition> function(ProbeRequest request) {
    String target = request.target();
    boolean program = target.startsWith("/");
    String base = program ? target.substring(target.lastIndexOf(':') + 1) : target;
    Map<String, String> args = request.args() == null ? Map.of() : request.args();
    // The kernel knows $argN in kprobes (5.0 and later), not in uprobes.
    List<String> words =
        program
            ? syscallArgs.words(base, args)
            : args.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
    return pair(request, request.name() == null ? base : request.name(), target, words);
  }

  private List<ProbeDefinition> syscall(ProbeRequest request, List<String> notes) {
    String call = request.target();
    String symbol = resolver.syscall(call);
    if (symbol == null) {
      throw new CollectorException(
          request.origin()
              + ": this kernel has no system call '"
              + call
              + "'"
              + suggestion(resolver.like("sys_" + call, 5)));
    }
    notes.add("system call " + call + " is " + symbol + " on this kernel");
    Map<String, String> args = request.args();
    if (args == null) {
      args =
          syscallArgs.known()
              ? SyscallArgs.ofFormat(eventFormat.apply("syscalls", "sys_enter_" + call))
              : Map.of();
    }
    String name = request.name() == null ? "sys_" + call : request.name();
    return pair(request, name, symbol, syscallArgs.words(symbol, args));
  }

  private static List<ProbeDefinition> pair(
      ProbeRequest request, String name, String place, List<String> words) {
    String event = eventName(name);
    String entry = "p:" + event + " " + place + " " + String.join(" ", words);
    List<ProbeDefinition> pair = new ArrayList<>(List.of(ProbeDefinition.parse(entry)));
    if (request.withReturn()) {
      String active = request.maxactive() == 0 ? "" : Integer.toString(request.maxactive());
      pair.add(
          ProbeDefinition.parse("r" + active + ":" + event + "_ret " + place + " ret=$retval"));
    }
    return pair;
  }

  private ProbeDefinition resolve(
      ProbeDefinition d, ProbeRequest request, Map<String, String> functions, List<String> notes) {
    String place;
    if (d.isUprobe()) {
      UserSymbols.Place found = userSymbols.resolve(d.symbol(), request.origin());
      if (!found.function().equals(found.place())) {
        functions.put(found.place(), found.function());
      }
      if (!found.place().equals(d.symbol())) {
        notes.add(d.symbol() + " is at offset " + found.place() + " of the file");
      }
      place = found.place() + d.place().substring(d.symbol().length());
    } else {
      String module = d.symbol().contains(":") ? d.symbol().split(":", 2)[0] + ":" : "";
      String symbol = d.symbol().substring(module.length());
      String found = symbol.startsWith("0x") ? symbol : resolver.resolve(symbol);
      if (!found.equals(symbol)) {
        notes.add(symbol + " is " + found + " on this kernel");
      }
      place = module + found + d.place().substring(d.symbol().length());
    }
    return new ProbeDefinition(d.type(), d.maxactive(), d.group(), d.event(), place, d.args());
  }

  private static ProbeDefinition name(
      ProbeDefinition d, String group, Set<String> taken, List<String> notes) {
    if (!d.group().isEmpty()) {
      notes.add(
          "group " + d.group() + " of " + d.event() + " is replaced: all probes are in " + group);
    }
    String asked = d.event().isEmpty() ? eventName(d.type() + "_" + d.place()) : d.event();
    String event = asked;
    for (int i = 2; taken.contains(event); i++) {
      event = asked + "_" + i;
    }
    if (!event.equals(asked)) {
      notes.add("event name " + asked + " is in use on this host, so it is called " + event);
    }
    return new ProbeDefinition(d.type(), d.maxactive(), group, event, d.place(), d.args());
  }

  private static String eventName(String text) {
    String name = text.replaceAll("[^A-Za-z0-9_]", "_");
    name = Character.isDigit(name.charAt(0)) ? "_" + name : name;
    return name.length() > 60 ? name.substring(0, 60) : name;
  }

  /** {@code "; similar functions: a, b"}, or nothing. */
  static String suggestion(List<String> similar) {
    return similar.isEmpty() ? "" : "; similar functions: " + String.join(", ", similar);
  }

  /** Suggestions for a definition that the kernel refused. */
  public String suggestionFor(ProbeDefinition d) {
    return d.isUprobe() || d.kind() == ProbeKind.OTHER
        ? ""
        : suggestion(resolver.like(d.symbol(), 5));
  }
}
