package io.probestream.streams.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

final class CommitPaceTest {
  private static final long NOW_MS = 1_764_000_000_000L;

  private final MockProcessorContext<String, String> context = new MockProcessorContext<>();

  @Test
  void who_keeps_up_commits_at_each_interval() {
    assertThat(commitsWithNewestRecordAt(NOW_MS - 9_999)).isTrue();
    assertThat(commitsWithNewestRecordAt(NOW_MS + 3_600_000)).isTrue();
  }

  @Test
  void old_records_are_committed_at_the_longer_interval_only() {
    assertThat(commitsWithNewestRecordAt(NOW_MS - 10_000)).isFalse();
  }

  private boolean commitsWithNewestRecordAt(long timestampMs) {
    CommitPace.keep(context, 200);
    context.resetCommit();
    context.setCurrentStreamTimeMs(timestampMs);
    MockProcessorContext.CapturedPunctuator pace = context.scheduledPunctuators().get(0);
    assertThat(pace.getInterval()).hasMillis(200);
    pace.getPunctuator().punctuate(NOW_MS);
    return context.committed();
  }
}
