package io.probestream.cli.alert;

import io.probestream.cli.Failure;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.RawStatuses;
import io.probestream.cli.results.TopicTail;
import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.HostSilence;
import io.probestream.streams.alert.Rule;
import io.probestream.streams.alert.RuleSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Runs rules over the windows of the past that stand in the topics, and those before them that a
 * rule may look back at. Host by host, all windows of the stretch in the heap. Not thread-safe.
 */
final class TopicBacktest {
  /** How far a record's timestamp may be behind its window: a host that was late. */
  private static final long LATE_MS = 60_000;

  /** A window, whichever; {@code order} is that of a window's records in the topology. */
  private record Item(long startMs, long endMs, int order, Object window) {}

  /** A window of the fleet; of some hosts alone with their labels. */
  private record Part(Item item, Map<String, String> labels, FleetMerge merge) {}

  private static final Comparator<Item> IN_TIME =
      Comparator.comparingLong(Item::startMs).thenComparingInt(Item::order);

  private final KafkaOptions kafka;
  private final long fromMs;
  private final long toMs;
  private final RuleSet rules;
  private final Backtest backtest;
  private final Map<List<Object>, Part> parts = new HashMap<>();
  private long windows;

  TopicBacktest(KafkaOptions kafka, long fromMs, long toMs, RuleSet rules, Backtest backtest) {
    this.kafka = kafka;
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.rules = rules;
    this.backtest = backtest;
  }

  /** How many windows there were. */
  long windows() {
    return windows;
  }

  void run() throws InterruptedException {
    long sinceMs = fromMs - lookBackMs();
    Topics topics = kafka.topics();
    TreeMap<String, List<Item>> hosts = new TreeMap<>();
    read(topics.rates(), RateWindow.class, 0, sinceMs, each(hosts));
    read(topics.latency(), LatencyWindow.class, 1, sinceMs, each(hosts));
    read(topics.missed(), MissedWindow.class, 2, sinceMs, each(hosts));
    long endMs =
        hosts.values().stream().flatMap(List::stream).mapToLong(Item::endMs).max().orElse(toMs);
    Map<String, Status> statuses = statuses(sinceMs, hosts);
    for (Map.Entry<String, List<Item>> host : hosts.entrySet()) {
      Status status = statuses.get(host.getKey());
      for (Item item : inTime(host.getValue())) {
        backtest.advance(host.getKey(), item.startMs);
        backtest.window(item.window, null);
        parts(item, status == null ? Map.of() : status.labels());
      }
      silences(host.getKey(), host.getValue(), status);
      backtest.advance(host.getKey(), Math.min(toMs, endMs));
      host.setValue(List.of());
    }
    if (backtest.wantsFleet()) {
      fleet(topics, sinceMs);
    }
  }

  /** The longest time that any rule's answer depends on. */
  private long lookBackMs() {
    long most = 0;
    for (Rule rule : rules.rules()) {
      most =
          Math.max(
              most,
              rule.watch().windowMs()
                  + rule.condition().baselineMs()
                  + rule.forMs()
                  + rule.keepFiringForMs());
    }
    return most;
  }

  private List<Item> inTime(List<Item> items) {
    items.sort(IN_TIME);
    windows += items.size();
    return items;
  }

  private static Consumer<Item> each(Map<String, List<Item>> hosts) {
    return item -> hosts.computeIfAbsent(host(item.window), h -> new ArrayList<>()).add(item);
  }

  private static String host(Object window) {
    if (window instanceof RateWindow rate) {
      return rate.host();
    } else if (window instanceof LatencyWindow latency) {
      return latency.host();
    }
    return ((MissedWindow) window).host();
  }

  /** What hosts say of themselves, as far as the raw topic still has it. */
  private Map<String, Status> statuses(long sinceMs, Map<String, List<Item>> hosts) {
    Map<String, Status> known = new HashMap<>();
    try (RawStatuses statuses = RawStatuses.read(kafka, sinceMs, System.currentTimeMillis())) {
      statuses
          .byHost()
          .forEach(
              (host, seen) -> {
                if (hosts.containsKey(host)) {
                  long firstMs =
                      hosts.get(host).stream().mapToLong(Item::startMs).min().orElse(fromMs);
                  backtest.labels(host, firstMs, seen.status());
                  known.put(host, seen.status());
                }
              });
    }
    return known;
  }

