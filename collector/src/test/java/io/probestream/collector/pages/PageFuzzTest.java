package io.probestream.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Damaged pages: no exception, no endless walk, nothing printed outside of the given bounds. */
class PageFuzzTest {
  static final List<String> NAMES = CapturedPages.NAMES;

  private static final byte BEYOND = 7;
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 300);

  @ParameterizedTest
  @FieldSource("NAMES")
  void aDamagedPageIsTakenAsPagesGoOrSkippedWithAReason(String name) throws IOException {
    long seed = Long.getLong("fuzz.seed", System.nanoTime());
    System.out.println("PageFuzzTest " + name + " -Dfuzz.seed=" + seed);
    Random random = new Random(seed);
    CapturedPages captured = CapturedPages.read(name);
    byte[] nobody = "           <...>".getBytes(StandardCharsets.US_ASCII);
    LinePrinter printer =
        new LinePrinter(
            captured.formats(),
            pid -> nobody,
            (address, withOffset) -> nobody,
            FlagsText.of("6.1"),
            captured.layout().order());
    PageCursor cursor = new PageCursor(captured.layout());
    LineHeader header = printer.header(1);
    byte[] out = new byte[40_000];
    for (int round = 0; round < ROUNDS; round++) {
      byte[] page = captured.pages().get(random.nextInt(captured.pages().size())).clone();
      for (int n = random.nextInt(20); n > 0; n--) {
        int at = random.nextInt(3) == 0 ? random.nextInt(64) : random.nextInt(page.length);
        page[at] = (byte) (random.nextBoolean() ? random.nextInt() : page[at] ^ 1 << n % 8);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(page.length + 1) : page.length;
      String reason = cursor.load(page, length);
      int events = 0;
      int from = random.nextInt(1_000);
      int end = out.length - random.nextInt(30_000);
      Arrays.fill(out, end, out.length, BEYOND);
      while (cursor.next()) {
        events++;
        int p = printer.print(cursor, header, out, from, end);
        if (p > 0) {
          assertThat(p).isBetween(from + 1, end);
          assertThat(out[p - 1]).isEqualTo((byte) '\n');
          assertThat(hasControlCharacter(out, from, p - 1)).isFalse();
        }
      }
      assertThat(isUntouched(out, end)).isTrue();
      assertThat(events).isEqualTo(cursor.events()).isLessThanOrEqualTo(page.length / 4);
      assertThat(reason == null || events == 0).isTrue();
    }
  }

  private static boolean hasControlCharacter(byte[] out, int from, int to) {
    for (int q = from; q < to; q++) {
      if (out[q] >= 0 && out[q] < ' ') {
        return true;
      }
    }
    return false;
  }

  private static boolean isUntouched(byte[] out, int from) {
    for (int q = from; q < out.length; q++) {
      if (out[q] != BEYOND) {
        return false;
      }
    }
    return true;
  }
}
