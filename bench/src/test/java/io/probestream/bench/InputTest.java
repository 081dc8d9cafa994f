package io.probestream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.cli.analyze.Analysis;
import io.probestream.cli.capture.CaptureFile;
import io.probestream.schemas.Json;
import io.probestream.streams.engine.EngineConfig;
import io.probestream.streams.engine.RunSummary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputTest {
  private static final long MIB = 1 << 20;

  @TempDir Path dir;

  @Test
  void everyCopyHasAllCallsOfTheCaptureAndNoneCrossesFromOneToTheNext() throws Exception {
    Input input = Input.write(dir, "two", 100 * MIB);
    assertThat(input.copies()).isEqualTo(2);
    assertThat(Files.size(input.file())).isGreaterThan(100 * MIB);
    CountingSink windows = new CountingSink();
    RunSummary found =
        new Analysis("h", new UUID(0, 0), 0, EngineConfig.standard(), false)
            .run(CaptureFile.of(input.file().toString()), windows, source -> {});
    assertThat(found.lines()).isEqualTo(input.lines());
    assertThat(windows.records).isPositive();
    List<Map<String, Object>> functions =
        found.functions().stream()
            .map(f -> Map.<String, Object>of("returnProbe", f.returnProbe(), "count", f.count()))
            .toList();
    Calls.checkOurs(Json.string(Map.of("functions", functions)), input);
  }
}
