package io.probestream.collector.tracefs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text of real kernels among the test resources. */
public final class Captured {
  private Captured() {}

  public static String text(String name) {
    try (InputStream in = Captured.class.getResourceAsStream("/captures/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