  /** Adds a host's window to that of the hosts with the same labels, where rules name any. */
  private void parts(Item item, Map<String, String> labels) {
    if (!backtest.fleetLabels().isEmpty() && FleetMerge.takes(item.window)) {
      Map<String, String> part = backtest.part(labels);
      parts
          .computeIfAbsent(
              List.of(item.order, name(item.window), item.startMs, item.endMs, part),
              key -> new Part(item, part, new FleetMerge(item.window)))
          .merge()
          .add(item.window);
    }
  }

  /**
   * A host is silent from the window on in which its last lines are until its next one, which may
   * have come late.
   */
  private void silences(String host, List<Item> items, Status status) {
    boolean silent = false;
    for (Item item : items) {
      if (item.window instanceof MissedWindow missed && missed.silent() != null) {
        long fromMs = 2 * item.startMs - item.endMs;
        backtest.silence(
            status == null
                ? new HostSilence(host, false, fromMs, null, Map.of(), null, null)
                : HostSilence.from(fromMs, host, status));
        silent = true;
      } else if (silent) {
        backtest.silence(HostSilence.over(host, false, item.startMs));
        silent = false;
      }
    }
  }

  /** Of a window of the fleet the first final record counts: what it gains later comes too late. */
  private void fleet(Topics topics, long sinceMs) throws InterruptedException {
    Map<List<Object>, Item> first = new HashMap<>();
    read(topics.fleetRates(), RateWindow.class, 0, sinceMs, i -> put(first, i, name(i.window)));
    read(
        topics.fleetLatency(), LatencyWindow.class, 1, sinceMs, i -> put(first, i, name(i.window)));
    read(topics.fleetMissed(), MissedWindow.class, 2, sinceMs, i -> put(first, i, name(i.window)));
    List<Part> all = new ArrayList<>(parts.values());
    inTime(new ArrayList<>(first.values())).forEach(item -> all.add(new Part(item, null, null)));
    parts.clear();
    all.sort(Comparator.comparing(Part::item, IN_TIME));
    for (Part each : all) {
      backtest.advanceFleet(each.item.startMs);
      backtest.window(each.merge == null ? each.item.window : each.merge.window(), each.labels);
    }
    if (!all.isEmpty()) {
      backtest.advanceFleet(all.get(all.size() - 1).item.endMs);
    }
  }

  private static void put(Map<List<Object>, Item> first, Item item, String name) {
    if (isFinal(item.window)) {
      first.putIfAbsent(List.of(item.order, name, item.startMs, item.endMs), item);
    }
  }

  private static boolean isFinal(Object window) {
    if (window instanceof RateWindow rate) {
      return Boolean.TRUE.equals(rate.isFinal());
    } else if (window instanceof LatencyWindow latency) {
      return Boolean.TRUE.equals(latency.isFinal());
    }
    return Boolean.TRUE.equals(((MissedWindow) window).isFinal());
  }

  private static String name(Object window) {
    if (window instanceof RateWindow rate) {
      return rate.probe();
    } else if (window instanceof LatencyWindow latency) {
      return latency.function();
    }
    return ((MissedWindow) window).probe();
  }

  private <W> void read(String topic, Class<W> type, int order, long sinceMs, Consumer<Item> sink)
      throws InterruptedException {
    try (TopicTail tail = TopicTail.open(kafka, List.of(topic))) {
      tail.seekToTime(sinceMs);
      tail.drain(
          record -> {
            if (record.value() != null && record.timestamp() <= toMs + LATE_MS) {
              Item item = item(window(record, type), order);
              if (item.startMs >= sinceMs && item.endMs <= toMs) {
                sink.accept(item);
              }
            }
          });
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  private static <W> W window(ConsumerRecord<byte[], byte[]> record, Class<W> type) {
    try {
      return Json.read(record.value(), type);
    } catch (IllegalArgumentException e) {
      throw new Failure(
          "the record at offset "
              + record.offset()
              + " of "
              + record.topic()
              + '-'
              + record.partition()
              + " is no window; another program may write to that topic",
          e);
    }
  }

  private static Item item(Object window, int order) {
    if (window instanceof RateWindow rate) {
      return new Item(rate.startMs(), rate.endMs(), order, rate);
    } else if (window instanceof LatencyWindow latency) {
      return new Item(latency.startMs(), latency.endMs(), order, latency);
    }
    MissedWindow missed = (MissedWindow) window;
    return new Item(missed.startMs(), missed.endMs(), order, missed);
  }
}
