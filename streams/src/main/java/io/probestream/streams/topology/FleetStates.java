package io.probestream.streams.topology;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;

/** The windows of one fleet partition, and its own state, over a {@link HotStateStore}. */
final class FleetStates {
  static final String STORE = "fleet";

  /** Clean windows that may stay in the heap: a second of some thousand names. */
  private static final int KEEP_CLEAN = 4_096;

  private final HotStateStore<FleetEntry> store;
  private final int rawPartitions;

  FleetStates(HotStateStore<FleetEntry> store, int rawPartitions) {
    this.store = store;
    this.rawPartitions = rawPartitions;
  }

  static HotStateStoreBuilder<FleetEntry> builder() {
    return new HotStateStoreBuilder<>(STORE, new Codec(), KEEP_CLEAN);
  }

  /** The partition's state, to change. */
  FleetState state() {
    if (store.touch(FleetKey.STATE) instanceof FleetState known) {
      known.grow(rawPartitions);
      return known;
    }
    FleetState state = new FleetState(rawPartitions);
    store.put(FleetKey.STATE, state);
    return state;
  }

  /** The rules that the log told, to read. */
  KnownRules rules() {
    return store.peek(FleetKey.RULES) instanceof KnownRules known ? known : new KnownRules();
  }

  void put(KnownRules rules) {
    store.put(FleetKey.RULES, rules);
  }

  /** What was told of a host; empty if nothing was. */
  Map<String, String> labels(String host) {
    return store.peek(FleetKey.ofHost(host)) instanceof FleetEntry.Labels known
        ? known.labels()
        : Map.of();
  }

  /** Takes a host's labels; null forgets it. */
  void label(String host, Map<String, String> labels) {
    Bytes key = FleetKey.ofHost(host);
    if (labels == null) {
      store.delete(key);
    } else if (!(store.peek(key) instanceof FleetEntry.Labels known)
        || !known.labels().equals(labels)) {
      store.put(key, new FleetEntry.Labels(labels));
    }
  }

  /** The window such a result belongs to, to change. */
  FleetWindow touch(Bytes key, Result result) {
    if (store.touch(key) instanceof FleetWindow known) {
      return known;
    }
    FleetWindow window = FleetWindow.like(result);
    store.put(key, window);
    return window;
  }

  /** The window to read, or null. */
  FleetWindow peek(Bytes key) {
    return store.peek(key) instanceof FleetWindow window ? window : null;
  }

  void delete(Bytes key) {
    store.delete(key);
  }

  /** The keys of windows that start in {@code [fromMs, toMs)}, by time. */
  List<Bytes> starting(long fromMs, long toMs) {
    return store.keys(FleetKey.from(fromMs), FleetKey.from(toMs));
  }

  private record Codec() implements HotCodec<FleetEntry> {
    private static final byte VERSION = 6;

    @Override
    public void write(FleetEntry value, DataOutput out) throws IOException {
      out.writeByte(VERSION);
      if (value instanceof FleetWindow window) {
        window.write(out);
      } else if (value instanceof FleetState state) {
        state.write(out);
      } else if (value instanceof KnownRules rules) {
        rules.write(out);
      } else if (value instanceof FleetEntry.Labels labels) {
        labels.write(out);
      }
    }

    @Override
    public FleetEntry read(Bytes key, DataInput in) throws IOException {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IOException("unknown format version " + version + " of the fleet's state");
      }
      if (FleetKey.isOfHost(key)) {
        return FleetEntry.Labels.read(in);
      }
      if (key.equals(FleetKey.RULES)) {
        return KnownRules.read(in);
      }
      return key.equals(FleetKey.STATE)
          ? FleetState.read(in)
          : FleetWindow.read(FleetKey.kind(key), in);
    }
  }
}
