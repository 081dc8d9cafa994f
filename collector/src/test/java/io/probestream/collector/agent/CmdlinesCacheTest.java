package io.probestream.collector.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.probestream.collector.tracefs.FileTracefsIo;
import io.probestream.collector.tracefs.Tracefs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On plain files: newer kernels round the size up and have none that is small. */
class CmdlinesCacheTest {
  @TempDir Path root;
  private Path size;
  private Path memory;

  @BeforeEach
  void make() throws IOException {
    size = root.resolve("saved_cmdlines_size");
    memory = root.resolve("run/probestream/size");
    Files.writeString(size, "1000");
    Files.createDirectory(root.resolve("instances"));
  }

  private CmdlinesCache started() {
    CmdlinesCache cache = new CmdlinesCache(new Tracefs(new FileTracefsIo(), root), memory);
    cache.takeOver();
    cache.enlarge();
    return cache;
  }

  private int size() throws IOException {
    return Integer.parseInt(Files.readString(size));
  }

  @Test
  void whatAKilledCollectorEnlargedIsPutBackAtTheEndOfTheNext() throws IOException {
    started(); // and killed
    assertThat(size()).isEqualTo(4_096);
    assertThat(started().restore()).hasValue(1_000);
    assertThat(size()).isEqualTo(1_000);
    assertThat(memory).doesNotExist();
  }

  @Test
  void theLastOfSeveralPutsItBackNotTheOneThatEnlargedIt() throws IOException {
    CmdlinesCache first = started();
    Path other = Files.createDirectory(root.resolve("instances/probestream-2"));
    CmdlinesCache last = started();
    assertThat(first.restore()).isEmpty();
    assertThat(size()).isEqualTo(4_096);
    Files.delete(other);
    assertThat(last.restore()).hasValue(1_000);
  }

  @Test
  void aSizeThatSomebodySetSinceStays() throws IOException {
    started();
    Files.writeString(size, "5000");
    assertThat(started().restore()).isEmpty();
    assertThat(size()).isEqualTo(5_000);
  }

  @Test
  void withoutAPlaceToRememberOnlyTheOneThatEnlargedItPutsItBack() throws IOException {
    Files.writeString(root.resolve("run"), "a file");
    CmdlinesCache first = started();
    assertThat(started().restore()).isEmpty();
    assertThat(first.restore()).hasValue(1_000);
  }
}
