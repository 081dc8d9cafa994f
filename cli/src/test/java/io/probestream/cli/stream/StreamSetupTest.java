package io.probestream.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.probestream.cli.Main;
import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import io.probestream.streams.topology.StreamConfig;
import io.probestream.streams.topology.StreamFailure;
import io.probestream.streams.topology.StreamsService;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSetupTest {
  @TempDir private Path dir;

  @Test
  void missingTopicsAreCreatedAndExistingOnesStayAsTheyAre() throws Exception {
    try (StreamFixture fixture = new StreamFixture(dir, 3);
        Admin admin =
            Admin.create(Map.of("bootstrap.servers", fixture.broker.bootstrapServers()))) {
      String raw = fixture.topics.raw();
      admin.createTopics(List.of(new NewTopic(raw, Optional.of(7), Optional.empty()))).all().get();

      StringWriter out = new StringWriter();
      int status =
          Main.commandLine(Map.of())
              .setOut(new PrintWriter(out))
              .setErr(new PrintWriter(new StringWriter()))
              .execute(
                  "stream",
                  "--create-topics-only",
                  "--bootstrap-servers",
                  fixture.broker.bootstrapServers(),
                  "--set",
                  "topics.partitions=3");
      assertThat(status).isZero();
      assertThat(out.toString().lines())
          .containsExactlyElementsOf(fixture.topics.all().subList(1, fixture.topics.all().size()));
      assertThat(partitions(admin, raw)).isEqualTo(7);
      assertThat(partitions(admin, fixture.topics.latency())).isEqualTo(3);
      // A fleet topic has a record for each window of a key: compaction would keep the last only.
      assertThat(policy(admin, fixture.topics.fleetLatency())).isEqualTo("delete");
      assertThat(policy(admin, fixture.topics.alerts())).isEqualTo("compact");
    }
  }

  @Test
  void withoutABrokerItSaysSoOnceAndGoesOnWhenThereIsOne() throws Exception {
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.start(BrokerOptions.in(dir.resolve("b")))) {
      port = broker.port();
    }
    List<String> notices = new CopyOnWriteArrayList<>();
    BrokerOptions again = BrokerOptions.in(dir.resolve("b")).withPort(port);
    StreamsService service = new StreamsService(config("127.0.0.1:" + port), notices::add);
    Thread starter = new Thread(() -> startQuietly(service));
    starter.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> !notices.isEmpty());
    try (EmbeddedBroker broker = EmbeddedBroker.start(again);
        service) {
      assertThat(broker.port()).isEqualTo(port);
      await().atMost(Duration.ofSeconds(60)).until(service::isRunning);
      service.check();
      starter.join();
    }
    assertThat(notices)
        .containsExactly(
            "Kafka at 127.0.0.1:" + port + " cannot be reached; trying on until it answers");
  }

  @Test
  void aBootstrapThatIsNoAddressIsASentence() {
    try (StreamsService service = new StreamsService(config("no such place"), s -> {})) {
      assertThatThrownBy(service::createTopics)
          .isInstanceOf(StreamFailure.class)
          .hasMessageContaining("cannot use Kafka at no such place");
    }
  }

  @Test
  void aStateDirectoryThatCannotBeIsASentence() throws Exception {
    Path file = Files.createFile(dir.resolve("file"));
    try (StreamFixture fixture = new StreamFixture(dir, 1)) {
      StringWriter err = new StringWriter();
      int status =
          Main.commandLine(Map.of())
              .setErr(new PrintWriter(err))
              .execute(
                  "stream",
                  "--bootstrap-servers",
                  fixture.broker.bootstrapServers(),
                  "--state-dir",
                  file.resolve("below").toString());
      assertThat(status).isEqualTo(1);
      assertThat(err.toString()).contains(file.toString()).doesNotContain("\tat ");
    }
  }

  private StreamConfig config(String bootstrap) {
    Map<String, String> settings =
        Map.of(
            "kafka.bootstrapServers",
            bootstrap,
            "stateDir",
            dir.resolve("state").toString(),
            "topics.replication",
            "1");
    return StreamConfig.read(ConfigFile.empty("test", Overrides.of(settings, Map.of(), "")));
  }

  private static void startQuietly(StreamsService service) {
    try {
      service.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int partitions(Admin admin, String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }

  private static String policy(Admin admin, String topic) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return config.get("cleanup.policy").value();
  }
}
