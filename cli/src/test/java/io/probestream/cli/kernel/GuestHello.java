package io.probestream.cli.kernel;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Runs in a guest: says hello on the topic of its second argument, to the brokers of its first. */
final class GuestHello {
  private GuestHello() {}

  public static void main(String[] args) throws ExecutionException, InterruptedException {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", args[0], "compression.type", "lz4"),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>(args[1], "guest", "hello")).get();
    }
  }
}
