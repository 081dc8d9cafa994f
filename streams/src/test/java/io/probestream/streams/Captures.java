package io.probestream.streams;

import io.probestream.schemas.probe.ProbeDefinition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Captures of real kernels: small ones among the test resources, whole ones beside the project. */
public final class Captures {
  /** Resources with the definitions that made them, as {@code directory/name}. */
  public static final List<String> DEFINED =
      List.of(
          "x86_64-6.1/complete",
          "x86_64-6.1/hostile",
          "x86_64-6.1/instance-fetchargs",
          "x86_64-6.1/maxactive",
          "x86_64-6.1/no-irqinfo-tsc",
          "x86_64-6.1/ring-lost",
          "x86_64-6.1/tgid-mixed",
          "x86_64-6.1/trace-file",
          "arm64-6.1/complete",
          "arm64-6.1/instance-fetchargs",
          "arm64-6.1/maxactive",
          "arm64-6.1/no-irqinfo-tsc",
          "arm64-6.1/ring-lost",
          "arm64-6.1/tgid-mixed",
          "x86_64-6.18-uprobes/complete",
          "x86_64-6.18-uprobes/live_all_pipe",
          "x86_64-6.18-uprobes/uprobe_all_types_strings");

  /** Resources without. */
  public static final List<String> BARE =
      List.of(
          "x86_64-6.18-uprobes/live_annotate_tgid",
          "x86_64-6.18-uprobes/live_pipe_lost_tgid",
          "x86_64-6.18-uprobes/pipe1",
          "x86_64-6.18-uprobes/raw3.trace",
          "x86_64-6.18-uprobes/raw4.trace");

  private Captures() {}

  public static List<String> all() {
    return Stream.concat(DEFINED.stream(), BARE.stream()).toList();
  }

  /** The text of a resource. */
  public static byte[] text(String name) {
    return gunzip(resource(name + ".txt.gz"));
  }

  /** Its definitions, in the kernel's own syntax. */
  public static List<ProbeDefinition> definitions(String name) {
    return ProbeDefinition.parseAll(
        new String(resource(name + ".d/kprobe_events"), StandardCharsets.UTF_8));
  }

  /**
   * The directory of whole captures beside the project, whether or not it is there; {@code
   * -Dprobestream.shared=DIR} names another.
   */
  public static Path shared() {
    String given = System.getProperty("probestream.shared");
    // Maven runs tests in the module's directory.
    return (given == null ? Path.of("..", "..", "shared") : Path.of(given)).resolve("captures");
  }

  /** A file of {@link #shared}, unpacked if it is packed. */
  public static byte[] read(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return file.toString().endsWith(".gz") ? gunzip(bytes) : bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gunzip(byte[] packed) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = Captures.class.getResourceAsStream("/captures/" + name)) {
      if (in == null) {
        throw new IllegalArgumentException("no test resource captures/" + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
