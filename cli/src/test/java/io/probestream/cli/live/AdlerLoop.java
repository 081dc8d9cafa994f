package io.probestream.cli.live;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Adler32;

/**
 * The probed program: once its standard input says so, calls {@code Adler32.update(int)} as often
 * as its first argument says; before that it prints its thread's id, and takes its second as name.
 * That is a native function of the JDK's libzip that hardly anybody uses, and one that HotSpot has
 * no code of its own for.
 */
final class AdlerLoop {
  private AdlerLoop() {}

  public static void main(String[] args) throws IOException {
    Adler32 adler = new Adler32();
    Path thread = Path.of("/proc").resolve(Files.readSymbolicLink(Path.of("/proc/thread-self")));
    if (args.length > 1) {
      Files.write(thread.resolve("comm"), args[1].getBytes(StandardCharsets.UTF_8));
    }
    System.out.println(thread.getFileName());
    System.out.flush();
    if (System.in.read() < 0) {
      throw new IOException("nobody said go");
    }
    for (int call = 0; call < Integer.parseInt(args[0]); call++) {
      adler.update(call);
    }
    System.out.println(adler.getValue());
  }
}
