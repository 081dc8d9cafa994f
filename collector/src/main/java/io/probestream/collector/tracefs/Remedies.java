package io.probestream.collector.tracefs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What to try when the kernel refuses a probe, by its message (ERRORS in trace_probe.h). */
public final class Remedies {
  private static final Map<String, String> BY_MESSAGE = new LinkedHashMap<>();
  private static final Map<String, String> BY_ERRNO = new LinkedHashMap<>();

  static {
    BY_MESSAGE.put(
        "Invalid probed address or symbol",
        "no such function in this kernel: it may be renamed, inlined or in a module that is not"
            + " loaded; look for it with: grep -w NAME /proc/kallsyms");
    BY_MESSAGE.put(
        "The symbol is not unique",
        "several functions have this name: give the module (MODULE:SYMBOL) or probe a caller");
    BY_MESSAGE.put(
        "Failed to register probe event",
        "the kernel allows no probe there (see /sys/kernel/debug/kprobes/blacklist): probe a"
            + " caller or a callee instead");
    BY_MESSAGE.put(
        "Probe point is not an instruction boundary",
        "the offset is in the middle of an instruction: look at the function's disassembly");
    BY_MESSAGE.put(
        "Invalid register name",
        "registers are named as in: x86-64 di si dx cx r8 r9 ax sp, arm64 x0 to x30 sp pc");
    BY_MESSAGE.put(
        "$retval is not available", "only return probes have $retval: write r:NAME SYMBOL");
    BY_MESSAGE.put(
        "Retprobe address must be an function entry",
        "a return probe takes a function's name without an offset");
    BY_MESSAGE.put("Maxactive is too big", "maxactive goes from 1 to 4096");
    BY_MESSAGE.put("Invalid maxactive", "maxactive goes from 1 to 4096, as in r64:NAME SYMBOL");
    BY_MESSAGE.put("Maxactive is not for", "only return probes have a maxactive");
    BY_MESSAGE.put(
        "must follow the same rules as C identifiers",
        "names hold letters, digits and underscores, and do not start with a digit");
    BY_MESSAGE.put("name is too long", "names have at most 63 characters");
    BY_MESSAGE.put("argument name is already used", "give each argument a name of its own");
    BY_MESSAGE.put("Too many arguments", "a probe has at most 128 arguments");
    BY_MESSAGE.put("Unknown type", "types are u8 to u64, s8 to s64, x8 to x64, string, ustring");
    BY_MESSAGE.put("Failed to find the given file", "check the path of the program or library");
    BY_MESSAGE.put("Not a regular file", "a uprobe needs the path of a program or library");
    BY_MESSAGE.put("probe offset", "a uprobe's offset is one in the file: use PATH:SYMBOL");
    BY_MESSAGE.put("Event already exists", "another probe has this name: choose another");
    BY_MESSAGE.put("Probe has already", "the same probe exists: see probestream probes list");
    BY_MESSAGE.put("$stack", "this kernel takes no $stack here: use --no-stack");
    BY_ERRNO.put(
        "not permitted",
        "the kernel is locked down or lacks CAP_SYS_ADMIN here: see"
            + " /sys/kernel/security/lockdown and run as root");
    BY_ERRNO.put("no such file", BY_MESSAGE.get("Invalid probed address or symbol"));
    BY_ERRNO.put("file exists", BY_MESSAGE.get("Event already exists"));
    BY_ERRNO.put("busy", "the probe is enabled somewhere: disable it first");
    BY_ERRNO.put("cannot assign requested address", BY_MESSAGE.get("The symbol is not unique"));
    BY_ERRNO.put(
        "invalid or incomplete multibyte",
        BY_MESSAGE.get("Probe point is not an instruction boundary"));
    BY_ERRNO.put("no space", "the kernel has no room for more probes: remove some");
  }

  private Remedies() {}

  /**
   * What to try.
   *
   * @param message of {@code error_log}, or empty
   * @param errno text of the failed write
   */
  public static String advice(String message, String errno) {
    for (Map.Entry<String, String> e : BY_MESSAGE.entrySet()) {
      if (message.contains(e.getKey())) {
        return e.getValue();
      }
    }
    String reason = errno.toLowerCase(Locale.ROOT);
    for (Map.Entry<String, String> e : BY_ERRNO.entrySet()) {
      if (message.isEmpty() && reason.contains(e.getKey())) {
        return e.getValue();
      }
    }
    return "compare the definition with the kernel's Documentation/trace/kprobetrace.rst";
  }
}
