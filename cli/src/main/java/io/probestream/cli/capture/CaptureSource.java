package io.probestream.cli.capture;

import io.probestream.cli.Failure;
import io.probestream.cli.text.Units;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.AgentCounters;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.RecordType;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import java.util.zip.ZipException;

/**
 * A capture as the sequence of records that a host would have published: a status, chunks of whole
 * lines, a status every 60 s of trace time, and at the end the counters and a closing status. The
 * same capture always gives the same records. Not thread-safe.
 */
public final class CaptureSource implements Closeable {
  private static final long STATUS_EVERY_NS = 60_000_000_000L;

  /** How much may stand before the first line with a time, which tells the clock's unit. */
  private static final int MAX_PREAMBLE_CHUNKS = 16;

  private final CaptureFile file;
  private final CountingInput stored;
  private final ChunkReader chunks;
  private final Sidecar sidecar;
  private final Deque<Chunk> preamble = new ArrayDeque<>();
  private final Deque<CaptureRecord> closing = new ArrayDeque<>();
  private StatusTemplate template;
  private AgentCounters agent = AgentCounters.ZERO;
  private LongSupplier counted;
  private long seq;
  private long lastStatusNs;
  private boolean ended;

  private CaptureSource(CaptureFile file, CountingInput stored, InputStream text) {
    this.file = file;
    this.stored = stored;
    this.chunks = new ChunkReader(text);
    this.sidecar = file.sidecar();
  }

  /**
   * Opens a capture.
   *
   * @throws Failure with a sentence if it cannot be read
   */
  public static CaptureSource open(CaptureFile file) {
    CountingInput stored = null;
    try {
      stored = new CountingInput(file.openStored());
      return new CaptureSource(file, stored, CaptureFile.text(stored));
    } catch (IOException e) {
      closeQuietly(stored, e);
      throw failure(file, 0, e);
    } catch (Failure e) {
      closeQuietly(stored, e);
      throw e;
    }
  }

  /**
   * Lines are counted by who parses them, and no more here: records say that they hold none.
   *
   * @param found how many were found so far
   */
  public void countedBy(LongSupplier found) {
    counted = found;
  }

  /**
   * The next record, or null after the closing status.
   *
   * @throws Failure with a sentence if the capture is damaged
   */
  public CaptureRecord next() {
    try {
      if (template == null) {
        return opening();
      }
      if (ended) {
        return closing.poll();
      }
      if (chunks.isSeconds() && chunks.newest() - lastStatusNs >= STATUS_EVERY_NS) {
        lastStatusNs = chunks.newest();
        return status(template.zero(chunks.first(), agent), false);
      }
      Chunk chunk = preamble.isEmpty() ? chunks.next(counted == null) : preamble.poll();
      return chunk == null ? ending() : lines(chunk);
    } catch (IOException e) {
      throw failure(file, lines(), e);
    }
  }

  private CaptureRecord opening() throws IOException {
    while (chunks.timedLines() == 0 && preamble.size() < MAX_PREAMBLE_CHUNKS) {
      Chunk chunk = chunks.next(counted == null);
      if (chunk == null) {
        break;
      }
      preamble.add(chunk);
    }
    boolean seconds =
        chunks.timedLines() > 0
            ? chunks.isSeconds()
            : StatusTemplate.printsSeconds(sidecar.clock());
    template = new StatusTemplate(sidecar, chunks.isTraceFile(), seconds);
    lastStatusNs = chunks.first();
    CaptureRecord status = status(template.zero(chunks.first(), agent), false);
    return new CaptureRecord(
        RecordType.STATUS,
        status.seq(),
        0,
        0,
        0,
        chunks.first(),
        sidecar.form(),
        null,
        status.status());
  }

  private CaptureRecord lines(Chunk chunk) {
    long firstLine = agent.linesPublished();
    int lines = counted == null ? chunk.lines() : 0;
    agent =
        new AgentCounters(
            firstLine + lines,
            agent.bytesRead() + chunk.bytes().length,
            firstLine + lines,
            agent.bytesRead() + chunk.bytes().length,
            0);
    return new CaptureRecord(
        RecordType.LINES,
        seq++,
        firstLine,
        lines,
        chunks.watermark(),
        chunk.reached(),
        sidecar.form(),
        chunk.bytes(),
        null);
  }

  private CaptureRecord ending() {
    ended = true;
    Counters read = template.read(chunks.newest(), agent);
    CaptureRecord counters =
        new CaptureRecord(
            RecordType.COUNTERS,
            seq++,
            agent.linesPublished(),
            0,
            chunks.watermark(),
            chunks.reached(),
            sidecar.form(),
            Json.bytes(read),
            null);
    closing.add(status(read, true));
    return counters;
  }

  private CaptureRecord status(Counters counters, boolean isClosing) {
    return new CaptureRecord(
        RecordType.STATUS,
        seq++,
        agent.linesPublished(),
        0,
        chunks.watermark(),
        chunks.reached(),
        sidecar.form(),
        null,
        template.status(counters, isClosing));
  }

  /** Bytes taken from the file as stored, for a progress bar. */
  public long storedBytesRead() {
    return stored.count();
  }

  /** Lines handed out so far. */
  public long lines() {
    return counted == null ? agent.linesRead() : counted.getAsLong();
  }

  /** First trace-clock time, in nanoseconds or ticks; 0 if none was seen. */
  public long first() {
    return chunks.first();
  }

  /** Trace-clock time of the last line so far, in nanoseconds or ticks; 0 if none was seen. */
  public long reached() {
    return chunks.reached();
  }

  /** Whether the clock counts time; otherwise ticks. */
  public boolean isTimed() {
    return chunks.isSeconds();
  }

  /**
   * Whether anything so far looked like trace output: a line with a time, or the header of an empty
   * {@code trace} file.
   */
  public boolean looksLikeTrace() {
    return chunks.timedLines() > 0 || chunks.isTraceFile();
  }

  @Override
  public void close() throws IOException {
    if (!file.isStdin()) {
      stored.close();
    }
  }

  private static void closeQuietly(CountingInput stored, Exception cause) {
    if (stored != null) {
      try {
        stored.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  private static Failure failure(CaptureFile file, long lines, IOException e) {
    String where = " after " + Units.count(lines, "line");
    if (e instanceof EOFException) {
      return new Failure(
          file.name() + " is cut short" + where + ": its gzip stream has no end; copy it again", e);
    }
    if (e instanceof ZipException) {
      return new Failure(
          file.name() + " is damaged" + where + " (" + e.getMessage() + "); copy it again", e);
    }
    if (e instanceof ClosedByInterruptException) {
      return new Failure("interrupted", e);
    }
    if (e instanceof LineReader.LineTooLongException) {
      return new Failure(file.name() + " is not a capture: " + e.getMessage(), e);
    }
    return new Failure("cannot read " + file.name() + where + ": " + e.getMessage(), e);
  }
}
