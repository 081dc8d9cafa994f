package io.probestream.cli.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * The broker's process, on fixed ports over all its lives. The test reaches it directly, collectors
 * and streams each through a {@link Link} of their own. One thread.
 */
final class Broker implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String LOOPBACK = "127.0.0.1:";

  final Link collectors;
  final Link streams;
  private final Children children;
  private final Path dir;
  private final int port;
  private final List<String> settings;
  private Child child;

  private Broker(
      Children children, Path dir, int port, Link collectors, Link streams, List<String> settings) {
    this.children = children;
    this.dir = dir;
    this.port = port;
    this.collectors = collectors;
    this.streams = streams;
    this.settings = settings;
  }

  /** A broker that serves. */
  static Broker start(Children children, Path dir) throws Exception {
    List<Integer> ports = freePorts(4);
    Link collectors = Link.to(ports.get(2));
    Link streams = Link.to(ports.get(3));
    List<String> settings = new ArrayList<>();
    String controller = LOOPBACK + ports.get(1);
    settings.add("controller.quorum.voters=1@" + controller);
    settings.add(
        "listeners=CLIENT://%s,CONTROLLER://%s,COLLECT://%s,STREAM://%s"
            .formatted(
                LOOPBACK + ports.get(0),
                controller,
                LOOPBACK + ports.get(2),
                LOOPBACK + ports.get(3)));
    settings.add(
        "advertised.listeners=CLIENT://%s,COLLECT://%s,STREAM://%s"
            .formatted(
                LOOPBACK + ports.get(0), LOOPBACK + collectors.port(), LOOPBACK + streams.port()));
    settings.add(
        "listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT,"
            + "COLLECT:PLAINTEXT,STREAM:PLAINTEXT");
    // A killed broker is let in again when its old session is over.
    settings.add("broker.session.timeout.ms=3000");
    settings.add("broker.heartbeat.interval.ms=500");
    settings.add("transaction.abort.timed.out.transaction.cleanup.interval.ms=1000");
    Broker broker = new Broker(children, dir, ports.get(0), collectors, streams, settings);
    broker.launch();
    broker.awaitServing();
    return broker;
  }

  private static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket socket : held) {
      socket.close();
    }
    return ports;
  }

  String direct() {
    return LOOPBACK + port;
  }

  String forCollectors() {
    return LOOPBACK + collectors.port();
  }

  String forStreams() {
    return LOOPBACK + streams.port();
  }

  boolean isAlive() {
    return child.isAlive();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    child.kill();
  }

  /** Controlled shutdown. */
  void stop() throws InterruptedException {
    child.stop();
  }

  /** Starts it again on the same directory and waits until it serves. */
  void restart() throws IOException {
    launch();
    awaitServing();
  }

  void heal() {
    collectors.heal();
    streams.heal();
  }

  private void launch() throws IOException {
    List<String> arguments = new ArrayList<>(List.of(dir.toString(), Integer.toString(port)));
    arguments.addAll(settings);
    child = children.java("broker", 384, BrokerMain.class, arguments);
  }

  private void awaitServing() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .failFast(() -> assertThat(child.isAlive()).as(child::said).isTrue())
        .until(this::serves);
  }

  private boolean serves() throws InterruptedException {
    Map<String, Object> p =
        Map.of(
            "bootstrap.servers", direct(),
            "request.timeout.ms", 2_000,
            "default.api.timeout.ms", 3_000);
    try (Admin admin = Admin.create(p)) {
      return !admin.describeCluster().nodes().get(3, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false; // not yet
    }
  }

  @Override
  public void close() throws IOException {
    collectors.close();
    streams.close();
  }
}
