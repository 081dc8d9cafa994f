package io.probestream.collector.tracefs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;

/** The file operations that tracefs needs, so that tests can answer as a kernel does. */
public interface TracefsIo {
  boolean exists(Path path);

  /** Names in a directory, sorted. */
  List<String> list(Path directory) throws IOException;

  /** The whole text of a file, read anew. */
  String read(Path path) throws IOException;

  /**
   * One {@code write(2)} without creating and without truncating: the kernel takes a definition or
   * refuses it whole, and truncating {@code kprobe_events} would remove everybody's probes.
   */
  void write(Path path, String text) throws IOException;

  /** Like {@link #write}, opened with {@code O_APPEND}. */
  void append(Path path, String text) throws IOException;

  void makeDirectory(Path path) throws IOException;

  void removeDirectory(Path path) throws IOException;

  /** Opens a small file that is read over and over from its start. */
  Rereadable open(Path path) throws IOException;

  /** Opens a pipe; closing it from another thread ends a blocked read. */
  ReadableByteChannel openPipe(Path path) throws IOException;

  /** A file whose text is made anew at each read. */
  interface Rereadable extends Closeable {
    String read() throws IOException;
  }
}
