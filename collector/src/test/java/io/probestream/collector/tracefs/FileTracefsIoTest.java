package io.probestream.collector.tracefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.collector.CollectorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTracefsIoTest {
  @TempDir Path dir;
  private final FileTracefsIo io = new FileTracefsIo();

  @Test
  void appendingKeepsWhatOthersDefined() throws IOException {
    Path events = Files.writeString(dir.resolve("kprobe_events"), "p:other/x vfs_read\n");
    io.append(events, "p:own/y vfs_write\n");
    assertThat(events).hasContent("p:other/x vfs_read\np:own/y vfs_write\n");
  }

  @Test
  void writingNeitherTruncatesNorCreates() throws IOException {
    Path pids = Files.writeString(dir.resolve("set_event_notrace_pid"), "12345");
    io.write(pids, "9");
    assertThat(pids).hasContent("92345");
    assertThatThrownBy(() -> io.write(dir.resolve("missing"), "1"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(dir.resolve("missing")).doesNotExist();
  }

  @Test
  void anOpenFileIsReadFromItsStartEachTime() throws IOException {
    Path stats = Files.writeString(dir.resolve("stats"), "entries: 1\n");
    try (TracefsIo.Rereadable file = io.open(stats)) {
      assertThat(file.read()).isEqualTo("entries: 1\n");
      Files.writeString(stats, "entries: 2\n");
      assertThat(file.read()).isEqualTo("entries: 2\n");
    }
  }

  @Test
  void theFirstPlaceThatHoldsTracefsIsTaken() throws IOException {
    Path second = Files.createDirectories(dir.resolve("debug/tracing"));
    Files.createFile(second.resolve("trace_pipe"));
    Path empty = Files.createDirectories(dir.resolve("tracing"));
    assertThat(Tracefs.find(io, List.of(dir.resolve("none"), empty, second)).root())
        .isEqualTo(second);
  }

  @Test
  void withoutTracefsTheSentenceSaysHowToMountIt() {
    assertThatThrownBy(() -> Tracefs.find(io, List.of(dir)))
        .isInstanceOf(CollectorException.class)
        .hasMessageContaining("no tracefs at " + dir)
        .hasMessageContaining("--mount");
  }
}
