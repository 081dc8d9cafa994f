package io.probestream.collector.probe;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds this kernel's symbol of a system call. Since 4.17 (x86-64) and 4.19 (arm64) the entry of
 * {@code write} is {@code __x64_sys_write} or {@code __arm64_sys_write}, before it was {@code
 * SyS_write} or {@code sys_write}.
 */
public final class SymbolResolver {
  private static final List<String> PREFIXES =
      List.of(
          "__x64_sys_",
          "__arm64_sys_",
          "__riscv_sys_",
          "__s390x_sys_",
          "__loongarch_sys_",
          "SyS_",
          "sys_");

  private final KernelSymbols symbols;
  private final String arch;

  /**
   * A resolver.
   *
   * @param arch {@code uname -m}
   */
  public SymbolResolver(KernelSymbols symbols, String arch) {
    this.symbols = symbols;
    this.arch = arch;
  }

  /**
   * This kernel's symbol for {@code symbol}: itself if it exists or is no system call's entry; the
   * present name of the system call otherwise.
   */
  public String resolve(String symbol) {
    String call = callOf(symbol);
    if (call == null) {
      return symbol;
    }
    Set<String> candidates = new LinkedHashSet<>();
    candidates.add(symbol);
    candidates.addAll(candidates(call));
    Set<String> present = symbols.present(candidates);
    if (present == null) {
      return symbol;
    }
    return candidates.stream().filter(present::contains).findFirst().orElse(symbol);
  }

  /** This kernel's symbol of a system call, or null if it has none. */
  public String syscall(String call) {
    List<String> candidates = candidates(call);
    Set<String> present = symbols.present(candidates);
    if (present == null) {
      return candidates.get(0);
    }
    return candidates.stream().filter(present::contains).findFirst().orElse(null);
  }

  /** Functions with a similar name, for suggestions. */
  public List<String> like(String symbol, int limit) {
    String call = callOf(symbol);
    return symbols.like(call == null ? symbol : "sys_" + call, limit);
  }

  private List<String> candidates(String call) {
    List<String> names = new ArrayList<>();
    String own = wrapperPrefix(arch);
    if (own != null) {
      names.add(own + call);
    }
    for (String prefix : PREFIXES) {
      if (!prefix.equals(own)) {
        names.add(prefix + call);
      }
    }
    return names;
  }

  /** The prefix of functions that take {@code struct pt_regs *}, or null. */
  static String wrapperPrefix(String arch) {
    return switch (arch) {
      case "x86_64", "amd64" -> "__x64_sys_";
      case "aarch64", "arm64" -> "__arm64_sys_";
      case "riscv64" -> "__riscv_sys_";
      case "s390x" -> "__s390x_sys_";
      default -> null;
    };
  }

  private static String callOf(String symbol) {
    for (String prefix : PREFIXES) {
      if (symbol.startsWith(prefix) && symbol.length() > prefix.length()) {
        return symbol.substring(prefix.length());
      }
    }
    return null;
  }
}
