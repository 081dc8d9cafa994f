package io.probestream.streams.topology;

import io.probestream.schemas.Checks;
import io.probestream.schemas.Hosts;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.RejectHeaders;
import io.probestream.schemas.raw.Tick;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.engine.Reject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * One raw partition: gives each record to its host's engine and each tick to all of them, and
 * forwards the windows they close and, when it has passed a window's end, the low watermark.
 *
 * <p>Nothing here asks the clock: the same raw topic gives the same records.
 */
final class HostProcessor implements Processor<String, byte[], String, Result> {
  /** How far a tick may be ahead of its record, as for watermarks and lines. */
  private static final long CLOCK_AHEAD_MS = 1_000;

  private static final long MINUTE_MS = 60_000;

  private final EngineConfig config;
  private final long emptyAllowanceMs;
  private final long commitIntervalMs;
  private final Stretch stretch;
  private HostStates states;
  private HostPresence presence;
  private ForwardingSink sink;

  /**
   * @param emptyAllowanceMs how far the low watermark of a partition without speaking hosts stays
   *     behind its last tick
   * @param commitIntervalMs see {@link CommitPace}
   * @param stretch records behind it are passed over
   */
  HostProcessor(
      EngineConfig config, long emptyAllowanceMs, long commitIntervalMs, Stretch stretch) {
    this.config = config;
    this.emptyAllowanceMs = emptyAllowanceMs;
    this.commitIntervalMs = commitIntervalMs;
    this.stretch = stretch;
  }

  /** Makes processors, each with a store of its own. */
  record Supplier(
      EngineConfig config, long emptyAllowanceMs, long commitIntervalMs, Stretch stretch)
      implements ProcessorSupplier<String, byte[], String, Result> {
    @Override
    public Processor<String, byte[], String, Result> get() {
      return new HostProcessor(config, emptyAllowanceMs, commitIntervalMs, stretch);
    }

    @Override
    public Set<StoreBuilder<?>> stores() {
      return Set.of(HostStates.builder(config));
    }
  }

  @Override
  public void init(ProcessorContext<String, Result> context) {
    HotStateStore<HostEntry> store = context.getStateStore(HostStates.STORE);
    states = new HostStates(store, config);
    presence = new HostPresence(states, config.windowMs());
    sink = new ForwardingSink(context);
    CommitPace.keep(context, commitIntervalMs);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    RecordMetadata at = sink.begin(record.timestamp(), states.lowMs());
    if (stretch.isBeyond(at.partition(), at.offset())) {
      return;
    }
    RawMeta meta = null;
    Tick tick = null;
    AlertRules rules = null;
    String fault;
    try {
      meta = RawMeta.of(record.headers());
      fault = fault(meta, record);
      if (fault == null && meta.type() == RecordType.TICK) {
        tick = Json.read(record.value(), Tick.class);
        fault = fault(tick, record.timestamp());
      } else if (fault == null && meta.type() == RecordType.RULES) {
        rules = Json.read(record.value(), AlertRules.class);
        var unused = RulesFile.rules("the record", rules.text(), config.windowMs());
      }
    } catch (IllegalArgumentException e) {
      fault = e.getMessage();
    }
    if (fault != null) {
      if (states.partition().sampleReject(record.timestamp())) {
        sink.reject(reject(record, fault));
      }
    } else if (tick != null) {
      tick(tick.timeMs(), at);
    } else if (rules != null) {
      sink.rules(rules);
    } else {
      host(
          record.key(),
          new RawRecord(meta, record.value(), record.timestamp(), at.partition(), at.offset()));
    }
  }

  private String fault(RawMeta meta, Record<String, byte[]> record) {
    if (record.value() == null) {
      return "the record has no value";
    }
    Checks.epochMs(record.timestamp(), "the record's timestamp");
    boolean ofHost = meta.type().isOfHost();
    if (ofHost && !Hosts.isValid(record.key())) {
      return "the key is no valid host name";
    }
    return ofHost && !states.hasRoomFor(record.key())
        ? "too many hosts in this partition: see limits.hosts of the streams configuration"
        : null;
  }

