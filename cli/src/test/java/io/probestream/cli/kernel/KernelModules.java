package io.probestream.cli.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The modules a guest needs, in the order in which they must be loaded. A package that was never
 * installed has no {@code modules.dep} (depmod writes it), so dependencies are read from the {@code
 * .modinfo} section of each module.
 */
final class KernelModules {
  private static final String DEPENDS = "\0depends=";

  private final Path directory;
  private final Path busybox;
  private final Map<String, byte[]> loaded = new LinkedHashMap<>();

  private KernelModules(Path directory, Path busybox) {
    this.directory = directory;
    this.busybox = busybox;
  }

  /**
   * Uncompressed modules by name, dependencies first; what the kernel has built in is left out.
   *
   * @throws IOException when a module is neither in the package nor built in
   */
  static Map<String, byte[]> inLoadOrder(KernelPackage kernel, Path busybox, List<String> names)
      throws IOException, InterruptedException {
    KernelModules modules = new KernelModules(kernel.modules(), busybox);
    for (String name : names) {
      modules.load(name);
    }
    return modules.loaded;
  }

  private void load(String name) throws IOException, InterruptedException {
    if (loaded.containsKey(name)) {
      return;
    }
    Path file = find(name);
    if (file == null) {
      String builtin = Files.readString(directory.resolve("modules.builtin"));
      if (!builtin.contains("/" + name + ".ko\n")) {
        throw new IOException("no module " + name + " in " + directory);
      }
      return;
    }
    byte[] module =
        file.toString().endsWith(".xz")
            ? Command.run(
                directory,
                Duration.ofMinutes(1),
                List.of(busybox.toString(), "xzcat", file.toString()))
            : Files.readAllBytes(file);
    for (String dependency : dependencies(module)) {
      load(dependency);
    }
    loaded.put(name, module);
  }

  /** Module files may be named with {@code -} where the module is named with {@code _}. */
  private Path find(String name) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("kernel"))) {
      return files
          .filter(
              file -> {
                String base = file.getFileName().toString().replace('-', '_');
                return base.equals(name + ".ko") || base.equals(name + ".ko.xz");
              })
          .findFirst()
          .orElse(null);
    }
  }

  static List<String> dependencies(byte[] module) {
    String text = new String(module, StandardCharsets.ISO_8859_1);
    int start = text.indexOf(DEPENDS);
    if (start < 0) {
      return List.of();
    }
    start += DEPENDS.length();
    String names = text.substring(start, text.indexOf('\0', start));
    return names.isEmpty() ? List.of() : List.of(names.split(",", -1));
  }
}
