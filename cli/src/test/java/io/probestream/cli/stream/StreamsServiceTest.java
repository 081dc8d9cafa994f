package io.probestream.cli.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import io.probestream.streams.topology.StreamsService;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: what comes out is what the engine alone makes of the raw topic. */
class StreamsServiceTest {
  private static final int CHUNKS = 150;

  @TempDir private Path dir;

  private RawLog log(StreamFixture fixture, int hosts, int partitions) throws Exception {
    long startMs = System.currentTimeMillis() - 600_000;
    return RawLog.of(fixture.topics, hosts, CHUNKS, partitions, startMs);
  }

  @Test
  void aRestartInMidStreamLeavesNoTraceInTheResults() throws Exception {
    try (StreamFixture fixture = new StreamFixture(dir, 1)) {
      fixture.createTopics();
      RawLog log = log(fixture, 2, 1);
      String bootstrap = fixture.broker.bootstrapServers();
      log.publish(bootstrap, 0, log.size() / 3);
      try (StreamsService service = fixture.start("a")) {
        fixture.awaitLatencies(4);
        service.check();
      }
      log.publish(bootstrap, log.size() / 3, log.size());
      try (StreamsService service = fixture.start("a")) {
        fixture.awaitLatencies(20);
        service.check();
      }
      fixture.start("a");
      fixture.assertResultsEqualTheEngines();
    }
  }

  @Test
  void hostsMoveBetweenInstancesWithTheirState() throws Exception {
    try (StreamFixture fixture = new StreamFixture(dir, 4)) {
      fixture.createTopics();
      RawLog log = log(fixture, 3, 4);
      String bootstrap = fixture.broker.bootstrapServers();
      log.publish(bootstrap, 0, log.size() / 3);
      StreamsService first = fixture.start("a");
      fixture.awaitLatencies(3);
      StreamsService second = fixture.start("b");
      await().atMost(Duration.ofSeconds(60)).until(second::isRunning);
      log.publish(bootstrap, log.size() / 3, log.size());
      fixture.awaitLatencies(20);
      first.close();
      fixture.assertResultsEqualTheEngines();
    }
  }

  @Test
  void ticksAreWrittenIntoEveryRawPartitionWhileTheApplicationRuns() throws Exception {
    try (StreamFixture fixture = new StreamFixture(dir, 3)) {
      var settings = fixture.settings("a");
      settings.put("ticks", "true");
      try (StreamsService service = fixture.startWith(settings)) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () ->
                    assertThat(
                            ReadTopic.all(fixture.broker.bootstrapServers(), fixture.topics.raw())
                                .stream()
                                .filter(r -> RawMeta.of(r.headers()).type() == RecordType.TICK)
                                .map(r -> r.partition())
                                .collect(Collectors.toSet()))
                        .containsExactlyInAnyOrder(0, 1, 2));
        service.check();
      }
    }
  }
}
