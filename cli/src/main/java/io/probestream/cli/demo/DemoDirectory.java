package io.probestream.cli.demo;

import io.probestream.cli.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The temporary directory of one demo. A lock that ends with the process tells those of killed ones
 * apart: the next demo removes them.
 */
final class DemoDirectory implements AutoCloseable {
  private static final String PREFIX = "probestream-demo-";
  private static final String LOCK = "lock";
  private static final int REMOVE_TRIES = 5;

  private final Path path;
  private final FileChannel channel;

  private DemoDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes a fresh one under {@code parent}, and removes what killed demos left there. */
  static DemoDirectory create(Path parent) {
    try {
      removeStale(parent);
      Path path = Files.createTempDirectory(parent, PREFIX);
      return new DemoDirectory(path, lock(path));
    } catch (IOException e) {
      throw new Failure(
          "cannot make a temporary directory in "
              + parent
              + ": "
              + e.getMessage()
              + "; name another place with TMPDIR",
          e);
    }
  }

  private static FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new IOException(path + " is in use");
    }
    return channel;
  }

  private static void removeStale(Path parent) throws IOException {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path path : found) {
        if (Files.isRegularFile(path.resolve(LOCK)) && isStale(path)) {
          remove(path);
        }
      }
    }
  }

  private static boolean isStale(Path path) {
    try (FileChannel channel = lock(path)) {
      return channel.isOpen();
    } catch (IOException | OverlappingFileLockException e) {
      return false; // in use, or another user's
    }
  }

  Path path() {
    return path;
  }

  /** Removes it with all that is in it. */
  @Override
  public void close() {
    try {
      channel.close();
      remove(path);
    } catch (IOException e) {
      throw new Failure(
          "cannot remove " + path + ": " + e.getMessage() + "; remove it yourself", e);
    }
  }

  private static void remove(Path directory) throws IOException {
    for (int i = 1; ; i++) {
      try (Stream<Path> walk = Files.walk(directory)) {
        List<Path> all = walk.sorted(Comparator.reverseOrder()).toList();
        for (Path path : all) {
          Files.deleteIfExists(path);
        }
        return;
      } catch (NoSuchFileException
          | UncheckedIOException
          | java.nio.file.DirectoryNotEmptyException e) {
        // Somebody still removes or writes in it, such as RocksDB.
        if (i == REMOVE_TRIES) {
          throw new IOException(e.getMessage(), e);
        }
      }
    }
  }
}
