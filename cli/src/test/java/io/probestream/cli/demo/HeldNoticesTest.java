package io.probestream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldNoticesTest {
  private final List<String> said = new ArrayList<>();

  @Test
  void whatIsSaidWhileTheScreenOwnsTheTerminalFollowsIt() {
    HeldNotices notices = new HeldNotices(said::add, true);
    notices.say("a");
    assertThat(said).isEmpty();
    notices.close();
    notices.say("b");
    assertThat(said).containsExactly("a", "b");
  }

  @Test
  void onlyTheLastTwentyAreHeldAndTheOthersAreCounted() {
    HeldNotices notices = new HeldNotices(said::add, true);
    for (int i = 0; i < 25; i++) {
      notices.say("n" + i);
    }
    notices.close();
    assertThat(said).hasSize(21).startsWith("5 notices before these are not shown", "n5");
  }

  @Test
  void withoutAScreenTheyAreSaidAtOnce() {
    HeldNotices notices = new HeldNotices(said::add, false);
    notices.say("a");
    assertThat(said).containsExactly("a");
  }
}
