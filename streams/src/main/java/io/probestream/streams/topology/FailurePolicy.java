package io.probestream.streams.topology;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when a stream thread dies: it is replaced, for what failed once may not fail again,
 * but not more than five times in five minutes, and not where trying again cannot help. Then the
 * application ends with a sentence, and whoever supervises it decides. Thread-safe.
 */
final class FailurePolicy implements StreamsUncaughtExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(FailurePolicy.class);
  private static final int REPLACEMENTS = 5;
  private static final long PERIOD_MS = TimeUnit.MINUTES.toMillis(5);

  /** ENOSPC, as the JDK and RocksDB say it. */
  private static final String NO_SPACE = "No space left on device";

  private final StreamConfig config;
  private final Clock clock;
  private final Deque<Long> replacedMs = new ArrayDeque<>();
  private StreamFailure failure;

  FailurePolicy(StreamConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public synchronized StreamThreadExceptionResponse handle(Throwable thrown) {
    String remedy = remedy(thrown);
    long nowMs = clock.millis();
    while (!replacedMs.isEmpty() && nowMs - replacedMs.peekFirst() > PERIOD_MS) {
      replacedMs.removeFirst();
    }
    if (remedy == null && replacedMs.size() < REPLACEMENTS) {
      replacedMs.addLast(nowMs);
      LOG.warn("a stream thread failed and is replaced: {}", root(thrown));
      LOG.debug("where it failed", thrown);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    if (failure == null) {
      failure = failure(thrown, remedy == null ? "it failed again each time it was tried" : remedy);
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  private StreamFailure failure(Throwable thrown, String advice) {
    return new StreamFailure(
        "the streams application '"
            + config.applicationId()
            + "' stopped: "
            + root(thrown)
            + "; "
            + advice,
        thrown);
  }

  /** Why the application cannot even be made, such as on a full disk. */
  StreamFailure notStarted(Throwable thrown) {
    String remedy = remedy(thrown);
    return failure(
        thrown, remedy == null ? "see whether it can write " + config.stateDir() : remedy);
  }

  /** Why the application ended, or null. */
  synchronized StreamFailure failure() {
    return failure;
  }

  /** What to do where another try cannot help; null where it may. */
  private String remedy(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      String message = t.getMessage() == null ? "" : t.getMessage();
      if (message.contains(NO_SPACE)) {
        return "free some space for the state in "
            + config.stateDir()
            + ", or name another stateDir: what is not there is restored from Kafka";
      } else if (t instanceof MissingSourceTopicException) {
        return "the raw topic is gone; start again to have it created";
      } else if (t instanceof AuthorizationException || t instanceof AuthenticationException) {
        return "check the credentials and this application's rights on '"
            + config.topics().prefix()
            + "*' and '"
            + config.applicationId()
            + "-*'";
      } else if (t instanceof FencedInstanceIdException) {
        return "another process runs under the same instance id; give each its own instanceId";
      } else if (t instanceof RecordTooLargeException) {
        return "raise max.message.bytes of that topic, or trace fewer functions at once";
      } else if (t instanceof UnsupportedVersionException) {
        return "the broker is too old for Kafka clients 4";
      } else if (t instanceof UncheckedIOException) {
        return "use the version that wrote the state, or another application id";
      }
      if (message.contains("invalid partitions") || message.contains("number of partitions")) {
        return "the raw topic's partitions changed since the state was made; use another"
            + " application id";
      }
    }
    return null;
  }

  private static String root(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse(message);
  }
}
