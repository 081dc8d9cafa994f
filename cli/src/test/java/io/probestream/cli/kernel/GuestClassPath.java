package io.probestream.cli.kernel;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the launcher would start, as it was packaged. */
final class GuestClassPath {
  private static final Path PACKAGED = Path.of("target");
  private static final String ROCKSDB = "rocksdbjni-";

  private GuestClassPath() {}

  /** All of it. */
  static List<Path> packaged() throws IOException {
    List<Path> entries = new ArrayList<>(jars(PACKAGED));
    if (entries.size() != 1) {
      throw new IOException("expected one jar in cli/target, found " + entries);
    }
    entries.addAll(jars(PACKAGED.resolve("lib")));
    return entries;
  }

  /** What the collector needs, and the test classes behind it. */
  static List<Path> collector() throws IOException, URISyntaxException {
    List<Path> entries = new ArrayList<>(packaged());
    // 70 MB that only the streams application loads.
    entries.remove(rocksDb());
    entries.add(
        Path.of(GuestClassPath.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    return entries;
  }

  /** The jar with RocksDB's native library. */
  static Path rocksDb() throws IOException {
    return packaged().stream()
        .filter(jar -> jar.getFileName().toString().startsWith(ROCKSDB))
        .findFirst()
        .orElseThrow();
  }

  private static List<Path> jars(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .map(Path::toAbsolutePath)
          .sorted()
          .toList();
    }
  }
}
