package io.probestream.streams.topology;

import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.HostEngine;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;

/** The hosts of one raw partition, and the partition's own state, over a {@link HotStateStore}. */
final class HostStates {
  static final String STORE = "hosts";

  /** Sorts before every host, and is none: hosts begin with a letter or digit. */
  private static final Bytes PARTITION = key("!partition");

  private final HotStateStore<HostEntry> store;
  private final EngineConfig config;

  /** How many hosts there are; -1 until somebody asks. */
  private int hosts = -1;

  HostStates(HotStateStore<HostEntry> store, EngineConfig config) {
    this.store = store;
    this.config = config;
  }

  static HotStateStoreBuilder<HostEntry> builder(EngineConfig config) {
    return new HotStateStoreBuilder<>(STORE, new Codec(config), HotStateStore.KEEP_ALL);
  }

  /** The partition's state, to change. */
  PartitionState partition() {
    if (store.touch(PARTITION) instanceof PartitionState state) {
      return state;
    }
    PartitionState state = new PartitionState();
    store.put(PARTITION, state);
    return state;
  }

  /** The latest tick, or {@link PartitionState#NONE}; changes nothing. */
  long lastTickMs() {
    return store.peek(PARTITION) instanceof PartitionState state
        ? state.lastTickMs()
        : PartitionState.NONE;
  }

  /** The latest low watermark told, or {@link PartitionState#NONE}; changes nothing. */
  long lowMs() {
    return store.peek(PARTITION) instanceof PartitionState state
        ? state.lowMs()
        : PartitionState.NONE;
  }

  /** The engine of a known host, to read. */
  HostEngine peek(String host) {
    return ((HostEntry.Host) store.peek(key(host))).engine();
  }

  /** Whether a host is known, or may become so. */
  boolean hasRoomFor(String host) {
    if (store.peek(key(host)) != null) {
      return true;
    }
    if (hosts < 0) {
      hosts = hosts().size();
    }
    return hosts < config.limits().hosts();
  }

  /** The host's engine, to change; a new one if it was never seen. */
  HostEngine touch(String host) {
    Bytes key = key(host);
    if (store.touch(key) instanceof HostEntry.Host known) {
      return known.engine();
    }
    hosts = hosts < 0 ? hosts : hosts + 1;
    HostEngine engine = new HostEngine(host, config);
    store.put(key, new HostEntry.Host(engine));
    return engine;
  }

  void forget(String host) {
    hosts = hosts < 0 ? hosts : hosts - 1;
    store.delete(key(host));
  }

  /** All hosts of the partition, in the order of their names' bytes. */
  List<String> hosts() {
    return store.keys(null, null).stream()
        .filter(key -> !key.equals(PARTITION))
        .map(HostStates::host)
        .toList();
  }

  /**
   * The lowest watermark of all hosts that hold others back, or {@link HostEngine#NO_WATERMARK}.
   */
  long lowestWatermarkMs() {
    long lowest = Long.MAX_VALUE;
    for (Bytes key : store.keys(null, null)) {
      if (store.peek(key) instanceof HostEntry.Host host) {
        long watermarkMs = host.engine().watermarkMs();
        if (watermarkMs != HostEngine.NO_WATERMARK) {
          lowest = Math.min(lowest, watermarkMs);
        }
      }
    }
    return lowest == Long.MAX_VALUE ? HostEngine.NO_WATERMARK : lowest;
  }

  private static Bytes key(String host) {
    return Bytes.wrap(host.getBytes(StandardCharsets.UTF_8));
  }

  private static String host(Bytes key) {
    return new String(key.get(), StandardCharsets.UTF_8);
  }

  private record Codec(EngineConfig config) implements HotCodec<HostEntry> {
    private static final byte VERSION = 1;

    @Override
    public void write(HostEntry value, DataOutput out) throws IOException {
      out.writeByte(VERSION);
      if (value instanceof HostEntry.Host host) {
        host.engine().write(out);
      } else if (value instanceof PartitionState state) {
        state.write(out);
      }
    }

    @Override
    public HostEntry read(Bytes key, DataInput in) throws IOException {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IOException("unknown format version " + version + " of a host's state");
      }
      return key.equals(PARTITION)
          ? PartitionState.read(in)
          : new HostEntry.Host(HostEngine.read(host(key), config, in));
    }
  }
}
