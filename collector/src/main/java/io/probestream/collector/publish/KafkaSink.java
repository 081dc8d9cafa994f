package io.probestream.collector.publish;

import io.probestream.collector.CollectorException;
import io.probestream.collector.Notices;
import io.probestream.schemas.raw.RawMeta;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Sends records to the raw topic, keyed by host, in order.
 *
 * <p>{@code KafkaProducer.send} blocks while it knows no metadata, so a thread of its own calls it
 * and repeats until the record is taken; behind it the idempotent producer retries without end.
 * What is undelivered is bounded by bytes: above {@code limitBytes} there is no room until Kafka
 * acknowledges. Status and counters are small and are taken even then, at most {@link #SPARE_BYTES}
 * of them.
 */
public final class KafkaSink implements RecordSink {
  /** What one record costs beside its value: headers, futures, batches. */
  private static final long RECORD_OVERHEAD_BYTES = 1_024L;

  private static final long SPARE_BYTES = 2 << 20;
  private static final long RETRY_MS = 500;

  /** Of the bound, what may be in the producer: it never gives its buffers back. */
  private static final int PRODUCER_PART = 4;

  private static final int PERMIT_BYTES = 1_024;

  private final String topic;
  private final byte[] key;
  private final long limitBytes;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final Outage outage;
  private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
  private final int windowPermits;
  private final Semaphore window;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicLong heldLines = new AtomicLong();
  private final AtomicLong heldRecords = new AtomicLong();
  private final AtomicLong lostLines = new AtomicLong();
  private final AtomicLong lostRecords = new AtomicLong();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean closing;
  private volatile boolean abandoned;
  private volatile CollectorException failure;
  private boolean started;
  private boolean sent;

  private record Item(ProducerRecord<byte[], byte[]> record, int lines, long bytes) {
    boolean isEnd() {
      return record == null;
    }
  }

  /** Behind the last record. */
  private static final Item END = new Item(null, 0, 0);

  /**
   * A sink that has no connection yet; {@link #connect}, or the first record, opens it.
   *
   * @param producers makes the producer, on the sink's own thread
   * @param limitBytes bound of undelivered bytes
   * @param brokers for messages
   */
  public KafkaSink(
      Supplier<Producer<byte[], byte[]>> producers,
      String topic,
      String host,
      long limitBytes,
      String brokers,
      Notices notices) {
    this.producers = producers;
    this.topic = topic;
    this.key = host.getBytes(StandardCharsets.US_ASCII);
    this.limitBytes = limitBytes;
    this.windowPermits = (int) (limitBytes / PRODUCER_PART / PERMIT_BYTES);
    this.window = new Semaphore(windowPermits);
    this.outage = new Outage(brokers, topic, notices, System::nanoTime);
    this.thread = new Thread(this::run, "probestream-publisher");
    thread.setDaemon(true);
  }

  /** What was taken and is not delivered yet, with what each record costs. Thread-safe. */
  public long heldBytes() {
    return heldBytes.get();
  }

  @Override
  public boolean hasRoom() {
    outage.check(heldBytes.get() > 0);
    return failure == null && heldBytes.get() < limitBytes;
  }

  /**
   * Begins to look for the brokers, while the caller goes on: what a client needs takes a third of
   * a start. Called by the thread that sends.
   */
  public void connect() {
    if (!started) {
      started = true;
      thread.start();
    }
  }

  @Override
  public void send(RawMeta meta, byte[] value, long timestampMs) {
    if (failure != null) {
      throw failure;
    }
    connect();
    sent = true;
    long bytes = value.length + RECORD_OVERHEAD_BYTES;
    // Lines come only where there was room; this bounds the rest.
    if (closing || heldBytes.get() + bytes > limitBytes + SPARE_BYTES) {
      lostLines.addAndGet(meta.lines());
      lostRecords.incrementAndGet();
      return;
    }
    outage.onSend();
    heldBytes.addAndGet(bytes);
    heldLines.addAndGet(meta.lines());
    heldRecords.incrementAndGet();
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, null, timestampMs, key, value, meta.toHeaders());
    queue.add(new Item(record, meta.lines(), bytes));
  }

  private void run() {
    Producer<byte[], byte[]> producer = null;
    try {
      producer = newProducer();
      findTopic(producer);
      for (Item item = queue.take(); !item.isEnd(); item = queue.take()) {
        window.acquire(permits(item));
        if (!sendUntilTaken(producer, item)) {
          break;
        }
      }
      if (!abandoned) {
        producer.flush();
      }
    } catch (InterruptedException | org.apache.kafka.common.errors.InterruptException e) {
      // close() gave up: what is held counts as not delivered.
      Thread.currentThread().interrupt();
    } catch (KafkaException | IllegalStateException e) {
      failure = new CollectorException("cannot publish to Kafka: " + rootMessage(e), e);
    } finally {
      if (producer != null) {
        closeAtOnce(producer);
      }
      ended.countDown();
    }
  }

  /** A name that does not resolve yet may do so later; other settings will not mend themselves. */
  private Producer<byte[], byte[]> newProducer() throws InterruptedException {
    while (true) {
      try {
        return producers.get();
      } catch (KafkaException e) {
        if (!rootMessage(e).contains("No resolvable bootstrap urls")) {
          throw e;
        }
        outage.onFailure(rootMessage(e));
        Thread.sleep(RETRY_MS);
      }
    }
  }

  /** Asks for the topic's partitions, which the first record would wait for. */
  private void findTopic(Producer<byte[], byte[]> producer) {
    try {
      producer.partitionsFor(topic);
    } catch (org.apache.kafka.common.errors.InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // The record that needs them is tried until they are known, and says why they are not.
      return;
    }
  }

  private static void closeAtOnce(Producer<byte[], byte[]> producer) {
    // The interrupt flag would make close() fail; set it again behind it.
    boolean interrupted = Thread.interrupted();
    producer.close(Duration.ZERO);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback gets the result
  private boolean sendUntilTaken(Producer<byte[], byte[]> producer, Item item)
      throws InterruptedException {
    while (!abandoned) {
      Attempt attempt = new Attempt(item);
      try {
        producer.send(item.record(), attempt);
      } catch (org.apache.kafka.common.errors.InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        attempt.refusal = e;
      }
      attempt.sending = false;
      if (attempt.refusal == null) {
        return true;
      }
      // No metadata in time, no authorization yet: the same record again, or order is lost.
      outage.onFailure(rootMessage(attempt.refusal));
      Thread.sleep(RETRY_MS);
    }
    return false;
  }

  /**
   * One call of {@code send}. What keeps a record from being taken is thrown, or, where it is an
   * ApiException such as missing metadata, handed to the callback before {@code send} returns
   * (KafkaProducer.doSend); a record that was taken is completed by another thread.
   */
  private final class Attempt implements Callback {
    private final Item item;
    private volatile boolean sending = true;
    private Exception refusal;

    Attempt(Item item) {
      this.item = item;
    }

    @Override
    public void onCompletion(RecordMetadata metadata, Exception e) {
      boolean inSend = sending && Thread.currentThread() == thread;
      if (inSend && e != null && !(e instanceof RecordTooLargeException)) {
        refusal = e;
      } else {
        onDone(item, e);
      }
    }
  }

  private int permits(Item item) {
    return (int) Math.min(windowPermits, item.bytes() / PERMIT_BYTES);
  }

  private void onDone(Item item, Exception e) {
    window.release(permits(item));
    heldBytes.addAndGet(-item.bytes());
    heldLines.addAndGet(-item.lines());
    heldRecords.decrementAndGet();
    if (e == null) {
      outage.onDelivered();
    } else {
      lostLines.addAndGet(item.lines());
      lostRecords.incrementAndGet();
      outage.onLost(rootMessage(e));
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getCause().getMessage() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public Undelivered close(long timeoutMs) {
    closing = true;
    if (!started) {
      return Undelivered.NONE;
    }
    queue.add(END);
    if (!sent) {
      thread.interrupt(); // It may look for brokers that are not there, and nobody needs them.
    }
    try {
      if (!ended.await(timeoutMs, TimeUnit.MILLISECONDS)) {
        abandoned = true;
        thread.interrupt();
        ended.await(1_000, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      abandoned = true;
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    return new Undelivered(
        heldRecords.get() + lostRecords.get(), heldLines.get() + lostLines.get());
  }
}
