package io.probestream.collector.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The printers of numbers beside those of the JDK. */
class NumbersTest {
  private final byte[] out = new byte[32];

  private String printed(int end) {
    return new String(out, 1, end - 1, StandardCharsets.US_ASCII);
  }

  private void check(long value) {
    assertThat(printed(Numbers.unsigned(value, out, 1))).isEqualTo(Long.toUnsignedString(value));
    assertThat(printed(Numbers.signed(value, out, 1))).isEqualTo(Long.toString(value));
    assertThat(printed(Numbers.hex(value, out, 1))).isEqualTo("0x" + Long.toHexString(value));
    int nine = (int) Long.remainderUnsigned(value, 1_000_000_000);
    assertThat(printed(Numbers.nineDigits(nine, out, 1)))
        .isEqualTo(String.format(Locale.ROOT, "%09d", nine));
  }

  @Test
  void eachNumberOfDigitsIsPrintedRight() {
    for (long ten = 1; ten > 0; ten = ten > Long.MAX_VALUE / 10 ? 0 : ten * 10) {
      check(ten - 1);
      check(ten);
      check(-ten);
    }
    for (int bit = 0; bit < 64; bit++) {
      check((1L << bit) - 1);
      check(1L << bit);
    }
  }

  @Test
  void anyNumberIsPrintedRight() {
    long seed = System.nanoTime();
    System.out.println("NumbersTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      check(random.nextLong() >>> random.nextInt(64));
    }
  }
}
