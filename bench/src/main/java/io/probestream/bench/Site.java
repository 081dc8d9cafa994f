package io.probestream.bench;

import io.probestream.cli.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What rows share: a directory that is removed at the end, inputs, and the launcher. */
final class Site implements AutoCloseable {
  private static final long MIB = 1 << 20;

  final boolean isShort;
  private final Path dir;
  private final long analyzedMib;
  private final Map<Long, Input> inputs = new HashMap<>();

  private Site(Path dir, boolean isShort, long analyzedMib) {
    this.dir = dir;
    this.isShort = isShort;
    this.analyzedMib = analyzedMib;
  }

  /**
   * Makes the directory below {@code parent}.
   *
   * @param analyzedMib how large the capture is that {@code analyze} gets
   */
  static Site in(Path parent, boolean isShort, long analyzedMib) throws IOException {
    return new Site(Files.createTempDirectory(parent, "probestream-bench"), isShort, analyzedMib);
  }

  /** A directory of the row's own. */
  Path dir(String name) throws IOException {
    return Files.createTempDirectory(dir, name);
  }

  /** The capture that {@code analyze} gets. */
  Input analyzed() throws IOException {
    return input(analyzedMib);
  }

  /** A capture of at least so many MiB. */
  Input input(long mib) throws IOException {
    Input input = inputs.get(mib);
    if (input == null) {
      input = Input.write(dir, "capture-" + mib, mib * MIB);
      inputs.put(mib, input);
    }
    return input;
  }

  /** {@code probestream} with these arguments, as a person types it. */
  List<String> probestream(String... args) {
    String launcher = System.getProperty("probestream.launcher");
    if (launcher == null) {
      throw new Failure("start the benchmarks as ./probestream bench: they run its other commands");
    }
    List<String> command = new ArrayList<>(List.of(launcher));
    command.addAll(List.of(args));
    return command;
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(dir)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + dir, e);
    }
  }
}
