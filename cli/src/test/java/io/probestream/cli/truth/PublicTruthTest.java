package io.probestream.cli.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of public projects, which are not copied here: other printers, old layouts, prose around
 * lines. Skipped where {@code ../shared/captures/public} beside the project (or the directory that
 * {@code -Dprobestream.captures.public=DIR} names) is missing.
 *
 * <p>The figures: records as the files' MANIFEST says (4,454 in atrace-test, 1,042 in the atrace
 * data) or as {@code grep -acE '\[[0-9]{3,}\] .*[0-9]: '} counts them; headers are lines with
 * {@code #} at their start and blank ones; prose is malformed before the first record and a
 * continuation behind one that may have some.
 */
class PublicTruthTest {
  private static Path directory() {
    String named = System.getProperty("probestream.captures.public");
    if (named != null) {
      return Path.of(named);
    }
    // The modules' tests run in the module's own directory.
    return Path.of("").toAbsolutePath().getParent().resolveSibling("shared/captures/public");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bcc_slabratetop_example.txt",
        "catapult_android_systrace.txt",
        "catapult_decompressed_atrace_data.txt",
        "surftrace_ReadMe.md",
        "tracecompass_atrace-test.txt",
        "tracecompass_trace-android-sched-irq-syscall.txt",
        "tracecompass_trace-critical-path.txt",
        "trappy_trace_empty.txt",
      })
  void every_figure_is_as_stated(String name) {
    Path file = directory().resolve(name);
    assumeTrue(Files.exists(file), () -> "no " + file);
    JsonNode found = Figures.analyze(file.toString());
    String stem = name.endsWith(".txt") ? name.substring(0, name.length() - 4) : name;
    assertThat(Figures.of(found)).isEqualTo(Figures.expected("public/" + stem));
  }
}
