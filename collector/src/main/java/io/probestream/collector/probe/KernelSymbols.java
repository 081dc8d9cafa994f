package io.probestream.collector.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which functions this kernel has, from {@code /proc/kallsyms} (names are there even where
 * addresses are hidden). Each question reads the file once and keeps only what was asked for.
 */
public final class KernelSymbols {
  private final Path kallsyms;

  public KernelSymbols(Path kallsyms) {
    this.kallsyms = kallsyms;
  }

  /** Those of {@code names} that are functions here; null if the kernel does not tell. */
  public Set<String> present(Collection<String> names) {
    Set<String> found = new HashSet<>();
    boolean told =
        scan(
            name -> {
              if (names.contains(name)) {
                found.add(name);
              }
              return found.size() < names.size();
            });
    return told ? found : null;
  }

  /** Up to {@code limit} functions with {@code part} in their names, for suggestions. */
  public List<String> like(String part, int limit) {
    List<String> found = new ArrayList<>();
    scan(
        name -> {
          if (name.contains(part) && !found.contains(name)) {
            found.add(name);
          }
          return found.size() < limit;
        });
    return found;
  }

  /** Shows each function's name to {@code visitor} until it answers false. */
  private boolean scan(Predicate<String> visitor) {
    boolean any = false;
    try (BufferedReader in = Files.newBufferedReader(kallsyms, StandardCharsets.ISO_8859_1)) {
      // ADDRESS TYPE NAME [MODULE]; functions are t, T, w or W.
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int type = line.indexOf(' ') + 1;
        if (type <= 0 || type + 2 >= line.length() || "tTwW".indexOf(line.charAt(type)) < 0) {
          continue;
        }
        any = true;
        int tab = line.indexOf('\t', type + 2);
        if (!visitor.test(line.substring(type + 2, tab < 0 ? line.length() : tab))) {
          break;
        }
      }
    } catch (IOException e) {
      return false; // No kallsyms: the kernel itself will say whether the symbol exists.
    }
    return any;
  }
}
