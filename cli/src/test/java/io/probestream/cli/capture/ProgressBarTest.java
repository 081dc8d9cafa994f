package io.probestream.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressBarTest {
  private static final String NAME =
      "/var/tmp/a-quite-long-directory/for/captures/of/web-17.txt.gz";

  private static String line(long read, long of, int columns) {
    return ProgressBar.line(NAME, read, of, 4_252_269, 10_000, columns);
  }

  @Test
  void halfOfTheBytesIsHalfABarAndAsMuchTimeAgain() {
    assertThat(line(500_000, 1_000_000, 200))
        .isEqualTo(
            NAME
                + "  ["
                + "###############               "
                + "]   50 %  4,252,269 lines, 10 s left");
  }

  @Test
  void noLineReachesTheLastColumn() {
    for (int columns = 40; columns < 200; columns++) {
      for (long read = 0; read <= 1_000_000; read += 50_000) {
        assertThat(line(read, 1_000_000, columns)).hasSizeLessThan(columns).contains(" %");
      }
    }
  }

  @Test
  void aFileThatGrewIsNotReadBeyondItsEnd() {
    assertThat(line(2_000_000, 1_000_000, 80)).contains("100 %").contains("0 s left");
  }

  @Test
  void whatHasNoSizeShowsLinesOnly() {
    assertThat(line(5, -1, 200)).isEqualTo(NAME + "  4,252,269 lines");
  }
}
