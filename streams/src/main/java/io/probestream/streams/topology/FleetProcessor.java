package io.probestream.streams.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Merges the windows of all hosts by probe or function.
 *
 * <p>A window is sent when every raw partition's low watermark has passed its end ({@code final});
 * before that, at intervals of wall-clock time while it grows; and again for each host's window
 * that comes after its end. When and how often the upserts come depends on the clock, the last of
 * them does not.
 */
final class FleetProcessor implements Processor<String, Result, String, Result> {
  private static final Logger LOG = LoggerFactory.getLogger(FleetProcessor.class);

  /** Far enough below every time that a window's length can be subtracted. */
  private static final long EARLIEST_MS = Long.MIN_VALUE / 2;

  private final Options options;
  private final Set<Bytes> unsent = new TreeSet<>();

  /** Open windows to which something comes late. */
  private final Set<Bytes> late = new TreeSet<>();

  private ProcessorContext<String, Result> context;
  private FleetStates states;
  private FleetParts parts;
  private boolean resumed;
  private long tooLate;

  /**
   * How to merge.
   *
   * @param rawPartitions partitions of the raw topic, each of which tells its low watermark
   * @param retentionMs how long a window stays mergeable behind the lowest low watermark
   * @param skewMs how far the highest low watermark may be ahead before windows are forgotten
   *     though the lowest has not passed them: bounds the state if a raw partition stands still
   * @param updateMs wall-clock interval of upserts of windows that are not final
   * @param commitIntervalMs see {@link CommitPace}
   * @param alerting which rules count: the labels that they name tell parts of the fleet apart
   * @param stretch is told how many windows wait to be sent
   */
  record Options(
      int rawPartitions,
      long retentionMs,
      long skewMs,
      long updateMs,
      long commitIntervalMs,
      Alerting alerting,
      Stretch stretch) {}

  FleetProcessor(Options options) {
    this.options = options;
  }

  /** Makes processors, each with a store of its own. */
  record Supplier(Options options) implements ProcessorSupplier<String, Result, String, Result> {
    @Override
    public Processor<String, Result, String, Result> get() {
      return new FleetProcessor(options);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(FleetStates.builder());
    }
  }

  @Override
  public void init(ProcessorContext<String, Result> context) {
    this.context = context;
    HotStateStore<FleetEntry> store = context.getStateStore(FleetStates.STORE);
    states = new FleetStates(store, options.rawPartitions());
    CommitPace.keep(context, options.commitIntervalMs());
    parts = new FleetParts(states, options.alerting().fixed());
    context.schedule(
        Duration.ofMillis(options.updateMs()),
        PunctuationType.WALL_CLOCK_TIME,
        now -> {
          sendUnsent();
          options.stretch().unsent(context.taskId().partition(), unsent.size());
        });
    // What was merged before and not sent is found at the first update.
    options.stretch().unsent(context.taskId().partition(), 1);
  }

  @Override
  public void process(Record<String, Result> record) {
    if (record.value() instanceof Result.LowWatermark low) {
      long beforeMs = states.state().lowestMs();
      List<Bytes> behind = advance(low);
      long nowMs = states.state().lowestMs();
      if (nowMs > beforeMs) {
        Result.Time time = new Result.Time(Result.Time.FLEET, nowMs);
        context.forward(new Record<>("", time, record.timestamp()));
      }
      behind.forEach(this::addLate);
    } else if (record.value() instanceof Result.Rules rules) {
      parts.rules(rules.rules(), record.timestamp());
      context.forward(record);
    } else if (record.value() instanceof Result.Silence) {
      context.forward(record);
    } else if (record.value() instanceof Result.FleetHost host) {
      parts.host(host);
      if (host.off() != null) {
        context.forward(record.withValue(new Result.Silence(host.off())));
      }
    } else {
      merge(record.value(), record.timestamp());
    }
    options.stretch().unsent(context.taskId().partition(), unsent.size() + (resumed ? 0 : 1));
  }

  private void merge(Result result, long timestampMs) {
    Bytes key = FleetKey.of(result);
    long endMs = FleetKey.endMs(key);
    FleetState state = states.state();
    if (endMs <= state.expiredMs()) {
      countTooLate(result, endMs);
      return;
    }
    state.sawWindow(endMs - FleetKey.startMs(key));
    boolean isFinal = endMs <= state.lowestMs();
    if (!isFinal && result.isLate()) {
      states.touch(FleetKey.late(key), result).add(result, timestampMs);
      late.add(key);
      unsent.add(key);
      return;
    }
    states.touch(key, result).add(result, timestampMs);
    if (isFinal) {
      send(key, true);
      return;
    }
    unsent.add(key);
    String part = parts.of(result.host());
    if (part != null) {
      states.touch(FleetKey.part(key, part), result).add(result, timestampMs);
    }
  }

