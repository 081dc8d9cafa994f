package io.probestream.collector.pages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The symbols of {@code /proc/kallsyms} in the order of their addresses: 12 bytes and the name. */
final class SymbolTable {
  static final SymbolTable EMPTY =
      new SymbolTable(new long[0], new int[0], new byte[0], new int[] {0}, List.of(""), 1);

  private final long[] addresses;
  private final int[] nameAt;

  /** Each name ends with a newline. */
  private final byte[] names;

  /** Modules by where their names begin in {@link #names}. */
  private final int[] moduleFrom;

  private final List<String> modules;
  private final int pageBytes;

  private SymbolTable(
      long[] addresses,
      int[] nameAt,
      byte[] names,
      int[] moduleFrom,
      List<String> modules,
      int pageBytes) {
    this.addresses = addresses;
    this.nameAt = nameAt;
    this.names = names;
    this.moduleFrom = moduleFrom;
    this.modules = modules;
    this.pageBytes = pageBytes;
  }

  /** Reads {@code ADDRESS TYPE NAME[\tMODULE]} lines; addresses outside of the kernel are left. */
  static SymbolTable read(InputStream in, int pageBytes) throws IOException {
    long[] addresses = new long[1 << 16];
    int[] nameAt = new int[1 << 16];
    ByteArrayOutputStream names = new ByteArrayOutputStream(1 << 20);
    List<String> modules = new ArrayList<>(List.of(""));
    List<Integer> from = new ArrayList<>(List.of(0));
    int n = 0;
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, ISO_8859_1), 1 << 16);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int blank = line.indexOf(' ');
      if (blank <= 0 || blank + 3 >= line.length()) {
        continue;
      }
      long address = Long.parseUnsignedLong(line, 0, blank, 16);
      if (address >= 0) {
        continue; // Offsets of per-CPU data, and zeros where addresses are hidden.
      }
      int tab = line.indexOf('\t', blank);
      String module = tab < 0 ? "" : line.substring(tab + 2, line.length() - 1);
      if (!module.equals(modules.get(modules.size() - 1))) {
        modules.add(module);
        from.add(names.size());
      }
      if (n == addresses.length) {
        addresses = Arrays.copyOf(addresses, 2 * n);
        nameAt = Arrays.copyOf(nameAt, 2 * n);
      }
      addresses[n] = address;
      nameAt[n++] = names.size();
      String name = line.substring(blank + 3, tab < 0 ? line.length() : tab);
      names.writeBytes((name + "\n").getBytes(ISO_8859_1));
    }
    return sorted(
        Arrays.copyOf(addresses, n),
        Arrays.copyOf(nameAt, n),
        names.toByteArray(),
        from.stream().mapToInt(Integer::intValue).toArray(),
        modules,
        pageBytes);
  }

  /** By address; those of one address stay in the file's order, which is that of the names. */
  private static SymbolTable sorted(
      long[] addresses, int[] nameAt, byte[] names, int[] from, List<String> modules, int page) {
    long[] sortedAddresses = addresses.clone();
    Arrays.sort(sortedAddresses);
    int[] sortedNames = new int[nameAt.length];
    Arrays.fill(sortedNames, -1);
    for (int i = 0; i < addresses.length; i++) {
      int at = first(sortedAddresses, addresses[i]);
      while (sortedNames[at] >= 0) {
        at++;
      }
      sortedNames[at] = nameAt[i];
    }
    return new SymbolTable(sortedAddresses, sortedNames, names, from, List.copyOf(modules), page);
  }

  /** The first index with {@code address}, which is there. */
  private static int first(long[] sorted, long address) {
    int at = Arrays.binarySearch(sorted, address);
    while (at > 0 && sorted[at - 1] == address) {
      at--;
    }
    return at;
  }

  /** The symbol at or in front of {@code address}; -1 if there is none. */
  int before(long address) {
    int at = Arrays.binarySearch(addresses, address);
    if (at < 0) {
      at = -at - 2;
    }
    return at < 0 ? -1 : first(addresses, addresses[at]);
  }

  long address(int at) {
    return addresses[at];
  }

  /** Where the symbol ends: at the next of its module, or with its page. */
  long end(int at) {
    long address = addresses[at];
    for (int i = at + 1; i < addresses.length; i++) {
      if (addresses[i] != address) {
        if (moduleAt(i) == moduleAt(at)) {
          return addresses[i];
        }
        break;
      }
    }
    return (address & -pageBytes) + pageBytes;
  }

  String name(int at) {
    int end = nameAt[at];
    while (names[end] != '\n') {
      end++;
    }
    return new String(names, nameAt[at], end - nameAt[at], ISO_8859_1);
  }

  String module(int at) {
    return modules.get(moduleAt(at));
  }

  private int moduleAt(int at) {
    int i = Arrays.binarySearch(moduleFrom, nameAt[at]);
    return i >= 0 ? i : -i - 2;
  }
}
