package io.probestream.cli.demo;

import java.io.PrintWriter;
import java.util.List;

/** For pipes and files: a whole table now and then. */
final class PlainDisplay implements Display {
  private static final long PERIOD_MS = 5_000;
  private static final int WIDTH = 160;
  private static final int HEIGHT = 1_000;

  private final PrintWriter out;

  PlainDisplay(PrintWriter out) {
    this.out = out;
  }

  @Override
  public int width() {
    return WIDTH;
  }

  @Override
  public int height() {
    return HEIGHT;
  }

  @Override
  public long periodMs() {
    return PERIOD_MS;
  }

  @Override
  public void show(List<String> lines) {
    lines.forEach(out::println);
    out.println();
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }
}
