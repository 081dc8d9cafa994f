package io.probestream.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.collector.publish.KafkaSink;
import io.probestream.collector.publish.ProducerSettings;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink with a real producer and a broker that is down at the start and goes down later. */
class KafkaSinkBrokerTest {
  private static final String TOPIC = "t.raw";
  private static final long LIMIT_BYTES = 1 << 20;

  @TempDir private Path dir;
  private final List<String> notices = new CopyOnWriteArrayList<>();
  private long seq;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private KafkaSink sink(String brokers) {
    Properties user = new Properties();
    user.setProperty("bootstrap.servers", brokers);
    Properties p = ProducerSettings.of(user, LIMIT_BYTES);
    p.setProperty("key.serializer", ByteArraySerializer.class.getName());
    p.setProperty("value.serializer", ByteArraySerializer.class.getName());
    return new KafkaSink(
        () -> new KafkaProducer<>(p), TOPIC, "h", LIMIT_BYTES, brokers, notices::add);
  }

  private void send(KafkaSink sink) {
    byte[] value = ("line " + seq + "\n").getBytes(StandardCharsets.US_ASCII);
    sink.send(
        new RawMeta(RecordType.LINES, "s", seq, seq, 1, 0, 0, Form.KERNEL),
        value,
        System.currentTimeMillis());
    seq++;
  }

  private static void createTopic(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static List<Long> read(String brokers, int count) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", brokers,
            "key.deserializer", ByteArrayDeserializer.class,
            "value.deserializer", ByteArrayDeserializer.class);
    List<Long> seqs = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      TopicPartition partition = new TopicPartition(TOPIC, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      await()
          .pollInSameThread()
          .atMost(Duration.ofSeconds(60))
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(100))) {
                  seqs.add(RawMeta.of(r.headers()).seq());
                }
                return seqs.size() >= count;
              });
    }
    return seqs;
  }

  @Test
  void everyRecordArrivesOnceAndInOrderThoughTheBrokerComesLateAndGoesAway() throws Exception {
    int port = freePort();
    BrokerOptions options = BrokerOptions.in(dir).withPort(port);
    KafkaSink sink = sink("127.0.0.1:" + port);
    for (int i = 0; i < 10; i++) {
      send(sink);
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
      createTopic(broker.bootstrapServers());
      assertThat(read(broker.bootstrapServers(), 10)).hasSize(10);
      send(sink);
    }
    for (int i = 0; i < 10; i++) {
      send(sink);
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
      for (int i = 0; i < 10; i++) {
        send(sink);
      }
      assertThat(sink.close(60_000).lines()).isZero();
      List<Long> expected = new ArrayList<>();
      for (long i = 0; i < seq; i++) {
        expected.add(i);
      }
      assertThat(read(broker.bootstrapServers(), (int) seq)).isEqualTo(expected);
    }
  }

  @Test
  void withoutABrokerThereIsRoomUpToTheLimitAndTheEndIsBounded() throws IOException {
    KafkaSink sink = sink("127.0.0.1:" + freePort());
    while (sink.hasRoom()) {
      send(sink);
    }
    assertThat(seq).isBetween(100L, 2_000L);
    assertThat(sink.close(100).lines()).isEqualTo(seq);
  }
}
