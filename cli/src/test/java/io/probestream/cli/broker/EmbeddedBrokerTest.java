package io.probestream.cli.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.cli.Failure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  @TempDir private Path dir;

  @Test
  void itKeepsTopicsAndRecordsOverARestartOnTheSamePort() throws Exception {
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(dir))) {
      port = broker.port();
      createTopic(broker.bootstrapServers());
      send(broker.bootstrapServers(), "hello");
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(dir).withPort(port))) {
      assertThat(broker.port()).isEqualTo(port);
      assertThat(readOne(broker.bootstrapServers())).isEqualTo("hello");
    }
  }

  @Test
  void closeMayBeCalledTwice() {
    EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(dir));
    broker.close();
    broker.close();
  }

  @Test
  void anExtraListenerIsAdvertisedUnderItsOwnAddress() throws Exception {
    BrokerOptions options = BrokerOptions.in(dir).withListener("GUEST", "127.0.0.1", "localhost");
    try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
      String guest = broker.bootstrapServers("GUEST");
      assertThat(guest).startsWith("localhost:").isNotEqualTo(broker.bootstrapServers());
      createTopic(guest);
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", guest))) {
        assertThat(admin.describeCluster().nodes().get())
            .allSatisfy(n -> assertThat(n.host()).isEqualTo("localhost"));
      }
    }
  }

  @Test
  void aDirectoryInUseIsRefusedWithASentence() {
    try (EmbeddedBroker first = EmbeddedBroker.start(BrokerOptions.in(dir))) {
      assertThatThrownBy(() -> EmbeddedBroker.start(BrokerOptions.in(dir)))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("cannot start the embedded Kafka in " + dir);
      assertThat(first.bootstrapServers()).isNotEmpty();
    }
  }

  private static void createTopic(String bootstrap)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin.createTopics(List.of(new NewTopic("t", Optional.of(1), Optional.empty()))).all().get();
    }
  }

  private static void send(String bootstrap, String text)
      throws ExecutionException, InterruptedException {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("t", text.getBytes(StandardCharsets.UTF_8))).get();
    }
  }

  private static String readOne(String bootstrap) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrap),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition("t", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      var records = consumer.poll(Duration.ofSeconds(30));
      return new String(records.iterator().next().value(), StandardCharsets.UTF_8);
    }
  }
}
