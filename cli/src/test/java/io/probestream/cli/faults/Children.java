package io.probestream.cli.faults;

import io.probestream.cli.Main;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The processes of a round. All of them are gone when this is closed, and when this JVM ends before
 * that. Not thread-safe.
 */
final class Children implements AutoCloseable {
  private final Path dir;
  private final List<Child> children = new ArrayList<>();
  private final Thread hook = new Thread(this::destroyAll, "fault-children");

  /**
   * @param dir takes their logs
   */
  Children(Path dir) {
    this.dir = dir;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts a command of the real executable. */
  Child probestream(String name, List<String> arguments) throws IOException {
    return java(name, 256, Main.class, arguments);
  }

  /** Starts a main class of this class path. */
  synchronized Child java(String name, int heapMb, Class<?> main, List<String> arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heapMb + "m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:ErrorFile=" + dir.resolve("hs_err_%p.log"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    Path log = dir.resolve(children.size() + "-" + name + ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Child child = new Child(name, process, log);
    children.add(child);
    return child;
  }

  /** What each of them said last. */
  synchronized String said() {
    StringBuilder all = new StringBuilder();
    for (Child child : children) {
      all.append("--- ").append(child.name).append(", pid ").append(child.pid()).append('\n');
      all.append(child.said()).append('\n');
    }
    return all.toString();
  }

  private synchronized void destroyAll() {
    children.forEach(child -> child.process().destroyForcibly());
  }

  @Override
  public void close() {
    destroyAll();
    try {
      for (Child child : children) {
        child.awaitEnd();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they were told, and SIGKILL waits for nobody
    }
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
