package io.probestream.streams.topology;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a stretch of a topic begins and ends.
 *
 * @param begins the first offset of each partition to read
 * @param ends the first offset of each that is not to be read
 * @param isCut whether the topic no longer has all of the stretch
 */
record RawOffsets(Map<Integer, Long> begins, Map<Integer, Long> ends, boolean isCut) {
  static RawOffsets of(Admin admin, String topic, int partitions, StretchRange range)
      throws ExecutionException, InterruptedException {
    Map<Integer, Long> oldest = ask(admin, topic, partitions, OffsetSpec.earliest());
    Map<Integer, Long> latest = ask(admin, topic, partitions, OffsetSpec.latest());
    Map<Integer, Long> begins = at(admin, topic, partitions, range.readFromMs(), oldest, latest);
    Map<Integer, Long> ends =
        range.toMs() == Long.MAX_VALUE
            ? latest
            : at(admin, topic, partitions, range.toMs(), oldest, latest);
    boolean isCut =
        range.readFromMs() > 0
            && oldest.entrySet().stream()
                .anyMatch(e -> e.getValue() > 0 && e.getValue().equals(begins.get(e.getKey())));
    return new RawOffsets(begins, ends, isCut);
  }

  private static Map<Integer, Long> at(
      Admin admin,
      String topic,
      int partitions,
      long timeMs,
      Map<Integer, Long> oldest,
      Map<Integer, Long> latest)
      throws ExecutionException, InterruptedException {
    if (timeMs == 0) {
      return oldest;
    }
    Map<Integer, Long> found = ask(admin, topic, partitions, OffsetSpec.forTimestamp(timeMs));
    found.replaceAll((partition, offset) -> offset < 0 ? latest.get(partition) : offset);
    return found;
  }

  /** Offsets of committed records by partition; -1 where there is none at or after a time. */
  static Map<Integer, Long> ask(Admin admin, String topic, int partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      question.put(new TopicPartition(topic, partition), spec);
    }
    Map<Integer, Long> answer = new TreeMap<>();
    admin
        .listOffsets(question, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .all()
        .get()
        .forEach((partition, found) -> answer.put(partition.partition(), found.offset()));
    return answer;
  }

  /** How many offsets there are to read. */
  long size() {
    return ends.entrySet().stream()
        .mapToLong(e -> Math.max(0, e.getValue() - begins.get(e.getKey())))
        .sum();
  }
}
