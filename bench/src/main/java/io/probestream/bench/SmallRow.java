package io.probestream.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a collector takes that has little to do: memory, and the time until its first line is in the
 * topic.
 *
 * @param isStart the time; else the memory
 */
record SmallRow(String name, String title, Bound bound, boolean isStart) implements Row {
  private static final Path TRACEFS = Path.of("/sys/kernel/tracing");

  static SmallRow start() {
    return new SmallRow(
        "collect-start",
        "ms from the command collect to its first line in the topic, beside probestream --version",
        Bound.cost(6),
        true);
  }

  static SmallRow idle() {
    return new SmallRow(
        "collect-idle",
        "MB resident of a collector with 1,000 events/s, beside a JVM that does nothing",
        Bound.cost(2.8),
        false);
  }

  @Override
  public Optional<String> missing() {
    return Files.isWritable(TRACEFS.resolve("uprobe_events"))
            && Files.isReadable(CollectSides.LIBRARY)
        ? Optional.empty()
        : Optional.of("it needs root, uprobes and tracefs mounted at " + TRACEFS);
  }

  /** The first start of all finds files that are not cached. */
  @Override
  public int warmups() {
    return isStart ? 1 : 0;
  }

  @Override
  public int turns(int asked) {
    return isStart ? asked : 1;
  }

  @Override
  public Sides prepare(Site site) throws Exception {
    SmallSides sides = new SmallSides(site, isStart);
    try {
      sides.start();
      return sides;
    } catch (Exception | Error e) {
      sides.close();
      throw e;
    }
  }
}
