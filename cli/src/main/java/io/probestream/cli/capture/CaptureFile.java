package io.probestream.cli.capture;

import io.probestream.cli.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Where a capture lies: a text file, plain or gzip (told apart by its first bytes), or stdin.
 *
 * @param name as given, for messages
 * @param path the file; null for stdin
 * @param by what the calls of all pairs are to be told apart by; empty for what stands beside it
 */
public record CaptureFile(String name, Path path, List<String> by) {
  private static final int GZIP_MAGIC = 0x1f8b;

  /**
   * The capture that an argument names; {@code -} is stdin.
   *
   * @throws Failure with a sentence if there is no such file
   */
  public static CaptureFile of(String argument) {
    if (argument.equals("-")) {
      return new CaptureFile("stdin", null, List.of());
    }
    Path path = Path.of(argument);
    if (Files.isDirectory(path)) {
      throw new Failure(
          argument + " is a directory; give a capture in it, such as " + path.resolve("x.txt.gz"));
    }
    if (!Files.exists(path)) {
      throw new Failure("no such capture: " + argument);
    }
    if (!Files.isReadable(path)) {
      throw new Failure("may not read " + argument + ": permission denied");
    }
    return new CaptureFile(argument, path, List.of());
  }

  /**
   * The same with its calls told apart; empty for what stands beside it.
   *
   * @throws Failure with a sentence if it does not have that
   */
  public CaptureFile by(List<String> what) {
    CaptureFile file = new CaptureFile(name, path, List.copyOf(what));
    file.sidecar();
    return file;
  }

  public boolean isStdin() {
    return path == null;
  }

  /** Size as stored, in bytes; -1 if unknown. */
  public long storedBytes() throws IOException {
    return isStdin() || !Files.isRegularFile(path) ? -1 : Files.size(path);
  }

  /** What the kernel counted, from the files beside the capture. */
  public Sidecar sidecar() {
    Sidecar beside = isStdin() ? Sidecar.NONE : SidecarFiles.beside(path);
    try {
      return by.isEmpty() ? beside : beside.withBy(by);
    } catch (IllegalArgumentException e) {
      throw new Failure(name + ": " + e.getMessage(), e);
    }
  }

  /** Opens the stored bytes; stdin can be opened only once. */
  InputStream openStored() throws IOException {
    return isStdin() ? new Stdin() : Files.newInputStream(path);
  }

  /** The text in {@code stored}, unpacked if it is gzip. */
  static InputStream text(InputStream stored) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(stored, 64 * 1024);
    buffered.mark(2);
    int magic = buffered.read() << 8 | buffered.read();
    buffered.reset();
    return magic == GZIP_MAGIC ? new GZIPInputStream(buffered, 64 * 1024) : buffered;
  }
}
