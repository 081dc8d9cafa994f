package io.probestream.collector.tracefs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorLogTest {
  /** What a 6.1 kernel answered: the command, the errno text and its error_log. */
  private record Refusal(String command, String errno, String log) {
    static Refusal of(int number) {
      String text = Captured.text("errors/" + number + ".txt");
      String[] lines = text.split("\n", 4);
      String errno = lines[2].substring(lines[2].lastIndexOf(": ") + 2);
      return new Refusal(
          lines[0].substring("cmd: ".length()), errno, lines.length > 3 ? lines[3] : "");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 6, 7, 8, 9, 11, 14})
  void everyRefusalOfARealKernelIsFoundAndHasItsOwnAdvice(int number) {
    Refusal refusal = Refusal.of(number);
    ErrorLog.Entry entry = ErrorLog.find(refusal.log(), refusal.command()).orElseThrow();
    assertThat(entry.message()).isNotEmpty();
    assertThat(Remedies.advice(entry.message(), refusal.errno()))
        .isNotEqualTo(Remedies.advice("something new", ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 15})
  void aRefusalWithoutALogStillHasAdvice(int number) {
    Refusal refusal = Refusal.of(number);
    assertThat(ErrorLog.find(refusal.log(), refusal.command())).isEmpty();
    assertThat(Remedies.advice("", refusal.errno())).isNotEmpty();
  }

  @Test
  void theCaretPointsIntoTheCommandAsTheKernelShowsIt() {
    Refusal refusal = Refusal.of(5);
    ErrorLog.Entry entry = ErrorLog.find(refusal.log(), refusal.command()).orElseThrow();
    assertThat(entry.command().substring(entry.caret())).isEqualTo("%nosuchreg");
    assertThat(entry.text())
        .isEqualTo(
            """
              kernel: Invalid register name
              p:x vfs_write foo=%nosuchreg
                                ^"""
                .indent(2)
                .stripTrailing());
  }

  @Test
  void theNewestEntryAboutTheCommandCountsAndNotThoseOfOthers() {
    String log =
        Refusal.of(3).log() + Refusal.of(5).log() + Refusal.of(3).log().replace("Invalid", "New");
    assertThat(ErrorLog.find(log, "p:x no_such_symbol").orElseThrow().message())
        .startsWith("New probed address");
    assertThat(ErrorLog.find(log, "p:x another")).isEmpty();
  }

  @Test
  void errnoAloneIsEnoughBefore54() {
    assertThat(Remedies.advice("", "Operation not permitted")).contains("lockdown");
    assertThat(Remedies.advice("", "Device or resource busy")).contains("disable it first");
    assertThat(Remedies.advice("", "No such file or directory")).contains("/proc/kallsyms");
  }
}
