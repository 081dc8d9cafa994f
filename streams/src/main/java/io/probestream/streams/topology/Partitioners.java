package io.probestream.streams.topology;

import io.probestream.schemas.Keys;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Where results go. The hash is the one of a producer that is given the text as its key. */
final class Partitioners {
  private Partitioners() {}

  /** By host alone: with as many partitions, a host has the same number as in the raw topic. */
  static final StreamPartitioner<String, Result> BY_HOST =
      (topic, key, result, partitions) -> one(Keys.host(key), partitions);

  /** By probe or function; what all must hear of goes to every partition (KIP-837). */
  static final StreamPartitioner<String, Result> BY_NAME =
      (topic, key, result, partitions) ->
          isForAll(result)
              ? Optional.of(
                  IntStream.range(0, partitions).boxed().collect(Collectors.toUnmodifiableSet()))
              : one(result.name(), partitions);

  private static boolean isForAll(Result result) {
    return result instanceof Result.LowWatermark
        || result instanceof Result.Rules
        || result instanceof Result.FleetHost
        || result instanceof Result.Silence;
  }

  private static Optional<Set<Integer>> one(String text, int partitions) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Optional.of(Set.of(BuiltInPartitioner.partitionForKey(bytes, partitions)));
  }
}
