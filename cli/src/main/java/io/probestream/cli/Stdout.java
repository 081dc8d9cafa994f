package io.probestream.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Standard output that ends the command as soon as it takes nothing more: {@link PrintStream} alone
 * swallows a full disk, and a result that nobody got would be a success. What comes after the first
 * failure is dropped. Thread-safe.
 */
final class Stdout extends OutputStream {
  /** What a shell shows for a program that SIGPIPE ended: nobody reads on, and nobody is told. */
  static final int BROKEN_PIPE_STATUS = 128 + 13;

  private static final int BUFFER_BYTES = 8_192;
  private static final Path LINUX_STDOUT = Path.of("/proc/self/fd/1");

  private final OutputStream out;
  private volatile Ended ended;

  Stdout(OutputStream out) {
    this.out = out;
  }

  /** Replaces {@link System#out}. */
  static Stdout install() {
    Stdout guarded = new Stdout(new FileOutputStream(FileDescriptor.out));
    System.setOut(
        new PrintStream(new BufferedOutputStream(guarded, BUFFER_BYTES), true, charset()));
    return guarded;
  }

  /** Why it takes nothing more, or null. */
  Ended ended() {
    return ended;
  }

  /** As the JVM chose it: the property's name changed with JDK 19. */
  private static Charset charset() {
    String named = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding"));
    return named == null ? Charset.defaultCharset() : Charset.forName(named);
  }

  /** A pipe fails in no other way than that its reader has ended. */
  private static boolean isPipe() {
    try {
      String target = Files.readSymbolicLink(LINUX_STDOUT).toString();
      return target.startsWith("pipe:") || target.startsWith("socket:");
    } catch (IOException e) {
      return false; // no /proc: the reason is told
    }
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    if (ended != null) {
      return;
    }
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      ended = new Ended(e, isPipe());
      throw ended;
    }
  }

  /** Nobody takes the results any more. Unchecked: print streams swallow what is checked. */
  static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean brokenPipe;

    Ended(IOException e, boolean brokenPipe) {
      super(
          "cannot write the results to stdout: "
              + e.getMessage()
              + "; free some space, or send them somewhere else",
          e);
      this.brokenPipe = brokenPipe;
    }

    boolean isBrokenPipe() {
      return brokenPipe;
    }
  }
}
