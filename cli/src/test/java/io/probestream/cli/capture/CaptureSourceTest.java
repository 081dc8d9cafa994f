package io.probestream.cli.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.probestream.cli.Captures;
import io.probestream.cli.Failure;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Counters;
import io.probestream.schemas.raw.CpuCounter;
import io.probestream.schemas.raw.RecordType;
import io.probestream.schemas.raw.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureSourceTest {
  @TempDir private Path directory;

  private static List<CaptureRecord> read(CaptureFile file) {
    List<CaptureRecord> records = new ArrayList<>();
    try (CaptureSource source = CaptureSource.open(file)) {
      for (CaptureRecord r = source.next(); r != null; r = source.next()) {
        records.add(r);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return records;
  }

  private static byte[] lines(List<CaptureRecord> records) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    records.stream()
        .filter(r -> r.type() == RecordType.LINES)
        .forEach(r -> all.writeBytes(r.value()));
    return all.toByteArray();
  }

  private CaptureFile text(String text) throws IOException {
    Path file = directory.resolve("some.txt");
    Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    return CaptureFile.of(file.toString());
  }

  private static String line(String time, String rest) {
    return "            bash-1       [000] .....     " + time + ": " + rest + "\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x86_64-6.1/complete.txt.gz",
        "x86_64-6.1/hostile.txt.gz",
        "x86_64-6.1/tgid-mixed.txt.gz",
        "x86_64-6.1/trace-file.trace.txt.gz",
        "arm64-6.1/no-irqinfo-tsc.txt.gz",
        "x86_64-6.18-uprobes/live_all_pipe.txt.gz"
      })
  void all_bytes_arrive_in_numbered_chunks_of_whole_lines(String name) throws IOException {
    List<CaptureRecord> records = read(Captures.file(name));
    byte[] expected;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(Captures.path(name)))) {
      expected = in.readAllBytes();
    }
    assertThat(Arrays.equals(lines(records), expected)).isTrue();
    long firstLine = 0;
    long watermark = 0;
    for (int i = 0; i < records.size(); i++) {
      CaptureRecord r = records.get(i);
      assertThat(r.seq()).isEqualTo(i);
      assertThat(r.firstLine()).isEqualTo(firstLine);
      assertThat(r.watermark()).isGreaterThanOrEqualTo(watermark);
      watermark = r.watermark();
      firstLine += r.lines();
      if (r.type() == RecordType.LINES) {
        assertThat(r.value().length).isLessThanOrEqualTo(ChunkReader.TARGET_BYTES);
        assertThat(r.value()[r.value().length - 1]).isEqualTo((byte) '\n');
        assertThat(r.lines()).isEqualTo(newlines(r.value()));
      }
    }
  }

  private static int newlines(byte[] bytes) {
    int n = 0;
    for (byte b : bytes) {
      n += b == '\n' ? 1 : 0;
    }
    return n;
  }

  @Test
  void it_begins_with_a_status_and_ends_with_counters_and_a_closing_status() {
    List<CaptureRecord> records = read(Captures.file("x86_64-6.1/complete.txt.gz"));
    Status first = records.get(0).status();
    assertThat(first.closing()).isFalse();
    assertThat(first.definitionsKnown()).isTrue();
    assertThat(first.arch()).isEqualTo("x86_64");
    assertThat(first.kernelRelease()).isEqualTo("6.1.0-53-cloud-amd64");
    assertThat(first.clock()).isEqualTo("global");
    assertThat(first.clockUnit()).isEqualTo(Status.NS);
    assertThat(first.probes()).hasSize(11);
    assertThat(first.pairs()).hasSize(5).allMatch(p -> p.stackArg().equals("sp"));
    assertThat(first.counters().probes()).hasSize(11).allMatch(p -> p.hits() == 0);
    assertThat(first.counters().cpus()).hasSize(4).allMatch(c -> c.readEvents() == 0);

    CaptureRecord counters = records.get(records.size() - 2);
    Counters read = Json.read(counters.value(), Counters.class);
    assertThat(read.cpus().stream().mapToLong(CpuCounter::readEvents).sum()).isEqualTo(607_467);
    assertThat(read.agent().linesRead()).isEqualTo(607_467);
    assertThat(read.probes().get(0).hits()).isEqualTo(143_958);

    Status last = records.get(records.size() - 1).status();
    assertThat(last.closing()).isTrue();
    assertThat(last.counters()).isEqualTo(read);
  }

  @Test
  void the_watermark_stays_the_grace_behind_the_newest_line() {
    List<CaptureRecord> records = read(Captures.file("x86_64-6.1/complete.txt.gz"));
    CaptureRecord last = records.get(records.size() - 1);
    assertThat(last.reached()).isEqualTo(6_258_551_000L);
    // The newest time is the smallest of the last 16 KiB, which begin at 6.249088.
    assertThat(last.watermark()).isEqualTo(6_249_088_000L - ChunkReader.GRACE);
  }

  @Test
  void forged_old_lines_do_not_hold_the_watermark_back() {
    // 280 of its lines are dated 1.000001, its true ones 3.493114 to 3.919990.
    List<CaptureRecord> records = read(Captures.file("x86_64-6.1/hostile.txt.gz"));
    assertThat(records.get(records.size() - 1).watermark()).isGreaterThan(3_400_000_000L);
  }

  @Test
  void a_record_full_of_forged_lines_does_not_push_the_watermark_ahead() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      text.append(line("2.000" + (100 + i), "p: (f+0x0/0x10)"));
    }
    // As many forged lines as fit a record of 8 KiB.
    text.append(line("2.000700", "open: (g+0x0/0x10) file=\"").stripTrailing()).append('\n');
    for (int i = 0; i < 120; i++) {
      text.append(line("9.000000", "p: (f+0x0/0x10)"));
    }
    text.append("\" sp=0x1\n");
    List<CaptureRecord> records = read(text(text.toString()));
    assertThat(records.get(records.size() - 1).watermark())
        .isLessThanOrEqualTo(2_000_700_000L - ChunkReader.GRACE);
  }

  @Test
  void chunks_span_at_most_200_ms_of_trace_time() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      text.append(line(i + ".000000", "p: (f+0x0/0x10)"));
    }
    List<CaptureRecord> records = read(text(text.toString()));
    assertThat(records).filteredOn(r -> r.type() == RecordType.LINES).hasSize(10);
  }

  @Test
  void a_status_comes_every_60_s_of_trace_time() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 3_000; i++) {
      text.append(line(100 + i + ".000000", "p: (f+0x0/0x10)"));
    }
    List<CaptureRecord> records = read(text(text.toString()));
    // The newest time is found within the last 16 KiB, which are some 240 s here.
    assertThat(records.stream().filter(r -> r.status() != null).count()).isBetween(45L, 51L);
  }

  @Test
  void a_clock_that_counts_no_time_is_told_by_its_lines() {
    CaptureRecord x86 = read(Captures.file("x86_64-6.1/no-irqinfo-tsc.txt.gz")).get(0);
    assertThat(x86.status().clockUnit()).isEqualTo(Status.TICKS);
    assertThat(x86.status().clock()).isEqualTo("x86-tsc");
    CaptureRecord arm = read(Captures.file("arm64-6.1/no-irqinfo-tsc.txt.gz")).get(0);
    assertThat(arm.status().clockUnit()).isEqualTo(Status.TICKS);
    assertThat(arm.status().clock()).isEqualTo("counter");
    assertThat(arm.status().arch()).isEqualTo("aarch64");
  }

  @Test
  void entries_of_a_trace_file_count_as_handed_out() {
    List<CaptureRecord> records = read(Captures.file("x86_64-6.1/trace-file.trace.txt.gz"));
    Counters read = records.get(records.size() - 1).status().counters();
    assertThat(read.cpus().stream().mapToLong(CpuCounter::readEvents).sum()).isEqualTo(20_936);
  }

  @Test
  void one_cpu_of_a_trace_file_has_the_probes_but_not_the_counters_of_the_whole() {
    CaptureRecord first = read(Captures.file("x86_64-6.1/trace-file.cpu1.trace.txt.gz")).get(0);
    assertThat(first.status().definitionsKnown()).isTrue();
    assertThat(first.status().probes()).hasSize(6);
    assertThat(first.status().counters().cpus()).isEmpty();
  }

  @Test
  void a_bare_file_has_no_definitions_and_no_counters() {
    CaptureRecord first = read(Captures.file("x86_64-6.18-uprobes/complete.txt.gz")).get(0);
    assertThat(first.status().definitionsKnown()).isFalse();
    assertThat(first.status().probes()).isEmpty();
    assertThat(first.status().counters().cpus()).isEmpty();
  }

  @Test
  void a_last_line_without_a_newline_gets_one() throws IOException {
    List<CaptureRecord> records = read(text(line("1.000000", "p: (f+0x0/0x10)").trim()));
    assertThat(lines(records)).endsWith("0x10)\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(records.get(1).lines()).isEqualTo(1);
  }

  @Test
  void an_empty_file_is_a_session_without_lines() throws IOException {
    assertThat(read(text(""))).extracting(CaptureRecord::lines).containsExactly(0, 0, 0);
  }

  @Test
  void a_line_of_a_megabyte_is_no_capture() throws IOException {
    CaptureFile file = text("x".repeat(1_000_000));
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is not a capture: a line is longer than 256 KiB");
  }

  @Test
  void a_truncated_gzip_file_says_so() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < 10_000; i++) {
        out.write(
            line("1." + (100_000 + i), "p: (f+0x0/0x10)").getBytes(StandardCharsets.US_ASCII));
      }
    }
    Path file = directory.resolve("cut.txt.gz");
    Files.write(file, Arrays.copyOf(packed.toByteArray(), packed.size() - 100));
    CaptureFile capture = CaptureFile.of(file.toString());
    assertThatThrownBy(() -> read(capture))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is cut short");
  }

  @Test
  void a_file_of_two_bytes_that_only_looks_like_gzip_says_so() throws IOException {
    Path file = directory.resolve("two.gz");
    Files.write(file, new byte[] {0x1f, (byte) 0x8b});
    CaptureFile capture = CaptureFile.of(file.toString());
    assertThatThrownBy(() -> read(capture)).isInstanceOf(Failure.class);
  }

  @Test
  void a_directory_and_a_missing_file_are_named() {
    String here = directory.toString();
    assertThatThrownBy(() -> CaptureFile.of(here))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("is a directory");
    assertThatThrownBy(() -> CaptureFile.of(here + "/none.txt"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no such capture");
  }

  @Test
  void a_counters_file_that_is_not_one_is_named() throws IOException {
    CaptureFile file = text(line("1.000000", "p: (f+0x0/0x10)"));
    Files.createDirectory(directory.resolve("some.d"));
    Files.writeString(directory.resolve("some.d/kprobe_profile"), "hello\n");
    assertThatThrownBy(() -> CaptureSource.open(file))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("kprobe_profile")
        .hasMessageContaining("hello");
  }

  @Test
  void who_parses_the_lines_counts_them() throws Exception {
    CaptureFile capture = text(line("1.000000", "p: (f+0x0/0x10)").repeat(2_000));
    long[] found = {0};
    try (CaptureSource source = CaptureSource.open(capture)) {
      source.countedBy(() -> found[0]);
      for (CaptureRecord r = source.next(); r != null; r = source.next()) {
        assertThat(r.lines() + r.firstLine()).isZero();
        found[0] += r.type() == RecordType.LINES ? newlines(r.value()) : 0;
        assertThat(source.lines()).isEqualTo(found[0]);
      }
    }
    assertThat(found[0]).isEqualTo(2_000);
  }
}
