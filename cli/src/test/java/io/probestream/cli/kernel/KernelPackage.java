package io.probestream.cli.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An unpacked Debian kernel: {@code boot/vmlinuz-RELEASE} and {@code lib/modules/RELEASE}.
 *
 * @param root where the package was unpacked; nothing is installed on the machine
 */
record KernelPackage(Path root, String release) {
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofMinutes(5);
  private static final Pattern NAME =
      Pattern.compile("linux-image-(\\d+\\.\\S+-cloud-amd64)-unsigned");

  /**
   * The name of the newest cloud kernel package that this machine's package lists offer.
   *
   * @param series kernel versions to choose from, as a prefix such as {@code "6.1."}; empty for all
   */
  static Optional<String> newest(String series) throws IOException, InterruptedException {
    return Command.lines(
            Path.of("/"),
            Duration.ofMinutes(1),
            List.of("apt-cache", "pkgnames", "linux-image-" + series))
        .stream()
        .filter(name -> NAME.matcher(name).matches())
        .max(Comparator.comparing(KernelPackage::versionKey));
  }

  /** The package, downloaded and unpacked below {@code cache} unless it stands there already. */
  static KernelPackage fetch(String name, Path cache) throws IOException, InterruptedException {
    Path root = cache.resolve(name);
    if (!Files.isDirectory(root)) {
      Path work = Files.createTempDirectory(Files.createDirectories(cache), "download");
      Command.run(work, DOWNLOAD_TIMEOUT, List.of("apt-get", "-q", "download", name));
      Path archive;
      try (Stream<Path> files = Files.list(work)) {
        archive = files.filter(file -> file.toString().endsWith(".deb")).findFirst().orElseThrow();
      }
      Path unpacked = work.resolve("unpacked");
      Command.run(
          work,
          DOWNLOAD_TIMEOUT,
          List.of("dpkg-deb", "-x", archive.toString(), unpacked.toString()));
      Files.delete(archive);
      Files.move(unpacked, root, StandardCopyOption.ATOMIC_MOVE);
      Files.delete(work);
    }
    var matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not the name of a cloud kernel package: " + name);
    }
    return new KernelPackage(root, matcher.group(1));
  }

  Path image() {
    return root.resolve("boot").resolve("vmlinuz-" + release);
  }

  Path modules() {
    return root.resolve("lib/modules").resolve(release);
  }

  /** Numbers padded, so that {@code 6.1.0-56} sorts after {@code 6.1.0-9} and before 6.12. */
  static String versionKey(String name) {
    return Pattern.compile("\\d+")
        .matcher(name)
        .replaceAll(number -> "%010d".formatted(Long.parseLong(number.group())));
  }
}
