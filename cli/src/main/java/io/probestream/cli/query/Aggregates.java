package io.probestream.cli.query;

import io.probestream.cli.results.TopicTail;
import io.probestream.schemas.Json;
import io.probestream.schemas.Keys;
import io.probestream.schemas.Topics;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.rollup.MissedSpan;
import io.probestream.streams.rollup.RateSpan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Rates and missed counts of all hosts, by {@code host/probe}, and calls in flight, by {@code
 * host/function}. Not thread-safe.
 */
final class Aggregates implements AutoCloseable {
  private final Topics topics;
  private final TopicTail tail;
  private final QueryOptions options;
  private final Map<String, RateSpan> rates = new TreeMap<>();
  private final Map<String, MissedSpan> missed = new TreeMap<>();
  private final Map<String, InFlight> inFlight = new TreeMap<>();
  private final Map<String, Silence> silences = new TreeMap<>();

  /** From when on nothing was heard, and when the log said so. */
  private record Silence(long fromMs, long toldMs) {}

  private Aggregates(QueryOptions options, TopicTail tail) {
    this.options = options;
    this.topics = options.kafka().topics();
    this.tail = tail;
  }

  /** Reads what is there; calls in flight only if {@code calls}. */
  static Aggregates read(QueryOptions options, boolean calls, long nowMs) {
    Topics topics = options.kafka().topics();
    List<String> read = new ArrayList<>(List.of(topics.rates(), topics.missed()));
    if (calls) {
      read.add(topics.latency());
    }
    TopicTail tail = TopicTail.open(options.kafka(), read);
    Aggregates aggregates = new Aggregates(options, tail);
    tail.seekToTime(options.sinceMs(nowMs));
    tail.drain(aggregates::take);
    return aggregates;
  }

  /** Takes what came since, waiting a little for it. */
  void refresh(Duration patience) {
    tail.poll(patience, this::take);
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.rates())) {
      RateWindow w = Json.read(record.value(), RateWindow.class);
      if (options.wantsHost(w.host())) {
        heard(w.host(), w.startMs());
        rates
            .computeIfAbsent(Keys.of(w.host(), w.probe()), k -> new RateSpan(w.host(), w.probe()))
            .add(w);
      }
      return;
    }
    if (record.topic().equals(topics.latency())) {
      LatencyWindow w = Json.read(record.value(), LatencyWindow.class);
      if (options.wantsHost(w.host()) && w.inFlight() != null) {
        inFlight.merge(Keys.of(w.host(), w.function()), w.inFlight(), InFlight::then);
      }
      return;
    }
    MissedWindow w = Json.read(record.value(), MissedWindow.class);
    if (options.wantsHost(w.host()) && w.silent() != null) {
      silences.put(w.host(), new Silence(w.startMs(), record.timestamp()));
    } else if (options.wantsHost(w.host())) {
      heard(w.host(), w.startMs());
      missed
          .computeIfAbsent(Keys.of(w.host(), w.probe()), k -> new MissedSpan(w.host(), w.probe()))
          .add(w);
    }
  }

  private void heard(String host, long startMs) {
    Silence silence = silences.get(host);
    if (silence != null && startMs >= silence.fromMs) {
      silences.remove(host);
    }
  }

  /**
   * From when on the ticks in the log say that nothing is heard of a host; null if it speaks.
   *
   * @param statusMs when its last status was sent
   */
  Long silentFromMs(String host, long statusMs) {
    Silence silence = silences.get(host);
    return silence == null || statusMs > silence.toldMs ? null : (Long) silence.fromMs;
  }

  /** Hosts of which only their silence is known. */
  Set<String> silentHosts() {
    return silences.keySet();
  }

  List<RateWindow> rates() {
    return rates.values().stream().map(RateSpan::result).toList();
  }

  List<MissedWindow> missed() {
    return missed.values().stream().map(MissedSpan::result).toList();
  }

  /** Calls in flight at the last window's end, and the most at once in any window. */
  Map<String, InFlight> inFlight() {
    return inFlight;
  }

  @Override
  public void close() {
    tail.close();
  }
}
