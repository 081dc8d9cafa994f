package io.probestream.collector.tracefs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The real files. Thread-safe, except what it opens. */
public final class FileTracefsIo implements TracefsIo {
  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public List<String> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Override
  public String read(Path path) throws IOException {
    // ISO 8859-1 keeps every byte: paths and labels in tracefs need not be UTF-8.
    return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void write(Path path, String text) throws IOException {
    writeOnce(path, text, StandardOpenOption.WRITE);
  }

  @Override
  public void append(Path path, String text) throws IOException {
    writeOnce(path, text, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  private static void writeOnce(Path path, String text, OpenOption... options) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    try (FileChannel channel = FileChannel.open(path, options)) {
      int written = channel.write(ByteBuffer.wrap(bytes));
      if (written != bytes.length) {
        throw new IOException("only " + written + " of " + bytes.length + " bytes were taken");
      }
    }
  }

  @Override
  public void makeDirectory(Path path) throws IOException {
    Files.createDirectory(path);
  }

  @Override
  public void removeDirectory(Path path) throws IOException {
    // rmdir(2): an instance is removed as it stands, with its files.
    Files.delete(path);
  }

  @Override
  public Rereadable open(Path path) throws IOException {
    return new Reopened(FileChannel.open(path, StandardOpenOption.READ));
  }

  @Override
  public ReadableByteChannel openPipe(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ);
  }

  /** Reads at position 0 each time: the seq files of the kernel then print anew. */
  private static final class Reopened implements Rereadable {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(4096);

    Reopened(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public String read() throws IOException {
      buffer.clear();
      int n = channel.read(buffer, 0);
      return new String(buffer.array(), 0, Math.max(0, n), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
