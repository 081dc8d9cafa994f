package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** The parts that fit a few lines each. */
class SmallPartsTest {
  @Test
  void matchersAreAlertmanagers() {
    Map<String, String> labels = Map.of("severity", "page", "host", "db-7");
    assertThat(Matcher.parse("severity=\"page\"").matches(labels)).isTrue();
    assertThat(Matcher.parse("severity = pag").matches(labels)).isFalse();
    assertThat(Matcher.parse("host=~\"db-.*\"").matches(labels)).isTrue();
    assertThat(Matcher.parse("host=~\"db\"").matches(labels)).isFalse();
    assertThat(Matcher.parse("host!~\"db-[0-9]\"").matches(labels)).isFalse();
    assertThat(Matcher.parse("host!=web-1").matches(labels)).isTrue();
    assertThat(Matcher.parse("rack=\"\"").matches(labels)).isTrue();
    assertThat(Matcher.parse("severity=\"a.c\"").matches(Map.of("severity", "abc"))).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Matcher.parse("severity"))
        .withMessageContaining("label=\"value\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Matcher.parse("host=~\"(\""))
        .withMessageContaining("regular expression");
  }

  @Test
  void onlyWhatIsWrongWithTheRequestIsRefusedForGood() {
    for (int status : new int[] {200, 202, 204}) {
      assertThat(Verdict.of(status)).isEqualTo(Verdict.TAKEN);
    }
    for (int status : new int[] {301, 401, 403, 404, 408, 429, 500, 502, 503, 504}) {
      assertThat(Verdict.of(status)).as("" + status).isEqualTo(Verdict.LATER);
    }
    for (int status : new int[] {400, 410, 413, 415, 422}) {
      assertThat(Verdict.of(status)).as("" + status).isEqualTo(Verdict.REFUSED);
    }
  }

  @Test
  void theBackOffDoublesWithChanceUpToItsBound() {
    long seed = System.nanoTime();
    Backoff backoff = new Backoff(1_000, 60_000, new Random(seed));
    long wholeMs = 1_000;
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.nextMs()).as("seed " + seed).isBetween(wholeMs / 2, wholeMs);
      wholeMs = Math.min(60_000, wholeMs * 2);
    }
    assertThat(backoff.failures()).isEqualTo(100);
    backoff.succeeded();
    assertThat(backoff.nextMs()).isBetween(500L, 1_000L);
  }

  @Test
  void noMinuteHasMorePostsThanAllowed() {
    PostRate rate = new PostRate(3);
    int posts = 0;
    for (long ms = 0; ms < 60_000; ms += 100) {
      Now now = new Now(ms * 1_000_000, 0);
      if (rate.isFree(now)) {
        rate.posted(now);
        posts++;
      }
    }
    assertThat(posts).isEqualTo(3);
    assertThat(rate.isFree(new Now(60_000 * 1_000_000L, 0))).isTrue();
  }

  @Test
  void theReceiversClockGoesOnWhileOursJumps() {
    ReceiverClock clock = new ReceiverClock();
    Now start = new Now(0, 1_000_000);
    assertThat(clock.nowMs(start)).isEqualTo(1_000_000);
    assertThat(clock.isOff(1_000_000, start)).isFalse();
    // An hour back, ten seconds later.
    Now jumped = new Now(10_000_000_000L, 1_010_000 - 3_600_000);
    assertThat(clock.nowMs(jumped)).isEqualTo(1_010_000);
    assertThat(clock.isOff(1_010_000, jumped)).isFalse();
    // The receiver's own clock jumps.
    assertThat(clock.isOff(5_000_000, jumped)).isTrue();
    assertThat(clock.nowMs(jumped)).isEqualTo(5_000_500);
    assertThat(clock.isOff(5_000_000, jumped)).isFalse();
  }

  @Test
  void oneMemberHasAllPartitionsAndKeepsThem() {
    Node node = new Node(0, "h", 1);
    List<PartitionInfo> partitions =
        IntStream.range(0, 3)
            .mapToObj(p -> new PartitionInfo("alerts", p, node, new Node[0], new Node[0]))
            .toList();
    Cluster cluster = new Cluster("c", List.of(node), partitions, Set.of(), Set.of());
    List<String> topics = List.of("alerts");
    List<TopicPartition> all =
        partitions.stream().map(p -> new TopicPartition("alerts", p.partition())).toList();
    Subscription idle = new Subscription(topics);
    Subscription owner = new Subscription(topics, null, all);
    OneActiveAssignor assignor = new OneActiveAssignor();
    Map<String, Assignment> first =
        assignor
            .assign(cluster, new GroupSubscription(Map.of("b", idle, "a", idle)))
            .groupAssignment();
    assertThat(first.get("a").partitions()).containsExactlyElementsOf(all);
    assertThat(first.get("b").partitions()).isEmpty();
    Map<String, Assignment> later =
        assignor
            .assign(cluster, new GroupSubscription(Map.of("a", idle, "b", owner)))
            .groupAssignment();
    assertThat(later.get("b").partitions()).containsExactlyElementsOf(all);
    assertThat(later.get("a").partitions()).isEmpty();
  }
}
