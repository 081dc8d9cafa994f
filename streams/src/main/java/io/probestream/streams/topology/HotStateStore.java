package io.probestream.streams.topology;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.query.Position;
import org.apache.kafka.streams.query.PositionBound;
import org.apache.kafka.streams.query.Query;
import org.apache.kafka.streams.query.QueryConfig;
import org.apache.kafka.streams.query.QueryResult;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;

/**
 * Heap objects in front of a logged, persistent key-value store, written behind at each commit.
 *
 * <p>A task's commit is flushCache, producer flush, offsets and transaction (StreamTask
 * .prepareCommit, 4.3.1); flushCache reaches only stores that are {@link CachedStateStore}s, which
 * is why this internal interface is used. {@link #commit} would be too late: it runs after the
 * transaction, and under exactly-once not at all while running (KIP-1035). So what {@link
 * #flushCache} writes is in the same transaction as the input offsets and the output, and objects
 * that were not written are dropped on close and on re-init, never written there.
 *
 * <p>Footprint: every dirty object, and the clean ones up to {@code keepClean}. Not thread-safe: it
 * belongs to its task's thread.
 */
final class HotStateStore<V> implements StateStore, CachedStateStore<byte[], byte[]> {
  /** For {@code keepClean}: everything stays in the heap and is loaded at once. */
  static final int KEEP_ALL = Integer.MAX_VALUE;

  private final KeyValueStore<Bytes, byte[]> inner;
  private final HotCodec<V> codec;
  private final int keepClean;
  private final NavigableMap<Bytes, Slot<V>> slots = new TreeMap<>();
  private boolean loaded;

  /** A value, or null for a deleted one that is not yet written. */
  private static final class Slot<V> {
    V value;
    boolean dirty;

    Slot(V value, boolean dirty) {
      this.value = value;
      this.dirty = dirty;
    }
  }

  /**
   * @param inner logged, uncached, not yet initialized
   * @param keepClean how many clean objects may stay after a commit, or {@link #KEEP_ALL}
   */
  HotStateStore(KeyValueStore<Bytes, byte[]> inner, HotCodec<V> codec, int keepClean) {
    this.inner = inner;
    this.codec = codec;
    this.keepClean = keepClean;
  }

  /** The object to read, or null. The caller must not change it. */
  V peek(Bytes key) {
    Slot<V> slot = slot(key);
    return slot == null ? null : slot.value;
  }

  /** The object to change, or null: it is written at the next commit. */
  V touch(Bytes key) {
    Slot<V> slot = slot(key);
    if (slot == null || slot.value == null) {
      return null;
    }
    slot.dirty = true;
    return slot.value;
  }

  void put(Bytes key, V value) {
    slots.put(key, new Slot<>(value, true));
  }

  void delete(Bytes key) {
    slots.put(key, new Slot<>(null, true));
  }

  /** The keys in {@code [from, to]} in byte order, a copy; null leaves an end open. */
  List<Bytes> keys(Bytes from, Bytes to) {
    if (!loaded) {
      load(from, to);
    }
    NavigableMap<Bytes, Slot<V>> view = slots;
    view = from == null ? view : view.tailMap(from, true);
    view = to == null ? view : view.headMap(to, true);
    return view.entrySet().stream()
        .filter(entry -> entry.getValue().value != null)
        .map(Map.Entry::getKey)
        .toList();
  }

  private Slot<V> slot(Bytes key) {
    Slot<V> slot = slots.get(key);
    if (slot == null && !loaded) {
      byte[] bytes = inner.get(key);
      if (bytes != null) {
        slot = new Slot<>(decode(key, bytes), false);
        slots.put(key, slot);
      }
    }
    return slot;
  }

  private void load(Bytes from, Bytes to) {
    boolean all = keepClean == KEEP_ALL;
    try (KeyValueIterator<Bytes, byte[]> entries = all ? inner.all() : inner.range(from, to)) {
      while (entries.hasNext()) {
        KeyValue<Bytes, byte[]> entry = entries.next();
        if (!slots.containsKey(entry.key)) {
          slots.put(entry.key, new Slot<>(decode(entry.key, entry.value), false));
        }
      }
    }
    loaded = all;
  }

  @Override
  public void flushCache() {
    for (Map.Entry<Bytes, Slot<V>> entry : slots.entrySet()) {
      Slot<V> slot = entry.getValue();
      if (slot.dirty) {
        inner.put(entry.getKey(), slot.value == null ? null : encode(slot.value));
        slot.dirty = false;
      }
    }
    slots.values().removeIf(slot -> slot.value == null);
    if (slots.size() > keepClean) {
      slots.clear();
    }
  }

  @Override
  public void clearCache() {
    slots.clear();
    loaded = false;
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<byte[], byte[]> listener, boolean sendOldValues) {
    return false;
  }

  private byte[] encode(V value) {
    StateBytes bytes = new StateBytes();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      codec.write(value, out);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the state of store " + name(), e);
    }
    return bytes.toByteArray();
  }

  private V decode(Bytes key, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return codec.read(key, in);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the state of store "
              + name()
              + ": "
              + e.getMessage()
              + "; it may be of another version of probestream",
          e);
    }
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    clearCache();
    inner.init(context, root);
  }

  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    inner.commit(changelogOffsets);
  }

  @Override
  public Long committedOffset(TopicPartition partition) {
    return inner.committedOffset(partition);
  }

  @Override
  public void close() {
    clearCache();
    inner.close();
  }

  @Override
  public boolean persistent() {
    return inner.persistent();
  }

  @Override
  @Deprecated
  public boolean managesOffsets() {
    return inner.managesOffsets();
  }

  @Override
  public boolean isOpen() {
    return inner.isOpen();
  }

  @Override
  public <R> QueryResult<R> query(Query<R> query, PositionBound bound, QueryConfig config) {
    return inner.query(query, bound, config);
  }

  @Override
  public Position getPosition() {
    return inner.getPosition();
  }
}
