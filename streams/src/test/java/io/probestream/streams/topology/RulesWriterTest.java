package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.streams.alert.RuleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesWriterTest {
  private static final long NOW_MS = 1_700_000_000_300L;
  private static final String ONE =
      "rules:\n  - {name: One, watch: rate, window: 1s, above: 1/s}\n";
  private static final String TWO = ONE.replace("One", "Two");

  @TempDir private Path dir;
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final RulesInForce inForce = new RulesInForce();
  private final List<String> said = new ArrayList<>();
  private final Moving clock = new Moving();
  private Path file;
  private Set<Integer> own = Set.of(0);

  private static final class Moving extends Clock {
    private long nowMs = NOW_MS;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(nowMs);
    }
  }

  @BeforeEach
  void file() throws IOException {
    file = Files.writeString(dir.resolve("rules.yaml"), ONE);
  }

  private RulesWriter writer(RulesFile rules) {
    return new RulesWriter(producer, "raw", () -> own, inForce, rules, 1_000, clock, said::add);
  }

  private RulesWriter writer() {
    return writer(new RulesFile(file, 1_000));
  }

  private List<AlertRules> written() {
    return producer.history().stream().map(r -> Json.read(r.value(), AlertRules.class)).toList();
  }

  /** The partition has read what was written last. */
  private void readBack() {
    List<ProducerRecord<byte[], byte[]>> all = producer.history();
    ProducerRecord<byte[], byte[]> last = all.get(all.size() - 1);
    inForce.put(last.partition(), Json.read(last.value(), AlertRules.class), last.timestamp());
  }

  private static String hash(String text) {
    return RuleFile.parse("t", text).hash();
  }

  @Test
  void rules_that_the_log_lacks_count_from_a_window_a_little_in_the_future_on() {
    own = Set.of(0, 3, 4);
    inForce.put(0, null, Long.MIN_VALUE);
    inForce.put(3, null, Long.MIN_VALUE);
    RulesWriter writer = writer();
    writer.run();
    writer.run();
    // Partition 4 is still being restored.
    assertThat(producer.history())
        .extracting(ProducerRecord::partition)
        .containsExactlyInAnyOrder(0, 3);
    assertThat(producer.history())
        .allSatisfy(
            r -> {
              assertThat(RawMeta.of(r.headers()).type()).isEqualTo(RecordType.RULES);
              assertThat(r.key()).isNull();
            });
    assertThat(written()).containsOnly(new AlertRules(hash(ONE), 1_700_000_011_000L, ONE));
  }

  @Test
  void the_file_is_taken_when_it_changes_and_a_broken_one_is_refused_with_its_line()
      throws Exception {
    inForce.put(0, null, Long.MIN_VALUE);
    RulesWriter writer = writer();
    writer.run();
    readBack();
    Files.writeString(file, ONE.replace("above", "abuve"));
    writer.run();
    writer.run();
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains("rules.yaml").contains("abuve").contains(":2: ");
    Files.delete(file);
    writer.run();
    assertThat(said.get(1)).contains("there is no file");
    assertThat(written()).hasSize(1);
    Files.writeString(file, TWO);
    writer.run();
    writer.run();
    assertThat(written()).hasSize(2);
    assertThat(written().get(1).ruleSet()).isEqualTo(hash(TWO));
    assertThat(written().get(1).ruleSetFromMs()).isGreaterThan(written().get(0).ruleSetFromMs());
  }

  @Test
  void a_comment_changes_no_rule_and_is_not_written() throws Exception {
    inForce.put(0, null, Long.MIN_VALUE);
    RulesWriter writer = writer();
    writer.run();
    readBack();
    Files.writeString(file, "# why\n" + ONE);
    writer.run();
    assertThat(written()).hasSize(1);
  }

  @Test
  void what_counts_is_told_again_each_minute_also_without_a_file() {
    AlertRules old = new AlertRules(hash(ONE), 5_000, ONE);
    inForce.put(0, old, NOW_MS - 30_000);
    RulesWriter writer = writer(null);
    writer.run();
    assertThat(written()).isEmpty();
    clock.nowMs += 30_000;
    writer.run();
    writer.run();
    assertThat(written()).containsExactly(old);
  }

  @Test
  void what_did_not_arrive_is_written_again() {
    inForce.put(0, null, Long.MIN_VALUE);
    RulesWriter writer = writer();
    writer.run();
    clock.nowMs += RulesWriter.AHEAD_MS;
    writer.run();
    writer.run();
    assertThat(written()).hasSize(2);
  }

  @Test
  void two_instances_with_different_files_do_not_take_turns() {
    inForce.put(0, null, Long.MIN_VALUE);
    RulesWriter writer = writer();
    writer.run();
    readBack();
    writer.run();
    inForce.put(0, new AlertRules(hash(TWO), NOW_MS + 60_000, TWO), NOW_MS);
    writer.run();
    writer.run();
    assertThat(written()).hasSize(1);
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains(hash(TWO)).contains("same file");
  }
}
