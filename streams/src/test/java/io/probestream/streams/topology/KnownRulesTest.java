package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.raw.AlertRules;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KnownRulesTest {
  private final KnownRules known = new KnownRules();

  private static AlertRules rules(char hash, long fromMs) {
    return new AlertRules(String.valueOf(hash).repeat(16), fromMs, "rules: []");
  }

  @Test
  void a_window_is_judged_by_the_last_set_that_counts_when_it_starts() {
    known.add(rules('a', 100), 1);
    known.add(rules('b', 200), 2);
    assertThat(known.at(99)).isNull();
    assertThat(known.at(100)).isEqualTo(rules('a', 100));
    assertThat(known.at(199)).isEqualTo(rules('a', 100));
    assertThat(known.at(200)).isEqualTo(rules('b', 200));
    assertThat(known.after(rules('a', 100))).isEqualTo(rules('b', 200));
    assertThat(known.after(rules('b', 200))).isNull();
    assertThat(known.newest()).isEqualTo(rules('b', 200));
  }

  @Test
  void a_set_that_follows_itself_is_one() {
    assertThat(known.add(rules('a', 100), 1)).isTrue();
    assertThat(known.add(rules('a', 100), 7)).isFalse();
    assertThat(known.add(rules('a', 150), 3)).isTrue();
    assertThat(known.after(rules('a', 100))).isNull();
    assertThat(known.newest()).isEqualTo(rules('a', 100));
    assertThat(known.toldMs()).isEqualTo(7);
    assertThat(known.add(rules('a', 50), 8)).isTrue();
    assertThat(known.newest()).isEqualTo(rules('a', 50));
  }

  @Test
  void the_order_in_which_partitions_tell_of_sets_does_not_matter() {
    List<AlertRules> told =
        new ArrayList<>(
            List.of(
                rules('a', 100),
                rules('a', 103),
                rules('b', 200),
                rules('c', 200),
                rules('b', 300)));
    long seed = new Random().nextLong();
    Collections.shuffle(told, new Random(seed));
    told.forEach(rules -> known.add(rules, 1));
    assertThat(known.at(150)).as("seed %d", seed).isEqualTo(rules('a', 100));
    assertThat(known.at(250)).as("seed %d", seed).isEqualTo(rules('c', 200));
    assertThat(known.at(350)).as("seed %d", seed).isEqualTo(rules('b', 300));
  }

  @Test
  void there_are_never_more_than_a_few() {
    for (int i = 0; i < 100; i++) {
      known.add(rules(i % 2 == 0 ? 'a' : 'b', i), i);
    }
    assertThat(known.at(99)).isEqualTo(rules('b', 99));
    assertThat(known.at(99 - KnownRules.MOST)).isNull();
  }

  @Test
  void what_is_written_is_read_back() throws IOException {
    known.add(rules('a', 100), 1);
    known.add(rules('b', 200), 2);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    known.write(new DataOutputStream(bytes));
    KnownRules read =
        KnownRules.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    assertThat(read.toldMs()).isEqualTo(2);
    assertThat(read.at(100)).isEqualTo(rules('a', 100));
    assertThat(read.newest()).isEqualTo(rules('b', 200));
  }
}
