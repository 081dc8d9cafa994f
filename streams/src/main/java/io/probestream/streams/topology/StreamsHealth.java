package io.probestream.streams.topology;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;

/** How this instance itself fares, from Kafka's own metrics. Thread-safe. */
final class StreamsHealth {
  private static final double MS = 1e-3;

  private final KafkaStreams streams;
  private final String rawTopic;

  StreamsHealth(KafkaStreams streams, String rawTopic) {
    this.streams = streams;
    this.rawTopic = rawTopic;
  }

  /** Names of Kafka's metrics are those of Kafka 4.3: group, name, and the tag that tells apart. */
  List<MetricSnapshot> snapshots() {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        gauge(
            "probestream_streams_running",
            "1 while all partitions of this instance are assigned, restored and processed.",
            Map.of("", streams.state() == KafkaStreams.State.RUNNING ? 1.0 : 0.0),
            ""));
    all.add(
        gauge(
            "probestream_raw_lag_records",
            "Records of a raw partition that this instance has yet to read. If it grows, add"
                + " threads or instances, up to one for each partition.",
            values("consumer-fetch-manager-metrics", "records-lag", "partition", Math::max),
            "partition"));
    all.add(
        gauge(
            "probestream_commit_average_seconds",
            "How long a commit took on average: state, output and offsets in one transaction.",
            scaled(
                values("stream-thread-metrics", "commit-latency-avg", "thread-id", Math::max), MS),
            "thread"));
    all.add(
        gauge(
            "probestream_commit_longest_seconds",
            "How long the longest commit of the last minute took.",
            scaled(
                values("stream-thread-metrics", "commit-latency-max", "thread-id", Math::max), MS),
            "thread"));
    all.add(
        gauge(
            "probestream_state_bytes",
            "Size of a state store's files on this instance's disk, all partitions together.",
            values("stream-state-metrics", "total-sst-files-size", "rocksdb-state-id", Double::sum),
            "store"));
    all.add(
        gauge(
            "probestream_state_keys",
            "Keys of a state store on this instance, as RocksDB estimates them.",
            values("stream-state-metrics", "estimate-num-keys", "rocksdb-state-id", Double::sum),
            "store"));
    all.add(
        gauge(
            "process_start_time_seconds",
            "Start time of the process since unix epoch in seconds.",
            Map.of("", ManagementFactory.getRuntimeMXBean().getStartTime() * MS),
            ""));
    return all;
  }

  private Map<String, Double> values(
      String group, String name, String tag, DoubleBinaryOperator both) {
    Map<String, Double> values = new TreeMap<>();
    for (Map.Entry<MetricName, ? extends Metric> metric : streams.metrics().entrySet()) {
      MetricName key = metric.getKey();
      String topic = key.tags().get("topic");
      if (key.group().equals(group)
          && key.name().equals(name)
          && key.tags().containsKey(tag)
          && (topic == null || topic.equals(rawTopic))
          && metric.getValue().metricValue() instanceof Number number
          && !Double.isNaN(number.doubleValue())) {
        values.merge(key.tags().get(tag), number.doubleValue(), both::applyAsDouble);
      }
    }
    return values;
  }

  private static Map<String, Double> scaled(Map<String, Double> values, double by) {
    values.replaceAll((key, value) -> value * by);
    return values;
  }

  private static GaugeSnapshot gauge(
      String name, String help, Map<String, Double> values, String label) {
    List<GaugeDataPointSnapshot> points = new ArrayList<>();
    values.forEach(
        (key, value) ->
            points.add(
                new GaugeDataPointSnapshot(
                    value, label.isEmpty() ? Labels.EMPTY : Labels.of(label, key), null)));
    return new GaugeSnapshot(new MetricMetadata(name, help), points);
  }
}
