package io.probestream.collector.probe;

import static io.probestream.schemas.Checks.present;

import java.util.List;
import java.util.Map;

/**
 * What a person asked for, before this kernel was looked at.
 *
 * @param kind how to read {@code target}
 * @param target a definition in the kernel's syntax; a system call's name; a function, or {@code
 *     PATH:SYMBOL} of a program
 * @param name event name of the entry probe, the return probe's has {@code _ret} behind it; null to
 *     derive it
 * @param args fetch arguments of the entry probe by name; null where the kernel is asked for those
 *     of a system call
 * @param maxactive of the return probe; 0 for the kernel's default
 * @param withReturn whether a return probe is wanted too
 * @param by what the calls are to be told apart by, see {@link io.probestream.schemas.raw.Pair}
 * @param origin where it was asked for, for errors: {@code -e} or file and line
 */
public record ProbeRequest(
    Kind kind,
    String target,
    String name,
    Map<String, String> args,
    int maxactive,
    boolean withReturn,
    List<String> by,
    String origin) {
  /** How a probe was asked for. */
  public enum Kind {
    RAW,
    SYSCALL,
    FUNCTION
  }

  public ProbeRequest {
    present(kind, "kind");
    present(target, "target");
    present(origin, "origin");
    by = List.copyOf(by);
  }

  /** A definition in the kernel's syntax. */
  public static ProbeRequest raw(String definition, String origin) {
    return raw(definition, List.of(), origin);
  }

  /** The same with what the calls that it begins are to be told apart by. */
  static ProbeRequest raw(String definition, List<String> by, String origin) {
    return new ProbeRequest(Kind.RAW, definition, null, Map.of(), 0, false, by, origin);
  }
}
