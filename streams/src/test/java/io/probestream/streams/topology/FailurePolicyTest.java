package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.schemas.config.ConfigFile;
import io.probestream.schemas.config.Overrides;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;

class FailurePolicyTest {
  private static final StreamThreadExceptionResponse REPLACE =
      StreamThreadExceptionResponse.REPLACE_THREAD;
  private static final StreamThreadExceptionResponse END =
      StreamThreadExceptionResponse.SHUTDOWN_CLIENT;

  private final ManualClock clock = new ManualClock();
  private final FailurePolicy policy =
      new FailurePolicy(StreamConfig.read(ConfigFile.empty("x", Overrides.none())), clock);

  @Test
  void whatFailedOnceIsTriedAgain() {
    assertThat(policy.handle(new StreamsException("once"))).isEqualTo(REPLACE);
    assertThat(policy.failure()).isNull();
  }

  @Test
  void whatFailsAgainAndAgainEndsTheApplicationWithASentence() {
    for (int i = 0; i < 5; i++) {
      assertThat(policy.handle(new StreamsException("again"))).isEqualTo(REPLACE);
    }
    Throwable cause = new IllegalStateException("the cause\n\tat some.Frame");
    assertThat(policy.handle(new StreamsException("outer", cause))).isEqualTo(END);
    assertThat(policy.failure())
        .hasMessage(
            "the streams application 'probestream' stopped: the cause;"
                + " it failed again each time it was tried");
  }

  @Test
  void failuresFarApartAreNotCountedTogether() {
    for (int i = 0; i < 50; i++) {
      assertThat(policy.handle(new StreamsException("now and then"))).isEqualTo(REPLACE);
      clock.nowMs += 61_000;
    }
  }

  @Test
  void whereTryingAgainCannotHelpItEndsAtOnceAndSaysWhatToDo() {
    assertThat(policy.handle(new StreamsException(new FencedInstanceIdException("fenced"))))
        .isEqualTo(END);
    assertThat(policy.failure()).hasMessageContaining("give each its own instanceId");
  }

  @Test
  void missingRightsAndForeignStateAreNotTriedAgain() {
    assertThat(policy.handle(new TopicAuthorizationException("no"))).isEqualTo(END);
    assertThat(policy.handle(new UncheckedIOException(new IOException("version 9"))))
        .isEqualTo(END);
    assertThat(policy.failure()).hasMessageContaining("rights on 'probestream.*'");
  }

  @Test
  void aFullDiskIsNotTriedAgainAndNamesTheDirectory() {
    Throwable cause = new RocksDBException("While appending to file: x: No space left on device");
    assertThat(policy.handle(new ProcessorStateException("Error opening store", cause)))
        .isEqualTo(END);
    assertThat(policy.failure())
        .hasMessageContaining("No space left on device; free some space for the state in ")
        .hasMessageEndingWith("or name another stateDir: what is not there is restored from Kafka");
  }

  @Test
  void aStateDirectoryThatCannotBeMadeIsASentence() {
    assertThat(policy.notStarted(new ProcessorStateException("base state directory [/x] denied")))
        .hasMessageStartingWith("the streams application 'probestream' stopped: base state")
        .hasMessageContaining("; see whether it can write ");
  }

  private static final class ManualClock extends Clock {
    private long nowMs;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(nowMs);
    }
  }
}
