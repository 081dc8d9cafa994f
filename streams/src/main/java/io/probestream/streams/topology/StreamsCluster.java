package io.probestream.streams.topology;

import io.probestream.schemas.alert.Alert;
import io.probestream.streams.api.Cluster;
import io.probestream.streams.api.LocalAnswers;
import io.probestream.streams.api.PartAnswer;
import io.probestream.streams.api.PartRequest;
import io.probestream.streams.api.Problem;
import io.probestream.streams.rollup.Levels;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.LagInfo;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/**
 * All instances, by Kafka Streams' own metadata: who has which partition of the stores, and who has
 * a copy of it.
 *
 * <p>A partition's owner is asked first. Where it does not answer, because it is gone or still
 * restores, a copy answers that is at most {@link #MOST_LAG} changes behind, and says so. Where
 * there is none either, it is tried again until the patience is over, and then there is no answer:
 * a part of one would be a wrong number. Thread-safe.
 */
final class StreamsCluster implements Cluster {
  private static final long MOST_LAG = 10_000;
  private static final long RETRY_MS = 100;

  private final KafkaStreams streams;
  private final StreamsTopology.Options options;
  private final String repartitionTopic;
  private final HostInfo self;
  private final Peers peers;
  private final long patienceMs;
  private final AlertTable alertTable;

  /**
   * @param advertised where other instances find this one
   */
  StreamsCluster(
      KafkaStreams streams,
      StreamsTopology.Options options,
      String repartitionTopic,
      String advertised,
      Peers peers,
      long patienceMs,
      AlertTable alertTable) {
    this.streams = streams;
    this.options = options;
    this.repartitionTopic = repartitionTopic;
    this.self = HostInfo.buildFromEndpoint(advertised);
    this.peers = peers;
    this.patienceMs = patienceMs;
    this.alertTable = alertTable;
  }

  @Override
  public Levels levels(boolean fleet) {
    return fleet ? StreamsTopology.fleetLevels(options) : StreamsTopology.hostLevels(options);
  }

  @Override
  public List<Integer> partitions(boolean fleet) {
    int count = fleet ? options.fleetPartitions() : options.rawPartitions();
    return IntStream.range(0, count).boxed().toList();
  }

  @Override
  public List<PartAnswer> own(PartRequest request) {
    List<PartAnswer> answers = new ArrayList<>();
    for (int partition : request.partitions()) {
      PartAnswer answer = own(partition, request);
      if (answer != null) {
        answers.add(answer);
      }
    }
    return answers;
  }

  @Override
  public Collection<Alert> alerts() {
    Collection<Alert> alerts = alertTable.all();
    if (alerts == null) {
      throw Problem.unavailable("the alerts are still being read; try again in a moment");
    }
    return alerts;
  }

  private PartAnswer own(int partition, PartRequest request) {
    String store = request.fleet() ? KeyValueRollupStore.FLEET : KeyValueRollupStore.HOSTS;
    StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> owned =
        StoreQueryParameters.fromNameAndType(
                store, QueryableStoreTypes.<Bytes, byte[]>keyValueStore())
            .withPartition(partition);
    PartAnswer answer = read(owned, partition, request);
    if (answer != null) {
      return answer;
    }
    long lag = lag(store, partition);
    return lag > MOST_LAG ? null : behind(read(owned.enableStaleStores(), partition, request), lag);
  }

  /** A copy that lacks nothing is still none of the owner's. */
  private static PartAnswer behind(PartAnswer answer, long lag) {
    return answer == null ? null : answer.behind(Math.max(1, lag));
  }

  private PartAnswer read(
      StoreQueryParameters<ReadOnlyKeyValueStore<Bytes, byte[]>> query,
      int partition,
      PartRequest request) {
    try {
      KeyValueRollupStore store = new KeyValueRollupStore(streams.store(query));
      return LocalAnswers.answer(partition, levels(request.fleet()), store, request);
    } catch (InvalidStateStoreException | IllegalStateException e) {
      return null; // not here, not yet, or no more
    }
  }

  private long lag(String store, int partition) {
    try {
      LagInfo lag =
          streams.allLocalStorePartitionLags().getOrDefault(store, Map.of()).get(partition);
      return lag == null ? Long.MAX_VALUE : lag.offsetLag();
    } catch (RuntimeException e) {
      return Long.MAX_VALUE; // Kafka does not say how far behind it is
    }
  }

  @Override
  public List<PartAnswer> ask(PartRequest request) {
    TreeSet<Integer> missing = new TreeSet<>(request.partitions());
    Map<Integer, PartAnswer> answers = new TreeMap<>();
    long untilNs = System.nanoTime() + patienceMs * 1_000_000;
    while (true) {
      take(whoHas(request, missing, StreamsMetadata::topicPartitions), request, missing, answers);
      if (!missing.isEmpty()) {
        take(
            whoHas(request, missing, StreamsMetadata::standbyTopicPartitions),
            request,
            missing,
            answers);
      }
      if (missing.isEmpty()) {
        return List.copyOf(answers.values());
      }
      if (System.nanoTime() - untilNs >= 0) {
        throw Problem.unavailable(
            "no instance answers for partitions "
                + missing
                + " of "
                + (request.fleet() ? "the fleet's windows" : options.topics().raw())
                + "; they may be moving between instances; try again in a moment");
      }
      try {
        Thread.sleep(RETRY_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Problem.unavailable("this instance is ending");
      }
    }
  }

  private Map<HostInfo, List<Integer>> whoHas(
      PartRequest request,
      Collection<Integer> missing,
      Function<StreamsMetadata, Collection<TopicPartition>> partitionsOf) {
    String topic = request.fleet() ? repartitionTopic : options.topics().raw();
    Map<HostInfo, List<Integer>> instances = new HashMap<>();
    try {
      for (StreamsMetadata instance : streams.metadataForAllStreamsClients()) {
        List<Integer> has =
            partitionsOf.apply(instance).stream()
                .filter(p -> p.topic().equals(topic) && missing.contains(p.partition()))
                .map(TopicPartition::partition)
                .toList();
        if (!has.isEmpty()) {
          instances.put(instance.hostInfo(), has);
        }
      }
    } catch (IllegalStateException e) {
      return Map.of(); // between two states
    }
    return instances;
  }

  private void take(
      Map<HostInfo, List<Integer>> instances,
      PartRequest request,
      Collection<Integer> missing,
      Map<Integer, PartAnswer> answers) {
    Map<HostInfo, PartRequest> requests = new HashMap<>();
    List<PartAnswer> all = new ArrayList<>();
    instances.forEach((instance, has) -> requests.put(instance, request.of(has)));
    PartRequest mine = requests.remove(self);
    Peers.Pending others = peers.ask(requests);
    if (mine != null) {
      all.addAll(own(mine));
    }
    all.addAll(others.await());
    for (PartAnswer answer : all) {
      if (missing.remove(answer.partition())) {
        answers.put(answer.partition(), answer);
      }
    }
  }
}
