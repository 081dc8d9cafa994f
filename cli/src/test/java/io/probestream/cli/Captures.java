package io.probestream.cli;

import io.probestream.cli.capture.CaptureFile;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** The captures among the resources, by name: {@code x86_64-6.1/hostile.txt.gz}. */
public final class Captures {
  private Captures() {}

  public static Path path(String name) {
    URL url = Captures.class.getResource("/captures/" + name);
    if (url == null) {
      throw new IllegalArgumentException("no capture " + name + " among the resources");
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no path: " + url, e);
    }
  }

  public static CaptureFile file(String name) {
    return CaptureFile.of(path(name).toString());
  }
}
