package io.probestream.cli.demo;

import java.util.List;

/** For {@code --format json}: only the summary is wanted. */
final class NoDisplay implements Display {
  @Override
  public int width() {
    return 80;
  }

  @Override
  public int height() {
    return 24;
  }

  @Override
  public long periodMs() {
    return 1_000;
  }

  @Override
  public void show(List<String> lines) {
    // nobody looks
  }

  @Override
  public void close() {
    // nothing was taken
  }
}
