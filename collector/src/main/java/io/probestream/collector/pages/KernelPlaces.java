package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Functions by address from {@code /proc/kallsyms}, read when the first is asked for and again,
 * seldom, when one is not there: modules come and go. A function's size is the distance to the next
 * address with a symbol, of the same module (get_symbol_pos, find_kallsyms_symbol); of several
 * symbols of one address the first counts. Not thread-safe.
 *
 * <p>Of a module's last symbol nobody says where it ends: it has its page.
 */
public final class KernelPlaces implements Symbols {
  private static final long RELOAD_NS = 10_000_000_000L;
  private static final int PAGE_BYTES = 4_096;

  /** {@code kretprobed()} in trace_output.c: the caller that a nested return probe hides. */
  private static final Set<String> TRAMPOLINES =
      Set.of("arch_rethook_trampoline", "kretprobe_trampoline", "__kretprobe_trampoline");

  private final Path kallsyms;
  private final Map<Long, byte[]> names = new HashMap<>();
  private final Map<Long, byte[]> offsets = new HashMap<>();
  private SymbolTable table;
  private long loadedNs;
  private int version;

  /** Symbols that have not been read yet. */
  public KernelPlaces(Path kallsyms) {
    this.kallsyms = kallsyms;
  }

  /** Whether the kernel tells addresses: it prints zeros to those who may not know them. */
  public static boolean areTold(Path kallsyms) {
    byte[] zeros = "0000000000000000 T ".getBytes(ISO_8859_1);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(kallsyms))) {
      byte[] start = in.readNBytes(1 << 16);
      int line = 0;
      for (int i = 0; i < start.length; i++) {
        if (start[i] == '\n') {
          boolean text = i - line > zeros.length && (start[line + 17] | 0x20) == 't';
          if (text) {
            return !Arrays.equals(start, line, line + 16, zeros, 0, 16);
          }
          line = i + 1;
        }
      }
      return false;
    } catch (IOException e) {
      return false; // As if it told nothing.
    }
  }

  @Override
  public int version() {
    return version;
  }

  @Override
  public byte[] place(long address, boolean withOffset) {
    Map<Long, byte[]> known = withOffset ? offsets : names;
    byte[] text = known.get(address);
    if (text == null) {
      if (known.size() > 1 << 16) {
        known.clear(); // Data addresses printed as symbols can be many.
      }
      text = find(address, withOffset).getBytes(ISO_8859_1);
      known.put(address, text);
    }
    return text;
  }

  private String find(long address, boolean withOffset) {
    int at = index(address);
    if (at < 0) {
      String digits = Long.toHexString(address);
      // sprint_symbol; without an offset seq_print_ip_sym pads to eight digits.
      return "0x" + (withOffset ? "" : "0".repeat(Math.max(0, 8 - digits.length()))) + digits;
    }
    String name = table.name(at);
    long offset = address - table.address(at);
    if (offset == 0 && TRAMPOLINES.contains(name)) {
      return "[unknown/kretprobe'd]";
    }
    if (!withOffset) {
      return name;
    }
    String module = table.module(at);
    return name
        + "+0x"
        + Long.toHexString(offset)
        + "/0x"
        + Long.toHexString(table.end(at) - table.address(at))
        + (module.isEmpty() ? "" : " [" + module + "]");
  }

  private int index(long address) {
    if (address >= 0) {
      return -1; // Not of the kernel's half.
    }
    int at = table == null ? -1 : at(address);
    if (at < 0 && (table == null || System.nanoTime() - loadedNs > RELOAD_NS)) {
      load();
      at = at(address);
    }
    return at;
  }

  private int at(long address) {
    int at = table.before(address);
    return at >= 0 && address < table.end(at) ? at : -1;
  }

  private void load() {
    loadedNs = System.nanoTime();
    names.clear();
    offsets.clear();
    version++;
    try (InputStream in = Files.newInputStream(kallsyms)) {
      table = SymbolTable.read(in, PAGE_BYTES);
    } catch (IOException e) {
      table = table == null ? SymbolTable.EMPTY : table; // Addresses are then printed as numbers.
    }
  }
}
