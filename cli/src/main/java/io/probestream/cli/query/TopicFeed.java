package io.probestream.cli.query;

import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.TopicTail;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Windows from a topic. Their records come after what they tell of, so that reading begins a little
 * before the time that is asked for, and goes to the topic's end.
 *
 * @param <W> the windows' type
 */
final class TopicFeed<W> implements Feed<W> {
  /** A host's clock may be that far ahead of the one that stamps its windows. */
  private static final long SLACK_MS = 60_000;

  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final WindowKind<W> kind;
  private final Wanted wanted;
  private final Notes notes;
  private final String topic;
  private final TopicTail tail;
  private final HostFilter hosts;
  private final LatestWindows<W> upserts = new LatestWindows<>();
  private long unreadable;

  TopicFeed(WindowKind<W> kind, Wanted wanted, KafkaOptions kafka, Notes notes) {
    this.kind = kind;
    this.wanted = wanted;
    this.notes = notes;
    this.topic = kind.topic(kafka.topics(), wanted.isFleet());
    this.hosts = HostFilter.of(wanted, kafka, Clock.systemUTC().millis());
    this.tail = TopicTail.open(kafka, List.of(topic));
  }

  @Override
  public void read(long stepMs, Consumer<W> sink) {
    boolean asTheyAre = stepMs == EACH && (wanted.isFleet() || !wanted.together());
    Merger<W> merger = new Merger<>(kind, wanted, stepMs);
    Consumer<W> taker = asTheyAre ? w -> giveInTime(w, sink) : merger::add;
    tail.seekToTime(wanted.fromMs() - stepMs - SLACK_MS);
    tail.drain(record -> take(record, taker));
    if (!wanted.follow()) {
      upserts.drain(taker);
    }
    merger.results(sink);
  }

  @Override
  public void poll(Consumer<W> sink) {
    hosts.refresh();
    tail.poll(PATIENCE, record -> take(record, w -> giveInTime(w, sink)));
  }

  private void giveInTime(W w, Consumer<W> sink) {
    if (wanted.takesTime(kind.startMs(w), kind.endMs(w))) {
      sink.accept(w);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Consumer<W> sink) {
    W window;
    try {
      window = Json.read(record.value(), kind.type());
    } catch (IllegalArgumentException e) {
      unreadable++;
      return;
    }
    if (!wanted.takesName(kind.name(window))) {
      return;
    }
    if (wanted.isFleet()) {
      upserts.put(kind.name(window), kind.startMs(window), window, kind.isFinal(window), sink);
    } else if (hosts.takes(kind.host(window))) {
      sink.accept(window);
    }
  }

  @Override
  public String where() {
    return "in " + topic;
  }

  @Override
  public void close() {
    tail.close();
    hosts.close();
    if (unreadable > 0) {
      notes.say(
          Units.count(unreadable, "record") + " of " + topic + " could not be read; passed over");
    }
  }
}