  /**
   * What hosts bring that were silent comes behind the window's first final record, in which it
   * would be or not by how far the other partitions are.
   */
  private void addLate(Bytes lateKey) {
    FleetWindow more = states.peek(lateKey);
    Bytes key = FleetKey.whole(lateKey);
    late.remove(key);
    if (more == null) {
      return; // forgotten meanwhile
    }
    states.touch(key, more.result(false)).add(more);
    states.delete(lateKey);
    send(key, true);
  }

  private void countTooLate(Result result, long endMs) {
    tooLate++;
    if (Long.bitCount(tooLate) == 1) {
      LOG.warn(
          "{} windows came after their merge was forgotten; the latest is of '{}' and ended at {}"
              + " ms; they stand in the per-host topics; a longer fleet retention keeps merges"
              + " longer",
          tooLate,
          result.name(),
          endMs);
    }
  }

  /** Sends what becomes final, and answers what comes late to it. */
  private List<Bytes> advance(Result.LowWatermark low) {
    List<Bytes> behind = new ArrayList<>();
    FleetState state = states.state();
    long beforeMs = state.lowestMs();
    state.raise(low);
    long nowMs = state.lowestMs();
    if (nowMs > beforeMs) {
      long fromMs = Math.max(EARLIEST_MS, beforeMs) - state.longestWindowMs();
      for (Bytes key : states.starting(fromMs, nowMs)) {
        long endMs = FleetKey.endMs(key);
        if (endMs > beforeMs && endMs <= nowMs) {
          if (FleetKey.isLate(key)) {
            behind.add(key);
          } else if (FleetKey.rest(key) != null) {
            sendPart(key);
          } else {
            send(key, true);
          }
        }
      }
    }
    expire(state);
    return behind;
  }

  /** Only rules read it, and once. */
  private void sendPart(Bytes key) {
    FleetWindow window = states.peek(key);
    Map<String, String> labels = FleetParts.labels(FleetKey.rest(key));
    Result part = new Result.Part(labels, window.result(true));
    context.forward(new Record<>(part.name(), part, window.timestampMs()));
    states.delete(key);
  }

  private void expire(FleetState state) {
    long lowestMs = Math.max(EARLIEST_MS, state.lowestMs());
    long highestMs = Math.max(EARLIEST_MS, state.highestMs());
    long cutMs = Math.max(lowestMs - options.retentionMs(), highestMs - options.skewMs());
    long doneMs = Math.max(EARLIEST_MS, state.expiredMs());
    // A tenth of the retention at a time, so that the scan does not run over each second's
    // tombstones again.
    if (cutMs < EARLIEST_MS / 2 || cutMs - doneMs < options.retentionMs() / 10) {
      return;
    }
    for (Bytes key : states.starting(doneMs - state.longestWindowMs(), cutMs)) {
      if (FleetKey.endMs(key) <= cutMs) {
        states.delete(key);
        unsent.remove(key);
        late.remove(FleetKey.whole(key));
      }
    }
    state.expire(cutMs);
  }

  /** Sends what has grown since the last time and is not final. */
  private void sendUnsent() {
    if (!resumed) {
      // What the task before this one had merged but not sent is not known: all open windows.
      resumed = true;
      FleetState state = states.state();
      long lowestMs = Math.max(EARLIEST_MS, state.lowestMs());
      for (Bytes key : states.starting(lowestMs - state.longestWindowMs(), Long.MAX_VALUE)) {
        if (FleetKey.endMs(key) > lowestMs && FleetKey.isLate(key)) {
          late.add(FleetKey.whole(key));
          unsent.add(FleetKey.whole(key));
        } else if (FleetKey.endMs(key) > lowestMs) {
          unsent.add(FleetKey.whole(key));
        }
      }
    }
    for (Bytes key : List.copyOf(unsent)) {
      send(key, false);
    }
    unsent.clear();
  }

  private void send(Bytes key, boolean isFinal) {
    FleetWindow window = states.peek(key);
    unsent.remove(key);
    if (!isFinal && late.contains(key)) {
      window = FleetWindow.sum(window, states.peek(FleetKey.late(key)));
    }
    if (window != null) {
      Result result = window.result(isFinal);
      context.forward(new Record<>(result.name(), result, window.timestampMs()));
    }
  }
}
