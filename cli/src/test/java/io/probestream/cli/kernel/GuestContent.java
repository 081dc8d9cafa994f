package io.probestream.cli.kernel;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a guest gets beside busybox and Java, at the paths of this machine.
 *
 * @param classPath jars and class directories, in order
 * @param files further files, such as libraries
 * @param memoryMib memory of the guest, file system included
 */
record GuestContent(List<Path> classPath, Collection<Path> files, int memoryMib) {
  private static final int MEMORY_MIB = 1536;

  static GuestContent of(List<Path> classPath) {
    return new GuestContent(classPath, List.of(), MEMORY_MIB);
  }

  /** A class path as {@code java -cp} takes it. */
  static String joined(List<Path> classPath) {
    return classPath.stream()
        .map(path -> path.toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }
}
