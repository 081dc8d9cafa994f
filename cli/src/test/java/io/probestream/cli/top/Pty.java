package io.probestream.cli.top;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.probestream.cli.Processes;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jline.utils.ScreenTerminal;

/** The command line in a pseudo-terminal of its own, and what stands on its screen. */
final class Pty implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path name;
  private final Process process;
  private final OutputStream keys;
  private final Thread reader;
  private final StringBuilder all = new StringBuilder();
  private volatile ScreenTerminal screen;

  private Pty(Path name, Process process, int columns, int rows) {
    this.name = name;
    this.process = process;
    this.keys = process.getOutputStream();
    this.screen = new ScreenTerminal(columns, rows);
    this.reader = new Thread(this::read, "pty");
    reader.start();
  }

  /** script(1) makes the terminal; the command takes its shell's place. */
  static Pty start(
      Path directory, int columns, int rows, Map<String, String> environment, List<String> words)
      throws IOException {
    Path name = directory.resolve("pty");
    Files.deleteIfExists(name);
    List<String> command = new ArrayList<>(Processes.probestream(words).command());
    command.replaceAll(word -> "'" + word.replace("'", "'\\''") + "'");
    String shell =
        "stty rows %d cols %d; tty > '%s'; exec %s"
            .formatted(rows, columns, name, String.join(" ", command));
    ProcessBuilder builder = new ProcessBuilder("script", "-qefc", shell, "/dev/null");
    builder.environment().keySet().removeIf(key -> key.startsWith("PROBESTREAM_"));
    builder.environment().remove("COLUMNS");
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("SHELL", "/bin/sh");
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true);
    return new Pty(name, builder.start(), columns, rows);
  }

  private void read() {
    char[] buffer = new char[4096];
    try (Reader in = new InputStreamReader(process.getInputStream(), UTF_8)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        String text = new String(buffer, 0, n);
        synchronized (all) {
          all.append(text);
        }
        screen.write(text);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is seen. */
  String screen() {
    return screen.toString();
  }

  /** All that was written, with control sequences. */
  String written() {
    synchronized (all) {
      return all.toString();
    }
  }

  /** Waits until the screen is as it should be. */
  String await(Predicate<String> expected) {
    Awaitility.await().atMost(PATIENCE).until(() -> expected.test(screen()));
    return screen();
  }

  void press(String text) throws IOException {
    keys.write(text.getBytes(UTF_8));
    keys.flush();
  }

  /** As a window does that is drawn larger. */
  void resize(int columns, int rows) throws IOException, InterruptedException {
    screen = new ScreenTerminal(columns, rows);
    Process stty =
        new ProcessBuilder(
                "stty",
                "-F",
                Files.readString(name).strip(),
                "rows",
                Integer.toString(rows),
                "cols",
                Integer.toString(columns))
            .inheritIO()
            .start();
    if (stty.waitFor() != 0) {
      throw new IOException("stty could not resize the terminal");
    }
  }

  /** SIGTERM for the command itself, which is script's child or, behind a shell, its child's. */
  void terminate() {
    ProcessHandle command =
        process.descendants().filter(p -> p.children().findAny().isEmpty()).findAny().orElseThrow();
    command.destroy();
  }

  /** The command's exit status, once it has ended. */
  int status() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end; its screen: " + screen());
    }
    reader.join();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      process.waitFor();
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