  private static String fault(Tick tick, long timestampMs) {
    return tick.timeMs() > timestampMs + CLOCK_AHEAD_MS ? "the tick is ahead of its record" : null;
  }

  private void host(String host, RawRecord raw) {
    HostEngine engine = states.touch(host);
    long tickMs = states.lastTickMs();
    long toldMs = engine.toldMs(tickMs);
    if (tickMs != PartitionState.NONE) {
      engine.tick(tickMs, sink);
    }
    long before = windowOf(engine.watermarkMs());
    boolean wasSilent = engine.isSilent();
    engine.accept(raw, sink);
    if (wasSilent && !engine.isSilent()) {
      sink.silence(presence.heard(host));
    }
    if (raw.meta().type() == RecordType.STATUS) {
      sink.status(host, raw.meta().session(), raw.value());
      Result.FleetHost fleetHost = presence.describe(engine, raw.value());
      if (fleetHost != null) {
        sink.fleet(fleetHost);
      }
    }
    tell(engine, toldMs, tickMs);
    if (windowOf(engine.watermarkMs()) != before) {
      raiseLow(raw.partition());
    }
  }

  private void tick(long tickMs, RecordMetadata at) {
    PartitionState partition = states.partition();
    long beforeMs = partition.lastTickMs();
    partition.tick(tickMs);
    boolean isMinute =
        Math.floorDiv(beforeMs, MINUTE_MS) != Math.floorDiv(partition.lastTickMs(), MINUTE_MS);
    for (String host : states.hosts()) {
      // Most ticks change nothing: such a host is not written again.
      HostEngine engine = states.peek(host);
      long toldMs = engine.toldMs(beforeMs);
      boolean wasSilent = engine.isSilent();
      long knownMs = engine.watermarkMs();
      if (engine.isDue(partition.lastTickMs())) {
        states.touch(host).tick(partition.lastTickMs(), sink);
      }
      tell(engine, toldMs, partition.lastTickMs());
      if (engine.isSilent() && (!wasSilent || isMinute)) {
        presence.silent(engine, wasSilent ? engine.closedMs() : knownMs).ifPresent(sink::silence);
      }
      if (engine.isForgettable(partition.lastTickMs())) {
        states.forget(host);
        sink.forgotten(host);
        sink.silence(presence.heard(host));
        sink.fleet(new Result.FleetHost(host, null, null));
      }
    }
    raiseLow(at.partition());
  }

  private void tell(HostEngine engine, long beforeMs, long tickMs) {
    long toldMs = engine.toldMs(tickMs);
    if (toldMs > beforeMs) {
      sink.time(engine.host(), toldMs);
    }
  }

  private void raiseLow(int rawPartition) {
    PartitionState partition = states.partition();
    long lowMs = states.lowestWatermarkMs();
    if (lowMs == HostEngine.NO_WATERMARK) {
      if (partition.lastTickMs() == PartitionState.NONE) {
        return;
      }
      lowMs = partition.lastTickMs() - emptyAllowanceMs;
    }
    lowMs = windowOf(lowMs) * config.windowMs();
    if (partition.raiseLow(lowMs)) {
      Result.LowWatermark low = new Result.LowWatermark(rawPartition, lowMs);
      stretch.low(low);
      sink.low(low);
    }
  }

  private long windowOf(long timeMs) {
    return Math.floorDiv(timeMs, config.windowMs());
  }

  private static Reject reject(Record<String, byte[]> record, String reason) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    return new Reject(
        Hosts.isValid(record.key()) ? record.key() : RejectHeaders.NO_HOST,
        Arrays.copyOf(value, Math.min(value.length, RejectHeaders.MAX_VALUE_BYTES)),
        reason,
        0,
        text(record.headers(), RawMeta.SESSION),
        seq(record.headers()));
  }

  private static String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null || header.value().length > 64) {
      return "";
    }
    return new String(header.value(), StandardCharsets.US_ASCII);
  }

  private static long seq(Headers headers) {
    String seq = text(headers, RawMeta.SEQ);
    return seq.matches("[0-9]{1,18}") ? Long.parseLong(seq) : -1;
  }
}
