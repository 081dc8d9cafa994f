package io.probestream.collector.probe;

import io.probestream.collector.CollectorException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Places in programs: the kernel takes {@code PATH:OFFSET} only, people write {@code PATH:SYMBOL}.
 * Not thread-safe.
 */
final class UserSymbols {
  /**
   * A place as the kernel takes it, and what to call the function.
   *
   * @param place {@code PATH:0xOFFSET}
   * @param function {@code PATH:SYMBOL}, or the place where there is no symbol
   */
  record Place(String place, String function) {}

  private final Map<String, ElfSymbols> files = new HashMap<>();

  Place resolve(String place, String origin) {
    int colon = place.lastIndexOf(':');
    if (colon < 0 || colon == place.length() - 1) {
      throw new CollectorException(
          origin + ": '" + place + "' needs a place in the program: PATH:SYMBOL or PATH:0xOFFSET");
    }
    String path = place.substring(0, colon);
    String where = place.substring(colon + 1);
    boolean isOffset = where.matches("0x[0-9a-fA-F]+|[0-9]+");
    // A reference counter follows an offset in brackets; it stays as it is.
    String counter = where.matches(".*\\(.*\\)") ? where.substring(where.indexOf('(')) : "";
    if (isOffset || !counter.isEmpty()) {
      String symbol = counter.isEmpty() ? symbolAt(path, Long.decode(where)) : null;
      return new Place(place, symbol == null ? place : path + ":" + symbol);
    }
    try {
      Long offset = file(path).offsetOf(where);
      if (offset == null) {
        throw new CollectorException(
            origin
                + ": "
                + path
                + " has no function '"
                + where
                + "'; see its symbols with: nm "
                + path
                + " (nm -D for a stripped one), or give an offset, PATH:0xOFFSET");
      }
      return new Place(path + ":0x" + Long.toHexString(offset), place);
    } catch (IOException e) {
      throw CollectorException.of(
          origin + ": cannot read symbols of " + path, e, "check the path, or give PATH:0xOFFSET");
    }
  }

  private String symbolAt(String path, long offset) {
    try {
      return file(path).symbolAt(offset);
    } catch (IOException e) {
      return null; // The offset is enough for the kernel, which will say if the file is missing.
    }
  }

  private ElfSymbols file(String path) throws IOException {
    ElfSymbols symbols = files.get(path);
    if (symbols == null) {
      symbols = ElfSymbols.read(Path.of(path));
      files.put(path, symbols);
    }
    return symbols;
  }
}
