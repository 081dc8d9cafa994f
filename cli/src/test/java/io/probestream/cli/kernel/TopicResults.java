package io.probestream.cli.kernel;

import io.probestream.schemas.Json;
import io.probestream.schemas.Topics;
import io.probestream.schemas.window.Causes;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.Laws;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the running topology wrote into the per-host topics. */
record TopicResults(
    List<RateWindow> rates, List<LatencyWindow> latencies, List<MissedWindow> missed) {

  static TopicResults read(String bootstrapServers, Topics topics) {
    return new TopicResults(
        read(bootstrapServers, topics.rates(), RateWindow.class),
        read(bootstrapServers, topics.latency(), LatencyWindow.class),
        missed(bootstrapServers, topics));
  }

  static List<MissedWindow> missed(String bootstrapServers, Topics topics) {
    return read(bootstrapServers, topics.missed(), MissedWindow.class);
  }

  private static <T> List<T> read(String bootstrapServers, String topic, Class<T> type) {
    return TopicReader.read(bootstrapServers, topic).stream()
        .map(record -> Json.read(record.value(), type))
        .toList();
  }

  /** What is wrong with them. */
  List<String> violations() {
    return Laws.violations(rates, latencies, missed);
  }

  /** The part of one host, in the order of the topic. */
  TopicResults of(String host) {
    return new TopicResults(
        rates.stream().filter(window -> window.host().equals(host)).toList(),
        latencies.stream().filter(window -> window.host().equals(host)).toList(),
        missed.stream().filter(window -> window.host().equals(host)).toList());
  }

  /** Events of a probe over all windows. */
  long events(String probe) {
    return rates.stream()
        .filter(window -> window.probe().equals(probe))
        .mapToLong(RateWindow::count)
        .sum();
  }

  /** Windows of a function. */
  List<LatencyWindow> latencies(String function) {
    return latencies.stream().filter(window -> window.function().equals(function)).toList();
  }

  /** What is missing of a probe ({@code -}: of the host) by one cause, over all windows. */
  long missing(String probe, ToLongFunction<Causes> cause) {
    return missed.stream()
        .filter(window -> window.probe().equals(probe))
        .mapToLong(window -> cause.applyAsLong(window.causes()))
        .sum();
  }

  /** The last word on the session as a whole: the line law is in it. */
  MissedWindow closing() {
    return missed.stream().filter(TopicResults::isClosing).findFirst().orElseThrow();
  }

  static boolean isClosing(MissedWindow window) {
    return window.closing() && window.probe().equals("-");
  }
}
