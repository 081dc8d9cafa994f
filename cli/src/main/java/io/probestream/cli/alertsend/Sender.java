package io.probestream.cli.alertsend;

import io.probestream.cli.Failure;
import io.probestream.cli.results.KafkaFailures;
import io.probestream.schemas.Json;
import io.probestream.schemas.alert.Alert;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * The loop: reads alerts into the picture, and lets each outlet take a step. It begins to deliver
 * when it has all partitions, has read them to their ends, and has read what was told before. One
 * thread runs it; {@link #stop} may come from another.
 */
final class Sender {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final long DRAIN_STEP_MS = 5;
  private static final long PUBLISH_MS = 500;

  private final SendSettings settings;
  private final SendClients clients;
  private final Outlets outlets;
  private final SendMetrics metrics;
  private final Consumer<String> notices;
  private final Supplier<Now> clock;
  private final Map<String, Alert> picture = new LinkedHashMap<>();
  private Map<TopicPartition, Long> ends = new HashMap<>();
  private List<Outlet> active = List.of();
  private boolean owner;
  private boolean saidStandby;
  private long unreadable;
  private long publishNs;
  private volatile boolean stopping;

  Sender(
      SendSettings settings,
      SendClients clients,
      SendMetrics metrics,
      Consumer<String> notices,
      Supplier<Now> clock) {
    this.settings = settings;
    this.clients = clients;
    this.metrics = metrics;
    this.notices = notices;
    this.clock = clock;
    this.outlets = new Outlets(settings, metrics, notices);
  }

  /**
   * Delivers until it is told to stop, and then what is on its way.
   *
   * @throws Failure if Kafka refuses
   */
  void run() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer();
        Outbox outbox = clients.outbox()) {
      consumer.subscribe(List.of(settings.topics().alerts()), new Ownership(consumer));
      while (!stopping) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        if (owner && active.isEmpty() && isCaughtUp(consumer)) {
          activate(outbox);
        }
        step(outbox);
      }
      drain(outbox);
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    } catch (KafkaException e) {
      throw KafkaFailures.of(e, clients.brokers());
    }
  }

  void stop() {
    stopping = true;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.key() == null) {
      unreadable(record, "it has no key");
      return;
    }
    String fingerprint = new String(record.key(), StandardCharsets.UTF_8);
    Alert alert = null;
    if (record.value() != null) {
      try {
        alert = Json.read(record.value(), Alert.class);
      } catch (IllegalArgumentException e) {
        unreadable(record, e.getMessage());
        return;
      }
      picture.put(fingerprint, alert);
    } else {
      picture.remove(fingerprint);
    }
    Now now = clock.get();
    for (Outlet outlet : active) {
      outlet.changed(fingerprint, alert, false, now);
    }
  }

  /** The first is told; all are counted. */
  private void unreadable(ConsumerRecord<byte[], byte[]> record, String why) {
    metrics.unreadable(++unreadable);
    if (unreadable == 1) {
      notices.accept(
          "a record of "
              + record.topic()
              + " (partition "
              + record.partition()
              + ", offset "
              + record.offset()
              + ") is no alert and passed over: "
              + why);
    }
  }

  private boolean isCaughtUp(KafkaConsumer<byte[], byte[]> consumer) {
    return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
  }

  private void activate(Outbox outbox) {
    Map<String, Ledger> ledgers = clients.ledgers();
    Now now = clock.get();
    active = outlets.make(ledgers, outbox);
    for (Outlet outlet : active) {
      picture.forEach((fingerprint, alert) -> outlet.changed(fingerprint, alert, true, now));
      for (String fingerprint : outlet.ledger().fingerprints()) {
        if (!picture.containsKey(fingerprint)) {
          outlet.changed(fingerprint, null, true, now);
        }
      }
    }
    saidStandby = false;
    long firing = picture.values().stream().filter(Alert::firing).count();
    notices.accept(
        "delivering "
            + settings.topics().alerts()
            + " to "
            + String.join(", ", settings.receivers().stream().map(ReceiverSettings::name).toList())
            + ": "
            + firing
            + (firing == 1 ? " alert fires" : " alerts fire"));
  }

  private void step(Outbox outbox) {
    Now now = clock.get();
    for (Outlet outlet : active) {
      outlet.step(now);
      outbox.save(outlet.name(), outlet.ledger());
    }
    outbox.flush(now);
    if (now.ns() >= publishNs) {
      publishNs = now.plusMs(PUBLISH_MS);
      active.forEach(Outlet::publish);
      metrics.picture(!active.isEmpty(), picture.values());
    }
  }

  /** Until nothing is on its way or due; what still waits for its group is the next sender's. */
  private void drain(Outbox outbox) throws InterruptedException {
    long endNs = clock.get().plusMs(settings.closeTimeoutMs());
    step(outbox);
    while (active.stream().anyMatch(Outlet::isBusy) && clock.get().ns() < endNs) {
      Thread.sleep(DRAIN_STEP_MS);
      step(outbox);
    }
    outbox.flush(clock.get());
    long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - clock.get().ns());
    outbox.close(Duration.ofMillis(Math.max(500, leftMs)));
  }

  /** Which partitions are this sender's: all of them, or none. */
  private final class Ownership implements ConsumerRebalanceListener {
    private final KafkaConsumer<byte[], byte[]> consumer;

    Ownership(KafkaConsumer<byte[], byte[]> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> more) {
      if (more.isEmpty()) {
        if (!owner && !saidStandby) {
          saidStandby = true;
          notices.accept(
              "standing by: another sender of the group " + settings.groupId() + " delivers");
        }
        return;
      }
      forget();
      owner = true;
      Set<TopicPartition> all = consumer.assignment();
      consumer.seekToBeginning(all);
      ends = new HashMap<>(consumer.endOffsets(all));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> less) {
      if (!less.isEmpty()) {
        forget();
      }
    }

    /** Another one has them already. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      if (!lost.isEmpty() && owner) {
        notices.accept("not heard of by Kafka for too long: another sender may deliver by now");
      }
      onPartitionsRevoked(lost);
    }

    private void forget() {
      owner = false;
      active = new ArrayList<>();
      picture.clear();
      ends.clear();
    }
  }
}
