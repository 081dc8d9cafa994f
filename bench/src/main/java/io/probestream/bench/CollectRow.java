package io.probestream.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a collector that publishes to a real broker costs the host, broker excluded, beside {@code
 * cat trace_pipe > /dev/null} of the same events at the same time.
 *
 * @param capture {@code raw} or {@code text}
 * @param isAdded compares what it adds to {@code cat} with what {@code kcat -P} adds
 */
record CollectRow(String name, String title, Bound bound, String capture, boolean isAdded)
    implements Row {
  private static final Path TRACEFS = Path.of("/sys/kernel/tracing");

  static CollectRow raw() {
    return new CollectRow(
        "collect-raw",
        "ns of CPU for an event: collect --capture raw beside cat trace_pipe",
        Bound.cost(1),
        "raw",
        false);
  }

  static CollectRow text() {
    return new CollectRow(
        "collect-text",
        "ns of CPU for an event: collect --capture text beside cat trace_pipe",
        Bound.cost(3),
        "text",
        false);
  }

  static CollectRow kcat() {
    return new CollectRow(
        "collect-kcat",
        "ns of CPU for an event beyond cat trace_pipe: collect --capture text beside kcat -P",
        Bound.cost(2),
        "text",
        true);
  }

  @Override
  public Optional<String> missing() {
    if (!Files.isWritable(TRACEFS.resolve("uprobe_events"))
        || !Files.isReadable(CollectSides.LIBRARY)) {
      return Optional.of("it needs root, uprobes and tracefs mounted at " + TRACEFS);
    }
    return isAdded && !Processes.has("kcat")
        ? Optional.of("there is no kcat (Debian: apt install kcat)")
        : Optional.empty();
  }

  @Override
  public int warmups() {
    return 0; // the sides warm up together
  }

  @Override
  public Sides prepare(Site site) throws Exception {
    CollectSides sides = new CollectSides(site, TRACEFS, this);
    try {
      sides.start();
      return sides;
    } catch (Exception | Error e) {
      sides.close();
      throw e;
    }
  }
}
