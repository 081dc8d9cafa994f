package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.metrics.WindowMetrics;
import io.probestream.streams.rollup.Levels;
import io.probestream.streams.rollup.Rollups;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/** Keeps the closed windows of one partition for queries, and counts them. Gives nothing on. */
final class RollupProcessor implements Processor<String, Result, Void, Void> {
  private final String storeName;
  private final Levels levels;
  private final WindowMetrics metrics;
  private Rollups rollups;

  private RollupProcessor(String storeName, Levels levels, WindowMetrics metrics) {
    this.storeName = storeName;
    this.levels = levels;
    this.metrics = metrics;
  }

  /** Makes processors, each with a store of its own. */
  record Supplier(String storeName, Levels levels, WindowMetrics metrics)
      implements ProcessorSupplier<String, Result, Void, Void> {
    @Override
    public Processor<String, Result, Void, Void> get() {
      return new RollupProcessor(storeName, levels, metrics);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return KeyValueRollupStore.builders(storeName);
    }
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
    rollups = new Rollups(levels, new KeyValueRollupStore(store));
  }

  @Override
  public void process(Record<String, Result> record) {
    Result result = record.value();
    if (result instanceof Result.Rate rate) {
      rollups.add(rate.window(), record.timestamp());
      metrics.take(rate.window(), record.timestamp());
    } else if (result instanceof Result.Latency latency) {
      rollups.add(latency.window(), record.timestamp());
      metrics.take(latency.window(), record.timestamp());
    } else if (result instanceof Result.Missed missed) {
      rollups.add(missed.window(), record.timestamp());
      metrics.take(missed.window(), record.timestamp());
    } else if (result instanceof Result.HostStatus status) {
      status(record.key(), status, record.timestamp());
    }
    rollups.time(record.timestamp());
  }

  private void status(String host, Result.HostStatus result, long recordMs) {
    Status status;
    try {
      status = Json.read(result.value(), Status.class);
    } catch (IllegalArgumentException e) {
      return; // the engine has put it into the rejects
    }
    rollups.add(result.session(), host, status.startMs(), result.value(), recordMs);
  }
}
