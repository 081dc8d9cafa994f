package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.AlertSink;
import io.probestream.streams.alert.Scope;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Judges the windows of one partition's hosts, or the final ones of the fleet, by the rules that
 * the log tells; gives alerts by fingerprint, null for one whose life is over. Without rules it
 * spends nothing.
 */
final class AlertProcessor implements Processor<String, Result, String, Alert> {
  private final Options options;
  private ProcessorContext<String, Alert> context;
  private AlertStates states;
  private long timestampMs;

  /**
   * How to judge.
   *
   * @param scope whose windows
   * @param windowMs their length
   * @param alerting which rules count
   */
  record Options(Scope scope, long windowMs, Alerting alerting) {}

  private AlertProcessor(Options options) {
    this.options = options;
  }

  /** Makes processors, each with a store of its own. */
  record Supplier(Options options) implements ProcessorSupplier<String, Result, String, Alert> {
    @Override
    public Processor<String, Result, String, Alert> get() {
      return new AlertProcessor(options);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(AlertStates.builder(options.scope()));
    }
  }

  @Override
  public void init(ProcessorContext<String, Alert> context) {
    this.context = context;
    HotStateStore<AlertSlot> store = context.getStateStore(AlertStates.store(options.scope()));
    states =
        new AlertStates(
            store,
            options.scope(),
            context.taskId().partition(),
            options.windowMs(),
            new Forwarding());
    AlertRules fixed = options.alerting().fixed();
    if (fixed != null && states.known() == null) {
      states.add(fixed, 0);
    }
    tellRules();
  }

  @Override
  public void process(Record<String, Result> record) {
    Result result = record.value();
    if (result instanceof Result.Rules rules) {
      if (options.alerting().fixed() == null) {
        states.add(rules.rules(), record.timestamp());
        tellRules();
      }
      return;
    }
    if (states.known() == null) {
      return;
    }
    timestampMs = record.timestamp();
    if (result instanceof Result.Part part) {
      window(part.window(), part.labels());
    } else if (result instanceof Result.Time time) {
      if (states.advance(time.owner(), time.toMs())) {
        options.alerting().judged().increment();
      }
    } else if (result instanceof Result.HostStatus status) {
      status(record.key(), status, record.timestamp());
    } else if (result instanceof Result.Forgotten) {
      states.forget(record.key());
    } else if (result instanceof Result.Silence silence) {
      if (options.scope() == Scope.FLEET) {
        states.silence(silence.silence());
      }
    } else {
      window(result, null);
    }
  }

  private void window(Result result, Map<String, String> part) {
    if (result instanceof Result.Rate rate && isJudged(rate.window())) {
      states.rate(owner(rate.window().host()), part, rate.window());
    } else if (result instanceof Result.Latency latency && isJudged(latency.window())) {
      states.latency(owner(latency.window().host()), part, latency.window());
    } else if (result instanceof Result.Missed missed && isJudged(missed.window())) {
      states.missed(owner(missed.window().host()), part, missed.window());
    }
  }

  /** Of the fleet only what is final; null stands for a host's, which always is. */
  private static boolean isJudged(RateWindow window) {
    return !Boolean.FALSE.equals(window.isFinal());
  }

  private static boolean isJudged(LatencyWindow window) {
    return !Boolean.FALSE.equals(window.isFinal());
  }

  private static boolean isJudged(MissedWindow window) {
    return !Boolean.FALSE.equals(window.isFinal());
  }

  private static String owner(String host) {
    return host == null ? Result.Time.FLEET : host;
  }

  private void status(String host, Result.HostStatus result, long recordMs) {
    Status status;
    try {
      status = Json.read(result.value(), Status.class);
    } catch (IllegalArgumentException e) {
      return; // the engine has put it into the rejects
    }
    states.status(host, result.session(), status, recordMs);
  }

  private void tellRules() {
    if (options.scope() == Scope.HOST) {
      KnownRules known = states.known();
      options
          .alerting()
          .inForce()
          .put(
              context.taskId().partition(),
              known == null ? null : known.newest(),
              known == null ? Long.MIN_VALUE : known.toldMs());
    }
  }

  @Override
  public void close() {
    if (options.scope() == Scope.HOST) {
      options.alerting().inForce().remove(context.taskId().partition());
    }
  }

  private final class Forwarding implements AlertSink {
    @Override
    public void alert(Alert alert) {
      // Which record made the fleet's windows final depends on how the partitions went along.
      forward(
          alert.fingerprint(), alert, options.scope() == Scope.HOST ? timestampMs : alert.endMs());
    }

    @Override
    public void gone(String fingerprint) {
      forward(fingerprint, null, timestampMs);
    }

    private void forward(String fingerprint, Alert alert, long recordMs) {
      context.forward(new Record<>(fingerprint, alert, Math.max(0, recordMs)));
    }
  }
}
