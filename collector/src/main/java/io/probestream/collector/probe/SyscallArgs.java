package io.probestream.collector.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetch arguments of a system call. Its entry gets {@code struct pt_regs *} as only argument; the
 * call's own arguments lie in that struct (arch/x86/include/asm/ptrace.h: r15 r14 r13 r12 bp bx r11
 * r10 r9 r8 ax cx dx si di, 8 bytes each; arch/arm64: regs[0] to regs[30]).
 */
final class SyscallArgs {
  /** Offsets of di, si, dx, r10, r8 and r9 in x86-64's struct pt_regs. */
  private static final int[] X86_OFFSETS = {112, 104, 96, 56, 72, 64};

  private static final String[] X86_REGISTERS = {"%di", "%si", "%dx", "%cx", "%r8", "%r9"};
  private static final Pattern ARGUMENT = Pattern.compile("\\$arg([1-6])(?![0-9])");
  private static final Pattern FIELD =
      Pattern.compile("\\s*field:(.+?)\\s*([A-Za-z_][A-Za-z0-9_]*);\\s*offset:.*");

  private final String arch;

  SyscallArgs(String arch) {
    this.arch = arch;
  }

  /** {@code name=fetch} words with {@code $argN} as it is fetched at {@code symbol}'s entry. */
  List<String> words(String symbol, Map<String, String> args) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, String> e : args.entrySet()) {
      Matcher m = ARGUMENT.matcher(e.getValue());
      StringBuilder fetch = new StringBuilder();
      while (m.find()) {
        String place = fetch(symbol, Integer.parseInt(m.group(1)));
        m.appendReplacement(fetch, Matcher.quoteReplacement(place));
      }
      words.add(e.getKey() + "=" + m.appendTail(fetch));
    }
    return words;
  }

  private String fetch(String symbol, int number) {
    String prefix = SymbolResolver.wrapperPrefix(arch);
    boolean wrapped = prefix != null && symbol.startsWith(prefix);
    return switch (arch) {
      case "x86_64", "amd64" ->
          wrapped ? "+" + X86_OFFSETS[number - 1] + "(%di)" : X86_REGISTERS[number - 1];
      case "aarch64", "arm64" -> wrapped ? "+" + 8 * (number - 1) + "(%x0)" : "%x" + (number - 1);
      default -> "$arg" + number; // The kernel knows the calling convention (5.0 and later).
    };
  }

  /** Whether the place of a wrapped call's arguments is known here. */
  boolean known() {
    return switch (arch) {
      case "x86_64", "amd64", "aarch64", "arm64" -> true;
      default -> false;
    };
  }

  /**
   * The arguments as the format of {@code syscalls/sys_enter_NAME} lists them, with the type that
   * prints best; empty if {@code format} is. Pointers stay addresses: a string would let the traced
   * process write what it likes into the trace.
   */
  static Map<String, String> ofFormat(String format) {
    Map<String, String> args = new LinkedHashMap<>();
    boolean behindNumber = false;
    for (String line : format.lines().toList()) {
      Matcher m = FIELD.matcher(line);
      if (m.matches() && behindNumber && args.size() < 6) {
        args.put(m.group(2), "$arg" + (args.size() + 1) + ":" + type(m.group(1)));
      }
      behindNumber |= line.contains("__syscall_nr") || line.contains("field:int nr;");
    }
    return args;
  }

  private static String type(String cType) {
    return switch (cType) {
      case "int", "pid_t", "key_t", "clockid_t", "const clockid_t" -> "s32";
      case "unsigned int", "uid_t", "gid_t" -> "u32";
      case "umode_t", "mode_t" -> "u16";
      case "size_t" -> "u64";
      case "long", "loff_t", "off_t" -> "s64";
      default -> "x64";
    };
  }
}
