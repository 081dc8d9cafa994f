package io.probestream.cli.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs of this machine that a guest is built from and run with. */
record HostTools(Path qemu, Path busybox, Path jlink) {

  /** The tools, or, in {@code missing}, a phrase for each one that is not there. */
  static HostTools locate(List<String> missing) {
    Path qemu =
        locate("qemu-system-x86_64", "qemu-system-x86_64 (package qemu-system-x86)", missing);
    Path busybox = locate("busybox", "busybox (package busybox-static)", missing);
    if (busybox != null && !isStatic(busybox)) {
      missing.add("a statically linked busybox (package busybox-static)");
    }
    for (String tool : List.of("apt-get", "apt-cache", "dpkg-deb", "ldd")) {
      locate(tool, tool + " (a Debian system)", missing);
    }
    Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
    if (!Files.isExecutable(jlink)) {
      missing.add(jlink + " (a JDK, not a JRE)");
    }
    if (!System.getProperty("os.arch").equals("amd64")) {
      missing.add("an x86-64 machine");
    }
    return new HostTools(qemu, busybox, jlink);
  }

  private static Path locate(String name, String phrase, List<String> missing) {
    return Command.find(name)
        .orElseGet(
            () -> {
              missing.add(phrase);
              return null;
            });
  }

  /** A static ELF program has no PT_INTERP program header (type 3). */
  static boolean isStatic(Path program) {
    try {
      byte[] elf = Files.readAllBytes(program);
      var data = java.nio.ByteBuffer.wrap(elf).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      int offset = Math.toIntExact(data.getLong(32));
      int entrySize = data.getShort(54);
      int entries = data.getShort(56);
      List<Integer> types = new ArrayList<>();
      for (int i = 0; i < entries; i++) {
        types.add(data.getInt(offset + i * entrySize));
      }
      return !types.contains(3);
    } catch (IOException | IndexOutOfBoundsException e) {
      return false;
    }
  }
}
