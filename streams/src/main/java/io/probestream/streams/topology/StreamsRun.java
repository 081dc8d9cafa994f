package io.probestream.streams.topology;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;

/** One start of a topology under a {@link FailurePolicy}. Thread-safe. */
final class StreamsRun implements AutoCloseable {
  private final StreamConfig config;
  private final FailurePolicy failures;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile KafkaStreams streams;

  StreamsRun(StreamConfig config) {
    this.config = config;
    this.failures = new FailurePolicy(config, Clock.systemUTC());
  }

  /**
   * @param anew whether local state of an earlier run is removed first
   * @param more further properties of this run
   */
  synchronized void start(Topology topology, boolean anew, Map<String, String> more) {
    streams = application(topology, more);
    streams.setUncaughtExceptionHandler(failures);
    streams.setStateListener(
        (now, before) -> {
          if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
            ended.countDown();
          }
        });
    if (anew) {
      streams.cleanUp();
    }
    streams.start();
  }

  private KafkaStreams application(Topology topology, Map<String, String> more) {
    Properties properties = StreamsSettings.of(config);
    properties.putAll(more);
    try {
      return new KafkaStreams(topology, properties);
    } catch (StreamsException e) {
      throw failures.notStarted(e); // it makes the state directory at once
    }
  }

  /** What was started. */
  KafkaStreams streams() {
    return streams;
  }

  boolean isRunning() {
    KafkaStreams running = streams;
    return running != null && running.state() == KafkaStreams.State.RUNNING;
  }

  /** Raw partitions that this instance's active tasks read. */
  Set<Integer> ownPartitions() {
    KafkaStreams running = streams;
    return running == null
        ? Set.of()
        : running.metadataForLocalThreads().stream()
            .flatMap(thread -> thread.activeTasks().stream())
            .flatMap(task -> task.topicPartitions().stream())
            .filter(partition -> partition.topic().equals(config.topics().raw()))
            .map(partition -> partition.partition())
            .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Returns while all is well.
   *
   * @throws StreamFailure if the application has stopped by itself
   */
  void check() {
    StreamFailure failure = failures.failure();
    if (failure != null) {
      throw new StreamFailure(failure.getMessage(), failure);
    }
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
    check();
  }

  /** Removes the local state of a run that was closed. */
  synchronized void cleanUp() {
    streams.cleanUp();
  }

  /** Whether it ended in time, the last transaction committed. */
  boolean close(Duration timeout) {
    boolean inTime;
    synchronized (this) {
      inTime = streams == null || streams.close(timeout);
    }
    ended.countDown();
    return inTime;
  }

  @Override
  public void close() {
    boolean inTime = close(Duration.ofSeconds(30));
    assert inTime || streams != null;
  }
}
