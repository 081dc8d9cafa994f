package io.probestream.streams.topology;

import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.AlertEntry;
import io.probestream.streams.alert.AlertSink;
import io.probestream.streams.alert.AlertStore;
import io.probestream.streams.alert.Evaluator;
import io.probestream.streams.alert.HostSilence;
import io.probestream.streams.alert.RuleSet;
import io.probestream.streams.alert.Scope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.common.utils.Bytes;

/**
 * The rule sets of one partition, and an evaluator for each owner that they judge (a host; of a
 * fleet's partition only one), over a {@link HotStateStore}. Each window is judged by the set that
 * counts when it starts; an owner never goes back to an older one.
 */
final class AlertStates {
  /** Sorts apart from every owner's keys: a host begins with a letter or digit, the fleet is "". */
  private static final Bytes RULES = Bytes.wrap(new byte[] {'!'});

  private static final String FLEET = Result.Time.FLEET;
  private static final char JUDGED = '!';
  private static final char ENTRY = '.';

  private final HotStateStore<AlertSlot> store;
  private final Scope scope;
  private final int partition;
  private final long windowMs;
  private final AlertSink out;
  private final Map<String, Running> owners = new HashMap<>();

  /** Read once for all owners. */
  private final Map<AlertRules, RuleSet> parsed = new HashMap<>();

  private record Running(AlertRules rules, Evaluator evaluator) {}

  /**
   * @param partition of this task
   * @param windowMs length of the windows
   * @param out takes the alerts
   */
  AlertStates(
      HotStateStore<AlertSlot> store, Scope scope, int partition, long windowMs, AlertSink out) {
    this.store = store;
    this.scope = scope;
    this.partition = partition;
    this.windowMs = windowMs;
    this.out = out;
  }

  /** The store's name. */
  static String store(Scope scope) {
    return scope == Scope.HOST ? "alerts" : "fleet-alerts";
  }

  static HotStateStoreBuilder<AlertSlot> builder(Scope scope) {
    return new HotStateStoreBuilder<>(store(scope), new Codec(), HotStateStore.KEEP_ALL);
  }

  /** The sets to read; null if no rules were ever told. */
  KnownRules known() {
    return store.peek(RULES) instanceof KnownRules known ? known : null;
  }

  /** Takes a set. One that comes late counts from the next window of each owner on. */
  void add(AlertRules rules, long recordMs) {
    if (!(store.touch(RULES) instanceof KnownRules)) {
      store.put(RULES, new KnownRules());
    }
    KnownRules known = known();
    if (!known.add(rules, recordMs)) {
      return;
    }
    parsed.clear();
    long usedMs = Long.MAX_VALUE;
    for (Bytes key : store.keys(null, null)) {
      if (store.peek(key) instanceof AlertSlot.Judged judged) {
        usedMs = Math.min(usedMs, judged.fromMs());
      }
    }
    if (usedMs != Long.MAX_VALUE) {
      known.forgetBefore(usedMs);
    }
    // Whose set had to go, or is no longer the same, is judged by the next one, as after a restart.
    owners
        .values()
        .removeIf(owner -> !owner.rules().equals(known.at(owner.rules().ruleSetFromMs())));
  }

  /**
   * Takes a window.
   *
   * @param part of the fleet's hosts, by their labels; null for all of the owner
   */
  void rate(String owner, Map<String, String> part, RateWindow window) {
    Evaluator evaluator = evaluator(owner, window.startMs());
    if (evaluator != null) {
      evaluator.rate(part, window);
    }
  }

  void latency(String owner, Map<String, String> part, LatencyWindow window) {
    Evaluator evaluator = evaluator(owner, window.startMs());
    if (evaluator != null) {
      evaluator.latency(part, window);
    }
  }

  void missed(String owner, Map<String, String> part, MissedWindow window) {
    Evaluator evaluator = evaluator(owner, window.startMs());
    if (evaluator != null) {
      evaluator.missed(part, window);
    }
  }

  /**
   * Takes what a host says of itself, perhaps before its first window.
   *
   * @param recordMs timestamp of the record that says it
   */
  void status(String host, String session, Status status, long recordMs) {
    boolean isNew = !(store.peek(key(host, JUDGED, "")) instanceof AlertSlot.Judged);
    Evaluator evaluator = evaluator(host, isNew ? recordMs : Long.MIN_VALUE);
    if (evaluator != null) {
      evaluator.status(session, status);
    }
  }

  /** Nothing is heard of a host of the fleet, or again. It moves no time. */
  void silence(HostSilence silence) {
    boolean isNew = !(store.peek(key(FLEET, JUDGED, "")) instanceof AlertSlot.Judged);
    Long fromMs = silence.fromMs();
    Evaluator evaluator =
        evaluator(FLEET, isNew && fromMs != null ? (long) fromMs : Long.MIN_VALUE);
    if (evaluator != null) {
      evaluator.silence(silence);
    }
  }

