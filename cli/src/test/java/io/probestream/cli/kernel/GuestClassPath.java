package io.probestream.cli.kernel;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the launcher would start, as it was packaged, and the test classes behind it. */
final class GuestClassPath {
  private static final Path PACKAGED = Path.of("target");

  private GuestClassPath() {}

  static List<Path> packaged() throws IOException, URISyntaxException {
    List<Path> entries = new ArrayList<>(jars(PACKAGED));
    if (entries.size() != 1) {
      throw new IOException("expected one jar in cli/target, found " + entries);
    }
    for (Path library : jars(PACKAGED.resolve("lib"))) {
      // 70 MB that only `stream` loads.
      if (!library.getFileName().toString().startsWith("rocksdbjni")) {
        entries.add(library);
      }
    }
    entries.add(
        Path.of(GuestClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    return entries;
  }

  private static List<Path> jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }
}
