package io.probestream.cli.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.Captures;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.schemas.Json;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.RunSummary;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is parsed ahead on other cores gives the results of one. */
class CoresTest {
  @ParameterizedTest
  @ValueSource(strings = {"x86_64-6.1/ring-lost", "x86_64-6.1/hostile", "arm64-6.1/complete"})
  void theSameOnOneAndOnSeveral(String capture) throws Exception {
    CaptureFile file = Captures.file(capture + ".txt.gz");
    assertThat(analyzed(file, 4)).isEqualTo(analyzed(file, 1));
  }

  private static String analyzed(CaptureFile file, int cores) throws InterruptedException {
    EngineConfig config = new EngineConfig(100, 0, 10_000, 2);
    Windows windows = Windows.keeping();
    RunSummary summary =
        new Analysis("host", new UUID(0, 1), 0, config, true, cores).run(file, windows, s -> {});
    return Json.string(AnalyzeJson.of(summary, "task", windows));
  }
}
