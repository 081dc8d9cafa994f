package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.MissedWindow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** A raw topic full of damage, read by a streams process that is killed in between. */
final class DamagedRecords implements Scenario {
  private static final int HOSTS = 3;
  private static final int PARTS = 3;

  @Override
  public void run(Path dir, Random random, Tally tally) throws Exception {
    try (Site site = Site.open(dir, dir.resolve("broker"), random, tally, 0)) {
      Damage damage = Damage.of(site.topics.raw(), Site.PARTITIONS, HOSTS, random, tally);
      site.startStreams("a", false, false);
      int size = damage.log.size();
      for (int part = 0; part < PARTS; part++) {
        publish(site, damage.log.subList(part * size / PARTS, (part + 1) * size / PARTS));
        if (part < PARTS - 1) {
          site.pause(0, 1_500);
          tally.injected("streams killed");
          site.killStreams("a");
          site.startStreams("a", false, random.nextInt(3) == 0);
          site.awaitProgress();
        }
      }
      Outcome outcome = site.settle();
      RawTruth truth = RawTruth.of(site.broker.direct(), site.topics.raw());
      new TopicLaws(outcome, truth).check();
      assertThat(sum(outcome, Causes::transportLost)).isEqualTo(damage.lostLines);
      assertThat(sum(outcome, Causes::duplicate)).isEqualTo(damage.duplicateLines);
      assertThat(sum(outcome, Causes::reordered)).isEqualTo(damage.reorderedLines);
      assertThat(outcome.rejects()).isNotEmpty();
      tally.figure("raw records", truth.records);
      tally.figure("lines lost on the way, as injected", sum(damage.lostLines));
      tally.figure("results compared", outcome.records());
    }
  }

  private static void publish(Site site, List<ProducerRecord<byte[], byte[]>> records)
      throws Exception {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer = site.producer()) {
      records.forEach(r -> sent.add(producer.send(r)));
    }
    for (Future<RecordMetadata> one : sent) {
      one.get();
    }
  }

  private static Map<String, Long> sum(Outcome outcome, ToLongFunction<Causes> cause) {
    Map<String, Long> sums = new TreeMap<>();
    for (MissedWindow w : outcome.missed) {
      sums.merge(w.host(), cause.applyAsLong(w.causes()), Long::sum);
    }
    return sums;
  }

  private static long sum(Map<String, Long> values) {
    return values.values().stream().mapToLong(Long::longValue).sum();
  }
}
