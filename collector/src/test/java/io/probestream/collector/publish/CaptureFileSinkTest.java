package io.probestream.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.probestream.collector.CollectorException;
import io.probestream.schemas.raw.Form;
import io.probestream.schemas.raw.RawMeta;
import io.probestream.schemas.raw.RecordType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaptureFileSinkTest {
  @TempDir Path dir;

  private static void send(CaptureFileSink sink, RecordType type, String text) {
    sink.send(
        new RawMeta(type, "s", 0, 0, 1, 0, 0, Form.KERNEL),
        text.getBytes(StandardCharsets.ISO_8859_1),
        0);
  }

  @Test
  void onlyLinesAreWrittenAndExactlyAsTheyCame() throws IOException {
    Path file = dir.resolve("a.txt");
    CaptureFileSink sink = new CaptureFileSink(file);
    sink.open();
    send(sink, RecordType.STATUS, "{}");
    send(sink, RecordType.LINES, "x\u00ff\u0001\n");
    send(sink, RecordType.LINES, "y\n");
    assertThat(sink.close(0)).isEqualTo(Undelivered.NONE);
    assertThat(sink.close(0)).isEqualTo(Undelivered.NONE);
    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).isEqualTo("x\u00ff\u0001\ny\n");
  }

  @Test
  void gzIsCompressedAndTheCountersStandBeside() throws IOException {
    Path file = dir.resolve("b.txt.gz");
    CaptureFileSink sink = new CaptureFileSink(file);
    sink.open();
    send(sink, RecordType.LINES, "x\n");
    sink.writeSideFiles(Map.of("kprobe_events", "p:g/e f\n"));
    sink.close(0);
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("x\n");
    }
    assertThat(dir.resolve("b.d/kprobe_events")).hasContent("p:g/e f");
  }

  @Test
  void aCaptureThatDoesNotBeginTakesNoneAwayAndLeavesNone() throws IOException {
    Path old = dir.resolve("old.txt");
    Files.writeString(old, "x\n");
    for (Path file : new Path[] {old, dir.resolve("new.txt.gz")}) {
      CaptureFileSink sink = new CaptureFileSink(file);
      sink.open();
      sink.close(0);
    }
    assertThat(old).hasContent("x\n");
    assertThat(dir.toFile().list()).containsExactly("old.txt");
    CaptureFileSink sink = new CaptureFileSink(old);
    sink.open();
    send(sink, RecordType.STATUS, "{}");
    sink.close(0);
    assertThat(old).isEmptyFile();
  }

  @Test
  void aDirectoryThatDoesNotExistIsASentence() {
    CaptureFileSink sink = new CaptureFileSink(dir.resolve("no/x.txt"));
    assertThatThrownBy(sink::open)
        .isInstanceOf(CollectorException.class)
        .hasMessageStartingWith("cannot write " + dir.resolve("no/x.txt"));
  }

  @Test
  void aFullDiskIsASentence() {
    Path full = Path.of("/dev/full");
    assumeThat(full).exists();
    CaptureFileSink sink = new CaptureFileSink(full);
    sink.open();
    assertThatThrownBy(
            () -> {
              send(sink, RecordType.LINES, "x".repeat(100_000));
              sink.close(0);
            })
        .isInstanceOf(CollectorException.class)
        .hasMessageContaining("No space left on device")
        .hasMessageContaining("free space");
  }

  @Test
  void whatIsDiscardedLeavesNothingButWhatWasThere() throws IOException {
    Path mine = dir.resolve("c.d/mine");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "mine");
    for (String name : new String[] {"c.txt", "d.txt.gz"}) {
      CaptureFileSink sink = new CaptureFileSink(dir.resolve(name));
      sink.open();
      send(sink, RecordType.LINES, "x\n");
      sink.writeSideFiles(Map.of("kprobe_events", "p:g/e f\n"));
      sink.discard();
      assertThat(sink.close(0)).isEqualTo(Undelivered.NONE);
    }
    assertThat(dir).isDirectoryRecursivelyContaining("glob:**/mine");
    assertThat(dir.toFile().list()).containsExactly("c.d");
    assertThat(dir.resolve("c.d").toFile().list()).containsExactly("mine");
  }
}
