package io.probestream.cli.analyze;

import io.probestream.schemas.raw.RecordType;
import io.probestream.streams.engine.RawRecord;
import io.probestream.streams.parse.LineBatch;
import io.probestream.streams.parse.LineParser;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Parses the lines of records ahead of their turn, on several cores, and hands the records on in
 * order, on the thread that uses it. That thread parses, too, while the next record is not ready.
 * Holds {@link #PER_CORE} records for each core. Not thread-safe.
 */
final class ParseAhead implements AutoCloseable {
  private static final int PER_CORE = 4;

  private final Consumer<RawRecord> engine;
  private final ExecutorService others;
  private final Queue<LineParser> parsers = new ConcurrentLinkedQueue<>();
  private final Deque<LineBatch> batches = new ArrayDeque<>();
  private final Deque<Ahead> queue = new ArrayDeque<>();

  /** A record that is parsed by whoever comes first. */
  private static final class Ahead extends FutureTask<RawRecord> {
    final LineBatch batch;

    Ahead(RawRecord record, LineBatch batch, Queue<LineParser> parsers) {
      super(() -> parse(record, batch, parsers));
      this.batch = batch;
    }

    private static RawRecord parse(RawRecord record, LineBatch batch, Queue<LineParser> parsers) {
      if (record.meta().type() != RecordType.LINES) {
        return record;
      }
      LineParser parser = parsers.remove();
      try {
        return record.parsedBy(parser, batch);
      } finally {
        parsers.add(parser);
      }
    }
  }

  /**
   * Starts threads, unless there is one core only or lines cannot be parsed out of turn; then it
   * hands each record on as it is.
   *
   * @param cores to parse on, this thread's among them
   * @param parser makes a parser, or null where lines cannot be parsed out of turn
   * @param engine takes the records in order
   */
  ParseAhead(int cores, Supplier<LineParser> parser, Consumer<RawRecord> engine) {
    this.engine = engine;
    LineParser first = cores > 1 ? parser.get() : null;
    others = first == null ? null : Executors.newFixedThreadPool(cores - 1, ParseAhead::thread);
    for (LineParser each = first; each != null && parsers.size() < cores; each = parser.get()) {
      parsers.add(each);
    }
    for (int i = 0; i < cores * PER_CORE; i++) {
      batches.add(new LineBatch());
    }
  }

  private static Thread thread(Runnable parsing) {
    Thread thread = new Thread(parsing, "probestream-parser");
    thread.setDaemon(true);
    return thread;
  }

  /** Takes the next record; hands on the oldest one where it would hold too many. */
  void accept(RawRecord record) throws InterruptedException {
    if (others == null) {
      engine.accept(record);
      return;
    }
    if (batches.isEmpty()) {
      handOn();
    }
    Ahead ahead = new Ahead(record, batches.remove(), parsers);
    queue.add(ahead);
    others.execute(ahead);
  }

  /** Hands on all that are left. */
  void finish() throws InterruptedException {
    while (!queue.isEmpty()) {
      handOn();
    }
  }

  private void handOn() throws InterruptedException {
    Ahead oldest = queue.element();
    for (Ahead ahead : queue) {
      if (oldest.isDone()) {
        break;
      }
      ahead.run(); // does nothing where somebody else has begun
    }
    try {
      engine.accept(oldest.get());
    } catch (ExecutionException e) {
      throw new IllegalStateException("the parser failed", e.getCause());
    }
    queue.remove();
    batches.add(oldest.batch);
  }

  @Override
  public void close() {
    if (others != null) {
      others.shutdownNow();
    }
  }
}
