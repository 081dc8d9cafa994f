package io.probestream.cli.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guest by itself, so that a fault of the harness does not look like one of the collector. */
final class GuestKernelIT {
  private static final String TOPIC = "hello";
  private static final String JOB =
      """
      T=/sys/kernel/tracing
      echo 'p:mine/made vfs_mkdir' >>$T/kprobe_events
      echo 1 >$T/events/mine/made/enable
      mkdir /tmp/a /tmp/b /tmp/c
      echo 0 >$T/events/mine/made/enable
      report profile $T/kprobe_profile
      java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp $CLASSPATH io.probestream.cli.kernel.GuestHello %s %s
      finished
      """;

  @TempDir Path work;

  @Test
  void aJvmInTheGuestReachesTheBrokerOnTheHostAndItsKernelCountsKprobeHits() throws Exception {
    GuestFactory guests = GuestFactory.orSkip();
    BrokerOptions options =
        BrokerOptions.in(work.resolve("broker"))
            .withListener("GUEST", "127.0.0.1", QemuVm.HOST_ADDRESS);
    try (EmbeddedBroker broker = EmbeddedBroker.start(options)) {
      Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(client)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
      String job = JOB.formatted(broker.bootstrapServers("GUEST"), TOPIC);
      try (QemuVm vm =
          guests.start(work.resolve("vm"), GuestContent.of(GuestClassPath.collector()), job)) {
        GuestReport report = vm.awaitPowerOff(Duration.ofMinutes(3));
        assertThat(report.text("profile").strip().split("\\s+")).containsExactly("made", "3", "0");
      }
      assertThat(TopicReader.read(broker.bootstrapServers(), TOPIC))
          .extracting(record -> record.key() + " " + new String(record.value(), UTF_8))
          .containsExactly("guest hello");
    }
  }
}
