package io.probestream.schemas.window;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.notNegative;
import static io.probestream.schemas.Checks.present;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Events of one probe in one window, of one host or of the fleet.
 *
 * @param host the host; null in the fleet's topic
 * @param probe the event's name
 * @param startMs window start, epoch
 * @param endMs window end, exclusive
 * @param count lines of this probe whose time lies in the window
 * @param hits growth of the kernel's hit counter booked in this window (by the time the counter was
 *     read), or null if none was read
 * @param lostMin events of this probe surely lost, as far as counters had been read by the time the
 *     window closed
 * @param lostMax events of this probe lost at most: by its hits up to the last such reading, by
 *     what the host lost behind it
 * @param kernelMissed hits the kernel could not handle, booked like {@code hits}
 * @param completenessPpm {@code count / (count + lostMax + kernelMissed)} in parts per million: the
 *     picture is at least this complete
 * @param partial true if the session began or ended in the window, or the host fell silent in it
 * @param warmup true where a run that began in the middle of a session cannot know all of it; else
 *     null. Such windows are not compared
 * @param hosts how many hosts are in it; null per host
 * @param isFinal fleet only: every partition's low watermark has passed the window's end
 */
public record RateWindow(
    String host,
    String probe,
    long startMs,
    long endMs,
    long count,
    Long hits,
    long lostMin,
    long lostMax,
    long kernelMissed,
    int completenessPpm,
    boolean partial,
    Boolean warmup,
    Integer hosts,
    @JsonProperty("final") Boolean isFinal) {
  public RateWindow {
    present(probe, "probe");
    check(startMs < endMs, "startMs must be before endMs");
    notNegative(count, "count");
    notNegative(lostMin, "lostMin");
    check(lostMin <= lostMax, "lostMin is above lostMax");
    notNegative(kernelMissed, "kernelMissed");
    check(completenessPpm >= 0 && completenessPpm <= 1_000_000, "completenessPpm out of range");
  }

  /** One that is not of a warm-up. */
  public RateWindow(
      String host,
      String probe,
      long startMs,
      long endMs,
      long count,
      Long hits,
      long lostMin,
      long lostMax,
      long kernelMissed,
      int completenessPpm,
      boolean partial,
      Integer hosts,
      Boolean isFinal) {
    this(
        host,
        probe,
        startMs,
        endMs,
        count,
        hits,
        lostMin,
        lostMax,
        kernelMissed,
        completenessPpm,
        partial,
        null,
        hosts,
        isFinal);
  }

  /** The same, marked. */
  public RateWindow asWarmup() {
    return new RateWindow(
        host,
        probe,
        startMs,
        endMs,
        count,
        hits,
        lostMin,
        lostMax,
        kernelMissed,
        completenessPpm,
        partial,
        true,
        hosts,
        isFinal);
  }
}
