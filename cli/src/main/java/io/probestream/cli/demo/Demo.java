package io.probestream.cli.demo;

import io.probestream.cli.Failure;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.demo.DemoCommand.SourceKind;
import io.probestream.cli.results.TopicTail;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** One run of the demo, from the empty directory to the summary. For one thread. */
final class Demo {
  private static final Duration POLL = Duration.ofMillis(100);

  private final DemoPlan plan;
  private final Display display;
  private final BooleanSupplier stopped;
  private final Consumer<String> notices;
  private final Clock clock;
  private final long startMs;
  private long shownMs;
  private DemoScreen screen =
      new DemoScreen("probestream demo", List.of("Ctrl-C ends and cleans up."));

  /** What a run leaves. */
  record Outcome(DemoScreen screen, DemoSource source, DemoView view, long durationMs) {}

  /**
   * @param stopped asked often: whether to end now
   */
  Demo(
      DemoPlan plan,
      Display display,
      BooleanSupplier stopped,
      Consumer<String> notices,
      Clock clock) {
    this.plan = plan;
    this.display = display;
    this.stopped = stopped;
    this.notices = notices;
    this.clock = clock;
    this.startMs = clock.millis();
  }

  /** Runs until the time is over or somebody stops it; everything is taken down again. */
  Outcome run(Path temporary) throws InterruptedException {
    try (DemoDirectory directory = DemoDirectory.create(temporary);
        DemoPipeline pipeline = new DemoPipeline(directory.path(), notices)) {
      try {
        return run(pipeline, directory.path());
      } catch (InterruptedException | RuntimeException e) {
        pipeline.checkBroker(); // whatever fails after Kafka fails because of it
        throw e;
      }
    }
  }

  private Outcome run(DemoPipeline pipeline, Path directory) throws InterruptedException {
    String obstacle = LiveSource.obstacle();
    if (plan.source() == SourceKind.LIVE && obstacle != null) {
      throw new Failure(
          "this machine cannot be the source: "
              + obstacle
              + "; --source replay shows a packaged capture instead");
    }
    waiting("Starting Kafka (one node, KRaft, in this process)");
    pipeline.startBroker();
    waiting("Starting the streams application");
    pipeline.startStreams();
    try (DemoSource source = source(pipeline, directory, obstacle)) {
      source.start();
      return watch(pipeline, source);
    }
  }

  private DemoSource source(DemoPipeline pipeline, Path directory, String obstacle) {
    if (plan.source() == SourceKind.LIVE
        || (plan.source() == SourceKind.AUTO && obstacle == null)) {
      return new LiveSource(
          pipeline.clientProperties(),
          pipeline.topics().raw(),
          plan.patienceMs() / 2,
          notices::accept);
    }
    return new ReplaySource(
        pipeline.clientProperties(),
        pipeline.topics().raw(),
        DemoPipeline.WINDOW_MS,
        directory.resolve("capture"),
        obstacle);
  }

  private Outcome watch(DemoPipeline pipeline, DemoSource source) {
    screen = new DemoScreen("probestream demo · " + source.title(), footer(pipeline, source));
    DemoResults results = new DemoResults(pipeline.topics());
    KafkaOptions kafka = KafkaOptions.of(pipeline.bootstrapServers(), pipeline.topics().prefix());
    try (TopicTail tail = TopicTail.open(kafka, results.topicNames())) {
      tail.seekToTime(0);
      long sourceMs = clock.millis();
      long firstRowMs = 0;
      while (!stopped.getAsBoolean() && !isOver(sourceMs, firstRowMs)) {
        tail.poll(POLL, results::take);
        source.check();
        pipeline.check();
        if (firstRowMs == 0 && results.hasRows()) {
          firstRowMs = clock.millis();
          shownMs = 0;
        }
        showWhenDue(results);
      }
      long ranMs = clock.millis() - (firstRowMs == 0 ? sourceMs : firstRowMs);
      end(pipeline, source, tail, results);
      return new Outcome(screen, source, results.view(), ranMs);
    }
  }

  private void end(DemoPipeline pipeline, DemoSource source, TopicTail tail, DemoResults results) {
    screen =
        new DemoScreen(screen.title(), List.of("Ending: until the last windows have closed ..."));
    shownMs = 0;
    Runnable onPoll =
        () -> {
          pipeline.check();
          showWhenDue(results);
        };
    showWhenDue(results);
    new DemoEnding(source, tail, results, onPoll, notices, clock)
        .await(() -> stopped.getAsBoolean() || !results.hasRows(), plan.patienceMs());
  }

  /** The duration counts from the first row on, for which a slow machine may take a while. */
  private boolean isOver(long sourceMs, long firstRowMs) {
    long nowMs = clock.millis();
    return firstRowMs == 0
        ? nowMs - sourceMs >= plan.patienceMs()
        : plan.durationMs() > 0 && nowMs - firstRowMs >= plan.durationMs();
  }

  private void showWhenDue(DemoResults results) {
    long nowMs = clock.millis();
    if (nowMs - shownMs < display.periodMs()) {
      return;
    }
    shownMs = nowMs;
    long elapsedMs = nowMs - startMs;
    display.show(
        results.hasRows()
            ? screen.live(results.view(), elapsedMs, display.width(), display.height())
            : screen.waiting(
                "Waiting for the first window to close",
                elapsedMs,
                display.width(),
                display.height()));
  }

  private void waiting(String stage) {
    display.show(
        screen.waiting(stage, clock.millis() - startMs, display.width(), display.height()));
  }

  private static List<String> footer(DemoPipeline pipeline, DemoSource source) {
    return List.of(
        "Source:   " + source.other(),
        "More:     ./probestream query slow --limit 3 --bootstrap-servers "
            + pipeline.bootstrapServers(),
        "HTTP:     " + pipeline.apiUrl() + "api/v1/functions?since=1m",
        "Rates and latencies of the last 10 s, counts since the start. Ctrl-C ends.");
  }
}
