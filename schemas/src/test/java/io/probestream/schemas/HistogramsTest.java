package io.probestream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HistogramsTest {
  @Test
  void equal_counts_have_equal_bytes_however_they_came_about() {
    Histogram direct = Histograms.empty(2);
    Histogram small = Histograms.empty(2);
    Histogram large = Histograms.empty(2);
    for (long value : new long[] {0, 1, 300, 22_448_375, 20_000_000_000L}) {
      direct.recordValue(value);
      (value < 1_000 ? small : large).recordValue(value);
    }
    small.add(large);
    assertThat(Histograms.encode(small)).isEqualTo(Histograms.encode(direct));
    Histogram decoded = Histograms.decode(Histograms.encode(direct));
    assertThat(Histograms.encode(decoded)).isEqualTo(Histograms.encode(direct));
    decoded.recordValue(1L << 50);
    assertThat(decoded.getTotalCount()).isEqualTo(6);
  }

  @Test
  void an_empty_histogram_survives_its_encoding() {
    Histogram decoded = Histograms.decodeBase64(Histograms.encodeBase64(Histograms.empty(3)));
    assertThat(decoded.getTotalCount()).isZero();
    assertThat(decoded.getNumberOfSignificantValueDigits()).isEqualTo(3);
  }
}
