package io.probestream.cli.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Writes the archive that a kernel unpacks into its first root file system: cpio in the "newc" form
 * (Linux, Documentation/driver-api/early-userspace/buffer-format.rst). Several archives may follow
 * each other in one file.
 */
final class CpioArchive implements AutoCloseable {
  private static final int DIRECTORY = 0040755;
  private static final int SYMLINK = 0120777;
  private static final int PROGRAM = 0100755;
  private static final int CHARACTER_DEVICE = 0020600;

  private final OutputStream out;
  private final Set<String> directories = new HashSet<>();
  private int inode;

  CpioArchive(OutputStream out) {
    this.out = out;
  }

  /** A directory and those above it, once each. {@code path} has no leading slash. */
  void directory(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      directory(path.substring(0, slash));
    }
    if (directories.add(path)) {
      entry(path, DIRECTORY, new byte[0], 0, 0, 0);
    }
  }

  void symlink(String path, String target) throws IOException {
    entry(path, SYMLINK, target.getBytes(StandardCharsets.UTF_8), 0, 0, 0);
  }

  /** A file that everybody may read and run, as nothing in a guest needs less. */
  void file(String path, byte[] content) throws IOException {
    file(path, content, 0);
  }

  /** A file with the content and the time of {@code source}. */
  void copy(String path, Path source) throws IOException {
    file(path, Files.readAllBytes(source), Files.getLastModifiedTime(source).to(TimeUnit.SECONDS));
  }

  private void file(String path, byte[] content, long modifiedSeconds) throws IOException {
    int slash = path.lastIndexOf('/');
    if (slash > 0) {
      directory(path.substring(0, slash));
    }
    entry(path, PROGRAM, content, modifiedSeconds, 0, 0);
  }

  void characterDevice(String path, int major, int minor) throws IOException {
    entry(path, CHARACTER_DEVICE, new byte[0], 0, major, minor);
  }

  /**
   * Everything below {@code source}, symbolic links followed. Keeps the times, by which a JVM knows
   * that its shared class archive is that of its modules.
   */
  void tree(String path, Path source) throws IOException {
    List<Path> found;
    try (Stream<Path> walk = Files.walk(source)) {
      found = walk.sorted().toList();
    }
    for (Path each : found) {
      if (Files.isRegularFile(each)) {
        copy(path + "/" + source.relativize(each), each);
      } else if (!Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("neither a file nor a directory: " + each);
      }
    }
  }

  private void entry(
      String path, int mode, byte[] content, long modifiedSeconds, int major, int minor)
      throws IOException {
    byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
    inode++;
    int[] fields = {
      inode,
      mode,
      0,
      0,
      1,
      (int) modifiedSeconds,
      content.length,
      0,
      0,
      major,
      minor,
      name.length,
      0 /* check */
    };
    StringBuilder header = new StringBuilder("070701");
    for (int field : fields) {
      header.append("%08X".formatted(field));
    }
    out.write(header.toString().getBytes(StandardCharsets.US_ASCII));
    out.write(name);
    pad(header.length() + name.length);
    out.write(content);
    pad(content.length);
  }

  private void pad(int written) throws IOException {
    out.write(new byte[-written & 3]);
  }

  @Override
  public void close() throws IOException {
    entry("TRAILER!!!", 0, new byte[0], 0, 0, 0);
    out.close();
  }
}
