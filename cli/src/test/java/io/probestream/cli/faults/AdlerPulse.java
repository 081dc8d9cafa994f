package io.probestream.cli.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Adler32;

/**
 * The probed program: calls {@code Adler32.update(int)}, a native function of the JDK's libzip that
 * hardly anybody uses. A line {@code rate N} on its standard input sets the calls a second, {@code
 * burst N} makes N at once; it ends with its input.
 */
final class AdlerPulse {
  private static final long STEP_NS = 2_000_000;
  private static final long STEPS_PER_S = 1_000_000_000L / STEP_NS;

  private AdlerPulse() {}

  public static void main(String[] args) throws IOException {
    AtomicLong perStep = new AtomicLong();
    AtomicLong burst = new AtomicLong();
    Thread calls = new Thread(() -> run(perStep, burst), "calls");
    calls.setDaemon(true);
    calls.start();
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      long number = Long.parseLong(line.substring(line.indexOf(' ') + 1));
      if (line.startsWith("rate ")) {
        perStep.set(number / STEPS_PER_S);
      } else {
        burst.addAndGet(number);
      }
    }
  }

  private static void run(AtomicLong perStep, AtomicLong burst) {
    Adler32 adler = new Adler32();
    while (true) {
      long calls = perStep.get() + burst.getAndSet(0);
      for (long i = 0; i < calls; i++) {
        adler.update((int) i);
      }
      LockSupport.parkNanos(STEP_NS);
    }
  }
}
