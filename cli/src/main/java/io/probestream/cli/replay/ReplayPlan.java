package io.probestream.cli.replay;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import io.probestream.cli.capture.CaptureFile;
import io.probestream.schemas.Hosts;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What to replay, and how.
 *
 * @param file the capture
 * @param hosts each publishes all of it
 * @param speed how fast
 * @param loop again and again, each turn a new session
 * @param windowMs length of the windows on the streams side: clock offsets are multiples of it, so
 *     that windows align with those of {@code analyze}, and turns never share one
 * @param clockOffsetNs realtime minus trace clock; null to choose one so that lines lie near now
 * @param session first host's session of the first turn; null for a random one
 * @param labels of all hosts
 */
public record ReplayPlan(
    CaptureFile file,
    List<String> hosts,
    Speed speed,
    boolean loop,
    long windowMs,
    Long clockOffsetNs,
    UUID session,
    Map<String, String> labels) {
  /** Whose names {@link #hosts(int)} begins. */
  public static final String HOST_PREFIX = "replay-";

  public ReplayPlan {
    present(file, "file");
    present(speed, "speed");
    hosts = List.copyOf(present(hosts, "hosts"));
    check(!hosts.isEmpty(), "a replay needs a host");
    hosts.forEach(Hosts::check);
    check(windowMs >= 1, "the window must be at least 1 ms");
    check(!loop || clockOffsetNs == null, "each turn of a loop moves the clock offset by itself");
    check(!loop || !file.isStdin(), "stdin cannot be looped; save it to a file first");
    labels = Map.copyOf(present(labels, "labels"));
  }

  /** One of hosts without labels. */
  public ReplayPlan(
      CaptureFile file,
      List<String> hosts,
      Speed speed,
      boolean loop,
      long windowMs,
      Long clockOffsetNs,
      UUID session) {
    this(file, hosts, speed, loop, windowMs, clockOffsetNs, session, Map.of());
  }

  /** {@code replay-1} to {@code replay-N}. */
  public static List<String> hosts(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> HOST_PREFIX + i).toList();
  }
}
