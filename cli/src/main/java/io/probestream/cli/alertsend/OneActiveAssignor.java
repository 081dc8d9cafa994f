package io.probestream.cli.alertsend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Gives all partitions to one member of the group, and leaves them there as long as it lives. A
 * group of alerts has members in all partitions, so that senders which shared them would each tell
 * their part; the others stand by. Kafka instantiates it.
 */
public final class OneActiveAssignor implements ConsumerPartitionAssignor {
  @Override
  public String name() {
    return "probestream-one-active";
  }

  /** The active one keeps what it has while others come and go. */
  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return List.of(RebalanceProtocol.COOPERATIVE, RebalanceProtocol.EAGER);
  }

  @Override
  public GroupAssignment assign(Cluster cluster, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    Comparator<String> byGeneration =
        Comparator.comparing(member -> members.get(member).generationId().orElse(-1));
    String active =
        members.keySet().stream()
            .filter(member -> !members.get(member).ownedPartitions().isEmpty())
            .max(byGeneration.thenComparing(Comparator.reverseOrder()))
            .orElseGet(() -> new TreeSet<>(members.keySet()).first());
    List<TopicPartition> all = new ArrayList<>();
    for (String topic : new TreeSet<>(members.get(active).topics())) {
      Integer count = cluster.partitionCountForTopic(topic);
      for (int partition = 0; count != null && partition < count; partition++) {
        all.add(new TopicPartition(topic, partition));
      }
    }
    Map<String, Assignment> assignments = new HashMap<>();
    members.keySet().forEach(m -> assignments.put(m, new Assignment(List.of())));
    assignments.put(active, new Assignment(all));
    return new GroupAssignment(assignments);
  }
}
