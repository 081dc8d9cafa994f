package io.probestream.collector.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class LineBufferTest {
  private static int put(LineBuffer buffer, byte[] bytes) {
    int ended = 0;
    int at = 0;
    while (at < bytes.length) {
      var space = buffer.space(16 << 10);
      int n = Math.min(space.remaining(), bytes.length - at);
      space.put(bytes, at, n);
      ended += buffer.onRead(n);
      at += n;
    }
    return ended;
  }

  private static byte[] line(int length, char c) {
    return (String.valueOf(c).repeat(length) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Property(tries = 200)
  void whateverTheReadsAreTheLinesComeOutWholeAndInOrder(
      @ForAll @Size(max = 60) List<@IntRange(max = 3_000) Integer> lengths,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 5_000) Integer> reads) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lengths.size(); i++) {
      text.append(String.valueOf((char) ('a' + i % 26)).repeat(lengths.get(i))).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    LineBuffer buffer = new LineBuffer();
    StringBuilder out = new StringBuilder();
    int lines = 0;
    int at = 0;
    for (int i = 0; at < bytes.length; i++) {
      var space = buffer.space(8 << 10);
      int n = Math.min(Math.min(reads.get(i % reads.size()), space.remaining()), bytes.length - at);
      space.put(bytes, at, n);
      buffer.onRead(n);
      at += n;
      if (buffer.isFull() || i % 3 == 0) {
        LineBuffer.Chunk chunk = buffer.take();
        assertThat(chunk.bytes().length).isLessThanOrEqualTo(LineBuffer.MAX_BYTES);
        String piece = new String(chunk.bytes(), StandardCharsets.US_ASCII);
        assertThat(piece.chars().filter(c -> c == '\n').count()).isEqualTo(chunk.lines());
        assertThat(piece.isEmpty() || piece.endsWith("\n")).isTrue();
        out.append(piece);
        lines += chunk.lines();
      }
    }
    LineBuffer.Chunk last = buffer.take();
    out.append(new String(last.bytes(), StandardCharsets.US_ASCII));
    assertThat(out.toString()).isEqualTo(text.toString());
    assertThat(lines + last.lines()).isEqualTo(lengths.size());
    assertThat(buffer.droppedLines()).isZero();
  }

  @Test
  void aLineThatFitsExactlyIsKept() {
    LineBuffer buffer = new LineBuffer();
    assertThat(put(buffer, line(LineBuffer.MAX_BYTES - 1, 'x'))).isEqualTo(1);
    assertThat(buffer.take().bytes()).hasSize(LineBuffer.MAX_BYTES);
    assertThat(buffer.droppedLines()).isZero();
  }

  @Test
  void aLongerLineIsDroppedAndCountedOnceAndTheNextOneKept() {
    LineBuffer buffer = new LineBuffer();
    assertThat(put(buffer, line(3 * LineBuffer.MAX_BYTES, 'x'))).isEqualTo(1);
    assertThat(put(buffer, line(3, 'y'))).isEqualTo(1);
    LineBuffer.Chunk chunk = buffer.take();
    assertThat(new String(chunk.bytes(), StandardCharsets.US_ASCII)).isEqualTo("yyy\n");
    assertThat(chunk.lines()).isEqualTo(1);
    assertThat(buffer.droppedLines()).isEqualTo(1);
    assertThat(buffer.hasPartialLine()).isFalse();
  }

  @Test
  void wholeLinesInFrontOfALongOneAreTakenFirst() {
    LineBuffer buffer = new LineBuffer();
    put(buffer, line(10, 'a'));
    List<LineBuffer.Chunk> chunks = new ArrayList<>();
    byte[] rest = line(LineBuffer.MAX_BYTES - 20, 'b');
    for (int at = 0; at < rest.length; ) {
      if (buffer.isFull()) {
        chunks.add(buffer.take());
      }
      var space = buffer.space(8 << 10);
      int n = Math.min(space.remaining(), rest.length - at);
      space.put(rest, at, n);
      buffer.onRead(n);
      at += n;
    }
    chunks.add(buffer.take());
    assertThat(chunks.stream().mapToInt(LineBuffer.Chunk::lines).sum()).isEqualTo(2);
    assertThat(buffer.droppedLines()).isZero();
  }

  @Test
  void aLineThatNeverEndsIsCountedAtTheEnd() {
    LineBuffer buffer = new LineBuffer();
    put(buffer, "ab\ncd".getBytes(StandardCharsets.US_ASCII));
    assertThat(buffer.hasPartialLine()).isTrue();
    assertThat(buffer.dropRest()).isEqualTo(1);
    assertThat(buffer.take().lines()).isEqualTo(1);
    assertThat(buffer.dropRest()).isZero();
  }
}
