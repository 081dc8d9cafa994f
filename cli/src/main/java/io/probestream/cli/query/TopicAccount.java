package io.probestream.cli.query;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.RawStatuses;
import io.probestream.cli.results.RawStatuses.Seen;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** From the topics: windows, and the status records among the raw ones. */
final class TopicAccount implements Account {
  /** A host's clock may be that far ahead of the one that stamps its windows. */
  private static final long SLACK_MS = 60_000;

  private final Topics topics;
  private final TopicTail tail;
  private final Wanted wanted;
  private final RawStatuses statuses;
  private final Map<String, RateSpan> rates = new TreeMap<>();
  private final Map<String, MissedSpan> missed = new TreeMap<>();
  private final Map<String, InFlight> inFlight = new TreeMap<>();
  private final Map<String, Silence> silences = new TreeMap<>();
  private final Map<String, Long> newestMs = new HashMap<>();

  /** From when on nothing was heard, and when the log said so. */
  private record Silence(long fromMs, long toldMs) {}

  private TopicAccount(Wanted wanted, Topics topics, TopicTail tail, RawStatuses statuses) {
    this.wanted = wanted;
    this.topics = topics;
    this.tail = tail;
    this.statuses = statuses;
  }

  /** Reads what is there; calls in flight only if {@code calls}. */
  static TopicAccount read(KafkaOptions kafka, Wanted wanted, boolean calls) {
    Topics topics = kafka.topics();
    List<String> read = new ArrayList<>(List.of(topics.rates(), topics.missed()));
    if (calls) {
      read.add(topics.latency());
    }
    TopicTail tail = TopicTail.open(kafka, read);
    RawStatuses statuses = RawStatuses.read(kafka, wanted.fromMs(), System.currentTimeMillis());
    TopicAccount account = new TopicAccount(wanted, topics, tail, statuses);
    tail.seekToTime(wanted.fromMs() - SLACK_MS);
    tail.drain(account::take);
    return account;
  }

  @Override
  public void refresh(Duration patience) {
    tail.poll(patience, this::take);
    statuses.refresh();
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.rates())) {
      RateWindow w = Json.read(record.value(), RateWindow.class);
      if (takes(w.host(), w.startMs(), w.endMs())) {
        heard(w.host(), w.startMs(), w.endMs());
        rates
            .computeIfAbsent(Keys.of(w.host(), w.probe()), k -> new RateSpan(w.host(), w.probe()))
            .add(w);
      }
      return;
    }
    if (record.topic().equals(topics.latency())) {
      LatencyWindow w = Json.read(record.value(), LatencyWindow.class);
      if (takes(w.host(), w.startMs(), w.endMs()) && w.inFlight() != null) {
        inFlight.merge(Keys.of(w.host(), w.function()), w.inFlight(), InFlight::then);
      }
      return;
    }
    MissedWindow w = Json.read(record.value(), MissedWindow.class);
    if (takes(w.host(), w.startMs(), w.endMs()) && w.silent() != null) {
      silences.put(w.host(), new Silence(w.startMs(), record.timestamp()));
    } else if (takes(w.host(), w.startMs(), w.endMs())) {
      heard(w.host(), w.startMs(), w.endMs());
      missed
          .computeIfAbsent(Keys.of(w.host(), w.probe()), k -> new MissedSpan(w.host(), w.probe()))
          .add(w);
    }
  }

  private boolean takes(String host, long startMs, long endMs) {
    return (wanted.hosts().isEmpty() || wanted.hosts().contains(host))
        && wanted.takesTime(startMs, endMs);
  }

  private void heard(String host, long startMs, long endMs) {
    newestMs.merge(host, endMs, Math::max);
    Silence silence = silences.get(host);
    if (silence != null && startMs >= silence.fromMs) {
      silences.remove(host);
    }
  }

  @Override
  public Map<String, Seen> statuses() {
    return statuses.byHost();
  }

  @Override
  public boolean isContested(String host, long nowMs) {
    return statuses.isContested(host, nowMs);
  }

  @Override
  public long newestMs(String host) {
    return newestMs.getOrDefault(host, 0L);
  }

  @Override
  public Long silentFromMs(String host) {
    Silence silence = silences.get(host);
    Seen seen = statuses.byHost().get(host);
    boolean spoke = silence != null && seen != null && seen.timestampMs() > silence.toldMs;
    return silence == null || spoke ? null : (Long) silence.fromMs;
  }

  @Override
  public Set<String> silentHosts() {
    return silences.keySet();
  }

  @Override
  public List<RateWindow> rates() {
    return rates.values().stream().map(RateSpan::result).toList();
  }

  @Override
  public List<MissedWindow> missed() {
    return missed.values().stream().map(MissedSpan::result).toList();
  }

  @Override
  public Map<String, InFlight> inFlight() {
    return inFlight;
  }

  @Override
  public void close() {
    tail.close();
    statuses.close();
  }
}