  /**
   * Every window of the owner that ends at or before that time has been given. Answers whether
   * there are rules that judge it.
   */
  boolean advance(String owner, long toMs) {
    Evaluator evaluator = evaluator(owner, toMs - windowMs);
    if (evaluator != null) {
      evaluator.advance(toMs, out);
    }
    return evaluator != null;
  }

  /** The host is forgotten. */
  void forget(String host) {
    Evaluator evaluator = evaluator(host, Long.MIN_VALUE);
    if (evaluator != null) {
      evaluator.forget(out);
      owners.remove(host);
      store.delete(key(host, JUDGED, ""));
    }
  }

  /** The evaluator for windows that start then; null while no rules count. */
  private Evaluator evaluator(String owner, long startMs) {
    KnownRules known = known();
    if (known == null) {
      return null;
    }
    Running running = owners.get(owner);
    if (running == null) {
      running = resume(owner, startMs, known);
      if (running == null) {
        return null;
      }
    }
    AlertRules next = known.after(running.rules());
    while (next != null && next.ruleSetFromMs() <= startMs) {
      running.evaluator().advance(next.ruleSetFromMs(), out);
      running = judge(owner, next);
      next = known.after(next);
    }
    return running.evaluator();
  }

  private Running resume(String owner, long startMs, KnownRules known) {
    if (store.peek(key(owner, JUDGED, "")) instanceof AlertSlot.Judged judged) {
      AlertRules same = known.at(judged.fromMs());
      if (same != null && same.ruleSetFromMs() == judged.fromMs()) {
        return run(owner, same);
      }
      AlertRules next = known.fromOn(judged.fromMs());
      return judge(owner, next == null ? known.newest() : next);
    }
    AlertRules first = known.at(startMs);
    return first == null ? null : judge(owner, first);
  }

  private Running judge(String owner, AlertRules rules) {
    store.put(key(owner, JUDGED, ""), new AlertSlot.Judged(rules.ruleSetFromMs()));
    return run(owner, rules);
  }

  private Running run(String owner, AlertRules rules) {
    RuleSet set =
        parsed.computeIfAbsent(
            rules, r -> RulesFile.rules("rules " + r.ruleSet(), r.text(), windowMs));
    AlertStore own = new OwnerStore(store, owner);
    Evaluator evaluator =
        scope == Scope.HOST
            ? Evaluator.ofHost(owner, set, rules.ruleSetFromMs(), windowMs, own)
            : Evaluator.ofFleet(partition, set, rules.ruleSetFromMs(), windowMs, own);
    Running running = new Running(rules, evaluator);
    owners.put(owner, running);
    return running;
  }

  private static Bytes key(String owner, char kind, String key) {
    return Bytes.wrap((owner + '\0' + kind + key).getBytes(StandardCharsets.UTF_8));
  }

  /** What one owner's evaluator remembers. */
  private record OwnerStore(HotStateStore<AlertSlot> store, String owner) implements AlertStore {
    @Override
    public void forEach(BiConsumer<String, AlertEntry> action) {
      Bytes from = AlertStates.key(owner, ENTRY, "");
      List<Bytes> keys = store.keys(from, AlertStates.key(owner, (char) (ENTRY + 1), ""));
      for (Bytes key : keys) {
        if (store.peek(key) instanceof AlertSlot.Entry slot) {
          byte[] bytes = key.get();
          int at = from.get().length;
          action.accept(
              new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8), slot.entry());
        }
      }
    }

    @Override
    public void put(String key, AlertEntry entry) {
      store.put(AlertStates.key(owner, ENTRY, key), new AlertSlot.Entry(entry));
    }

    @Override
    public void delete(String key) {
      store.delete(AlertStates.key(owner, ENTRY, key));
    }
  }

  private record Codec() implements HotCodec<AlertSlot> {
    private static final byte VERSION = 2;

    @Override
    public void write(AlertSlot value, DataOutput out) throws IOException {
      out.writeByte(VERSION);
      if (value instanceof KnownRules known) {
        known.write(out);
      } else if (value instanceof AlertSlot.Judged judged) {
        out.writeLong(judged.fromMs());
      } else if (value instanceof AlertSlot.Entry slot) {
        AlertEntry.write(slot.entry(), out);
      }
    }

    @Override
    public AlertSlot read(Bytes key, DataInput in) throws IOException {
      byte version = in.readByte();
      if (version != VERSION) {
        throw new IOException("unknown format version " + version + " of the alerts' state");
      }
      if (key.equals(RULES)) {
        return KnownRules.read(in);
      }
      byte[] bytes = key.get();
      int end = 0;
      while (bytes[end] != 0) {
        end++;
      }
      return bytes[end + 1] == JUDGED
          ? new AlertSlot.Judged(in.readLong())
          : new AlertSlot.Entry(AlertEntry.read(in));
    }
  }
}
