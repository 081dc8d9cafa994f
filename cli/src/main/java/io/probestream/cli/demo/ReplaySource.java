package io.probestream.cli.demo;

import io.probestream.cli.capture.CaptureFile;
import io.probestream.cli.replay.ReplayPlan;
import io.probestream.cli.replay.ReplayProducer;
import io.probestream.cli.replay.Replayer;
import io.probestream.cli.replay.Speed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.producer.Producer;

/** The packaged capture, at its real pace, as three hosts, in a loop. */
final class ReplaySource implements DemoSource {
  static final int HOSTS = 3;
  private static final long CLOSE_MS = 3_000;

  private final String whyNotLive;
  private final Producer<byte[], byte[]> producer;
  private final SourceThread thread;

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
            new CaptureFile("the packaged capture", capture),
            ReplayPlan.hosts(HOSTS),
            Speed.REAL,
            true,
            windowMs,
            null,
            null);
    Replayer replayer = new Replayer(producer, rawTopic, plan);
    this.thread = new SourceThread("demo-replay", replayer::run);
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

  @Override
  public void close() {
    thread.interrupt();
    thread.join(CLOSE_MS);
    producer.close(Duration.ofMillis(CLOSE_MS));
  }
}
