package io.probestream.bench;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Adler32;

/**
 * The program that is traced: calls {@code Adler32.update(int)}, a native function of the JDK's
 * libzip that hardly anybody uses, as often a second as its argument says, until its input ends.
 */
final class ProbedProgram {
  private static final long STEP_NS = 2_000_000;
  private static final long STEPS_PER_S = 1_000_000_000L / STEP_NS;

  private ProbedProgram() {}

  public static void main(String[] args) throws IOException {
    long callsPerStep = Long.parseLong(args[0]) / STEPS_PER_S;
    Adler32 adler = new Adler32();
    while (System.in.available() == 0) {
      for (long i = 0; i < callsPerStep; i++) {
        adler.update((int) i);
      }
      LockSupport.parkNanos(STEP_NS);
    }
  }
}
