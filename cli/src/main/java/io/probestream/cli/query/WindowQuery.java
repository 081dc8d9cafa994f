package io.probestream.cli.query;

import io.probestream.cli.results.TopicTail;
import io.probestream.cli.text.Table;
import io.probestream.cli.text.TerminalSize;
import io.probestream.schemas.Json;
import io.probestream.streams.rollup.WindowSpan;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the windows of one topic and prints them merged by host and name, or one by one.
 *
 * @param <W> the topic's value
 */
final class WindowQuery<W> {
  private final WindowKind<W> kind;
  private final QueryOptions options;
  private final boolean fleet;
  private final boolean single;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Map<String, WindowSpan<W>> merged = new TreeMap<>();
  private final LatestWindows<W> upserts = new LatestWindows<>();
  private final FollowedTable rows = new FollowedTable();
  private long used;
  private long unreadable;

  WindowQuery(
      WindowKind<W> kind,
      QueryOptions options,
      WindowOptions windows,
      PrintWriter out,
      PrintWriter err) {
    this.kind = kind;
    this.options = options;
    this.fleet = windows.fleet();
    this.single = windows.single() || options.follow();
    this.out = out;
    this.err = err;
  }

  int run(Clock clock) {
    String topic = kind.topic(options.kafka().topics(), fleet);
    try (TopicTail tail = TopicTail.open(options.kafka(), List.of(topic))) {
      tail.seekToTime(options.sinceMs(clock.millis()));
      tail.drain(this::take);
      if (!options.follow()) {
        upserts.drain(this::use);
        printMerged(topic);
      }
      while (options.follow()) {
        out.flush();
        tail.poll(Duration.ofMillis(500), this::take);
      }
    }
    out.flush();
    if (unreadable > 0) {
      err.println(
          "probestream: "
              + unreadable
              + " records of "
              + topic
              + " could not be read; passed over");
    }
    return 0;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    W window;
    try {
      window = Json.read(record.value(), kind.type());
    } catch (IllegalArgumentException e) {
      unreadable++;
      return;
    }
    if (!options.wants(kind.host(window), kind.name(window))) {
      return;
    }
    if (fleet) {
      upserts.put(kind.name(window), kind.startMs(window), window, kind.isFinal(window), this::use);
    } else {
      use(window);
    }
  }

  private void use(W window) {
    used++;
    if (single) {
      print(window);
      return;
    }
    String key = kind.host(window) + '/' + kind.name(window) + '/' + kind.mergeKey(window);
    merged.computeIfAbsent(key, k -> kind.merge(kind.host(window), kind.name(window))).add(window);
  }

  private void print(W window) {
    if (options.isJson()) {
      out.println(Json.string(window));
      return;
    }
    Table table = kind.table();
    kind.row(table, window);
    rows.print(table, out);
  }

  private void printMerged(String topic) {
    if (used == 0) {
      (options.isJson() ? err : out)
          .println("No " + kind.noun() + " in " + topic + " " + options.scope() + ".");
      return;
    }
    List<W> results = merged.values().stream().map(WindowSpan::result).toList();
    if (options.isJson()) {
      results.forEach(w -> out.println(Json.string(w)));
      return;
    }
    Table table = kind.table();
    results.forEach(w -> kind.row(table, w));
    if (!table.isEmpty()) {
      table.lines(TerminalSize.stdoutColumns()).forEach(out::println);
    } else if (rows.isEmpty()) {
      // Windows there are, but not one row: only what was missed can be nothing.
      out.println("Nothing was missed " + options.scope() + ".");
    }
  }
}
