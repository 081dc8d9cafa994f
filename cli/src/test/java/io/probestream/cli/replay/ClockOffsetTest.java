package io.probestream.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class ClockOffsetTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_795_000_000_123_456_789L;

  @Property
  void offsets_are_whole_windows_and_lines_lie_in_the_past_when_they_are_sent(
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long first,
      @ForAll @LongRange(min = 0, max = 100_000_000_000L) long length,
      @ForAll @LongRange(min = 0, max = 100_000) long permille,
      @ForAll @LongRange(min = 1, max = 60) long windowSeconds) {
    Speed speed = new Speed(permille);
    long last = first + length;
    long offset = new ClockOffset(windowSeconds * SECOND, speed).at(NOW, first, last);
    assertThat(offset % (windowSeconds * SECOND)).isZero();
    assertThat(first + offset).isLessThanOrEqualTo(NOW);
    // To the microsecond: that is what speed counts.
    assertThat(last + offset)
        .isLessThanOrEqualTo(NOW + Math.max(0, sentAfter(speed, length)) + 1_000_000);
  }

  private static long sentAfter(Speed speed, long length) {
    return speed.wallNs(length);
  }

  @Property
  void a_later_turn_begins_in_a_later_window(
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long first,
      @ForAll @LongRange(min = 0, max = 100_000_000_000L) long length,
      @ForAll @LongRange(min = 1, max = 60) long windowSeconds) {
    long window = windowSeconds * SECOND;
    ClockOffset offsets = new ClockOffset(window, Speed.REAL);
    long offset = offsets.at(NOW, first, first + length);
    long next = offsets.after(offset, first, first + length);
    assertThat(next % window).isZero();
    assertThat(Math.floorDiv(first + next, window))
        .isGreaterThan(Math.floorDiv(first + length + offset, window));
  }
}
