package io.probestream.cli.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Java runtime cut down to what the collector needs, and the C libraries that it needs in turn.
 *
 * @param home the runtime's directory on this machine
 * @param libraries absolute paths on this machine, the same in the guest
 */
record GuestRuntime(Path home, Set<Path> libraries) {
  // What Kafka, Jackson, logback and picocli load; jdk.httpserver and java.net.http because the
  // command line's other commands use them. java.desktop has the java.beans that Kafka's server
  // needs.
  private static final String MODULES =
      "java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.security.jgss,"
          + "java.security.sasl,java.sql,java.xml,jdk.httpserver,jdk.management,jdk.unsupported";
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final Pattern LIBRARY = Pattern.compile("(?<=\\s)(/\\S+) \\(0x");

  /** Links the runtime below {@code cache} unless it stands there already. */
  static GuestRuntime link(HostTools tools, Path cache) throws IOException, InterruptedException {
    Path home = cache.resolve("jre-%s-%08x".formatted(Runtime.version(), MODULES.hashCode()));
    if (!Files.isDirectory(home)) {
      Path work = Files.createTempDirectory(Files.createDirectories(cache), "jlink");
      Path image = work.resolve("image");
      Command.run(
          work,
          TIMEOUT,
          List.of(
              tools.jlink().toString(),
              "--add-modules",
              MODULES,
              "--strip-debug",
              "--no-header-files",
              "--no-man-pages",
              "--output",
              image.toString()));
      Files.move(image, home);
      // A JVM that maps its classes instead of parsing them starts in half the time.
      Command.run(work, TIMEOUT, List.of(home.resolve("bin/java").toString(), "-Xshare:dump"));
      Files.delete(work);
    }
    return new GuestRuntime(home, libraries(home));
  }

  Path java() {
    return home.resolve("bin/java");
  }

  private static Set<Path> libraries(Path home) throws IOException, InterruptedException {
    try (Stream<Path> files = Files.walk(home)) {
      return librariesOf(
          home,
          files
              .filter(file -> file.toString().endsWith(".so") || file.endsWith(Path.of("bin/java")))
              .toList());
    }
  }

  /** The system's libraries that {@code programs} need, without what stands below {@code home}. */
  static Set<Path> librariesOf(Path home, List<Path> programs)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ldd"));
    programs.forEach(program -> command.add(program.toString()));
    Set<Path> libraries = new TreeSet<>();
    for (String line : Command.lines(home, TIMEOUT, command)) {
      Matcher matcher = LIBRARY.matcher(line);
      if (matcher.find() && !matcher.group(1).startsWith(home.toString())) {
        libraries.add(Path.of(matcher.group(1)));
      }
    }
    return libraries;
  }
}
