package io.probestream.cli.demo;

import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.replay.ReplayPlan;
import io.probestream.cli.replay.ReplayProducer;
import io.probestream.cli.replay.Replayer;
import io.probestream.cli.replay.Speed;
import io.probestream.schemas.raw.Pair;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;

/** The packaged capture, at its real pace, as three hosts, in a loop. */
final class ReplaySource implements DemoSource {
  static final int HOSTS = 3;
  private static final long CLOSE_MS = 3_000;

  private final String whyNotLive;
  private final Producer<byte[], byte[]> producer;
  private final Replayer replayer;
  private final SourceThread thread;
  private volatile boolean complete;

  /**
   * @param whyNotLive a sentence, or null where this source was asked for
   */
  ReplaySource(
      Properties kafka, String rawTopic, long windowMs, Path directory, String whyNotLive) {
    this.whyNotLive = whyNotLive;
    this.producer = ReplayProducer.create(kafka);
    Path capture = PackagedCapture.unpack(directory);
    ReplayPlan plan =
        new ReplayPlan(
            new CaptureFile("the packaged capture", capture, List.of(Pair.TASK)),
            ReplayPlan.hosts(HOSTS),
            Speed.REAL,
            true,
            windowMs,
            null,
            null);
    this.replayer = new Replayer(producer, rawTopic, plan);
    this.thread = new SourceThread("demo-replay", this::replay);
  }

  private void replay() throws InterruptedException {
    replayer.run();
    complete = true;
  }

  @Override
  public String kind() {
    return "replay";
  }

  @Override
  public String title() {
    return "replay of a real " + PackagedCapture.origin() + " kernel, as " + HOSTS + " hosts";
  }

  @Override
  public String other() {
    return whyNotLive == null
        ? "this machine instead: --source live (needs root and kprobes)"
        : "not this machine: " + whyNotLive;
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void check() {
    thread.check();
  }

  /** The present turn goes on to its end: what the kernel counted is known only there. */
  @Override
  public void finish() {
    replayer.finish();
  }

  @Override
  public boolean isFinished() {
    return thread.isEnded();
  }

  /** A turn that was cut short has no closing status. */
  @Override
  public Set<String> closedSessions() {
    return complete
        ? replayer.report().sessions().stream().map(UUID::toString).collect(Collectors.toSet())
        : Set.of();
  }

  @Override
  public void close() {
    thread.interrupt();
    thread.join(CLOSE_MS);
    producer.close(Duration.ofMillis(CLOSE_MS));
  }
}
