package io.probestream.collector.publish;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.probestream.collector.CollectorException;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the lines into {@code NAME.txt} or {@code NAME.txt.gz}, and what the kernel counted into
 * {@code NAME.d/}, as {@code analyze} and {@code replay} read them. Writing is the only buffer: a
 * slow disk slows the reading. What fitted on a full disk is kept: it cannot be captured again.
 */
public final class CaptureFileSink implements RecordSink {
  private static final Pattern SIDE_FILE =
      Pattern.compile("cpu[0-9]+\\.stats|[ku]probe_(events|profile)|by|formats|trace_clock|uname");

  private final Path file;
  private final List<Path> beside = new ArrayList<>();
  private FileChannel channel;
  private boolean isNew;
  private OutputStream out;

  /** A sink that has not opened its file yet. */
  public CaptureFileSink(Path file) {
    this.file = file;
  }

  /**
   * Sees that the file can be written. One that exists is replaced with the first record, so that a
   * capture that does not begin takes none away.
   *
   * @throws CollectorException with a sentence if that is not possible
   */
  public void open() {
    try {
      isNew = Files.notExists(file);
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private void begin() throws IOException {
    OutputStream raw = Channels.newOutputStream(channel);
    if (Files.isRegularFile(file)) {
      channel.truncate(0);
    }
    out =
        file.toString().endsWith(".gz")
            ? new GZIPOutputStream(raw, 1 << 16)
            : new BufferedOutputStream(raw, 1 << 16);
  }

  /** The directory of what the kernel counted: {@code a.txt.gz} has {@code a.d}. */
  public Path sideDirectory() {
    return sideDirectory(file);
  }

  private static Path sideDirectory(Path file) {
    String name = file.getFileName().toString().replaceAll("(\\.txt)?(\\.gz)?$", "");
    return file.resolveSibling(name + ".d");
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public void send(RawMeta meta, byte[] value, long timestampMs) {
    try {
      if (out == null) {
        begin();
      }
      if (meta.type() == RecordType.LINES) {
        out.write(value);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Writes the files of {@link #sideDirectory} by their names. */
  public void writeSideFiles(Map<String, String> files) {
    Path at = sideDirectory();
    try {
      if (Files.notExists(at)) {
        Files.createDirectories(at);
        beside.add(at);
      }
      for (Map.Entry<String, String> e : files.entrySet()) {
        at = sideDirectory().resolve(e.getKey());
        beside.add(at);
        Files.write(at, e.getValue().getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      throw failed(at, e);
    }
  }

  @Override
  public Undelivered close(long timeoutMs) {
    OutputStream written = out;
    FileChannel open = channel;
    out = null;
    channel = null;
    try {
      if (written != null) {
        written.close();
      } else if (open != null) {
        open.close();
        if (isNew) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    return Undelivered.NONE;
  }

  /**
   * Removes what was written, for those who can write it again: cut short it would look whole.
   *
   * @throws CollectorException with a sentence if that is not possible
   */
  public void discard() {
    Path at = file;
    try {
      if (Files.isRegularFile(at)) {
        Files.delete(at);
      }
      for (int i = beside.size() - 1; i >= 0; i--) {
        at = beside.get(i);
        Files.deleteIfExists(at);
      }
    } catch (IOException e) {
      throw CollectorException.of("cannot remove " + at, e, "it is cut short: remove it yourself");
    }
  }

  /**
   * Gives the closed, whole capture its own name; one that has it is replaced, with its counters.
   * The lines come last, and at once: under that name there is never half of them.
   *
   * @throws CollectorException with a sentence if that is not possible
   */
  public void moveTo(Path target) {
    Path side = sideDirectory(target);
    try {
      removeSideFiles(side);
      for (Path from : beside) {
        if (Files.isRegularFile(from)) {
          Files.createDirectories(side);
          Files.move(from, side.resolve(from.getFileName()), ATOMIC_MOVE);
        }
      }
      removeSideFiles(sideDirectory()); // of one that was killed
      Files.deleteIfExists(sideDirectory());
      Files.move(file, target, ATOMIC_MOVE);
    } catch (IOException e) {
      throw failed(target, e);
    }
  }

  /** An older capture's counters must not stand beside the new one. */
  private static void removeSideFiles(Path side) throws IOException {
    if (Files.isDirectory(side)) {
      List<Path> old;
      try (Stream<Path> files = Files.list(side)) {
        old = files.filter(f -> SIDE_FILE.matcher(f.getFileName().toString()).matches()).toList();
      }
      for (Path path : old) {
        Files.delete(path);
      }
    }
  }

  private static CollectorException failed(Path path, IOException e) {
    return CollectorException.of(
        "cannot write " + path, e, "check the directory, its permissions and the free space");
  }
}
