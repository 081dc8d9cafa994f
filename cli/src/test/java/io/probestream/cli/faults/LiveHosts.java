package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Real collectors, as hosts of different names, on uprobes of one program that the test starts. The
 * rings and the collectors' memory are the smallest there are. One thread.
 */
final class LiveHosts implements AutoCloseable {
  static final List<String> NAMES = List.of("red", "blue");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Site site;
  private final Uprobes uprobes;
  private final Child program;
  private final Map<String, Child> collectors = new LinkedHashMap<>();
  private final List<Child> ever = new CopyOnWriteArrayList<>();

  /** Lines that the kernel handed out to killed collectors, by their event group. */
  private final Map<String, Long> handedToKilled = new HashMap<>();

  /** Probes outlive their process: they are taken away also when this JVM is told to end. */
  private final Thread hook = new Thread(this::cleanAll, "fault-probes");

  private LiveHosts(Site site, Uprobes uprobes, Child program) {
    this.site = site;
    this.uprobes = uprobes;
    this.program = program;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static LiveHosts start(Site site, Uprobes uprobes) throws IOException {
    Child program = site.children.java("program", 32, AdlerPulse.class, List.of());
    LiveHosts hosts = new LiveHosts(site, uprobes, program);
    try {
      for (String name : NAMES) {
        hosts.launch(name);
      }
      for (String name : NAMES) {
        hosts.awaitOn(name);
      }
      return hosts;
    } catch (IOException | RuntimeException | AssertionError e) {
      hosts.close();
      throw e;
    }
  }

  private void launch(String name) throws IOException {
    List<String> command =
        List.of(
            "collect",
            "--host=" + name,
            "--bootstrap-servers=" + site.broker.forCollectors(),
            "--buffer-size=64KiB",
            "--set=memoryLimit=1MiB",
            "--set=closeTimeout=60s",
            "-e",
            "p:adler " + Uprobes.FUNCTION,
            "-e",
            "r:adler_ret " + Uprobes.FUNCTION + " $retval:u32");
    Child collector = site.children.probestream("collect-" + name, command);
    ever.add(collector);
    collectors.put(name, collector);
  }

  private void awaitOn(String name) {
    Child collector = collectors.get(name);
    await()
        .atMost(PATIENCE)
        .failFast(() -> assertThat(collector.isAlive()).as(collector::said).isTrue())
        .until(() -> uprobes.isOn(collector.pid()));
  }

  /** Calls of the probed function a second; each is two lines on each host. */
  void rate(long callsPerS) throws IOException {
    say("rate " + callsPerS);
  }

  /** Calls as fast as it can. */
  void burst(long calls) throws IOException {
    say("burst " + calls);
  }

  private void say(String line) throws IOException {
    program.process().getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    program.process().getOutputStream().flush();
  }

  Child collector(String name) {
    return collectors.get(name);
  }

  /** SIGKILL, a look at what the kernel had handed out to it, and a new collector that cleans. */
  void killAndRestart(String name) throws IOException, InterruptedException {
    Child killed = collectors.get(name);
    killed.kill();
    handedToKilled.put(Uprobes.group(killed.pid()), uprobes.stat(killed.pid(), "read events"));
    launch(name);
    awaitOn(name);
    assertThat(uprobes.hasLeft(killed.pid())).as("left behind").isFalse();
  }

  /** Events that the host's ring has lost so far. */
  long overrun(String name) throws IOException {
    long pid = collectors.get(name).pid();
    return uprobes.stat(pid, "overrun") + uprobes.stat(pid, "dropped events");
  }

  /** Waits until the rings of all hosts have lost more than they had. */
  void awaitOverruns() throws IOException {
    Map<String, Long> before = new HashMap<>();
    for (String name : NAMES) {
      before.put(name, overrun(name));
    }
    for (String name : NAMES) {
      await().atMost(PATIENCE).until(() -> overrun(name) > before.get(name));
    }
  }

  /** Ends the program's calls and all collectors, which must deliver all and leave nothing. */
  void stop() throws IOException, InterruptedException {
    rate(0);
    for (Child collector : collectors.values()) {
      collector.process().destroy();
    }
    for (Child collector : collectors.values()) {
      collector.awaitEnd();
      assertThat(collector.said())
          .as("the collector's last words")
          .contains("probestream: read ")
          .doesNotContain("not delivered")
          .doesNotContain("were dropped");
      assertThat(uprobes.hasLeft(collector.pid())).as("left behind").isFalse();
    }
  }

  /**
   * What the topic holds of each session: all lines that a closed one was given, and of a killed
   * one no more records than the kernel had handed out, which the next one told.
   *
   * @return lines that killed collectors had read and not published
   */
  long check(RawTruth truth) {
    long lostInCrashes = 0;
    for (RawTruth.Session session : truth.sessions.values()) {
      assertThat(session.lost).as("lines lost of %s %s", session.host, session.id).isZero();
      Long handed = handedToKilled.get(session.group);
      if (handed != null) {
        assertThat(session.closed).isFalse();
        assertThat(session.handedToKilled).as("as the next collector said").isEqualTo(handed);
        assertThat(session.records()).isLessThanOrEqualTo(handed);
        lostInCrashes += handed - session.records();
      } else {
        assertThat(session.closed).as("end of %s %s", session.host, session.id).isTrue();
      }
    }
    return lostInCrashes;
  }

  private void cleanAll() {
    for (Child child : ever) {
      child.process().destroyForcibly();
    }
    try {
      for (Child child : ever) {
        child.awaitEnd();
        uprobes.clean(child.pid());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("probestream probes clean takes away what is left", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    cleanAll();
  }
}
