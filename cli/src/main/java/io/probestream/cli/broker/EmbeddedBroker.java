package io.probestream.cli.broker;

import io.probestream.cli.Failure;
import io.probestream.cli.broker.BrokerOptions.Listener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker and controller (KRaft) in this JVM, ready when {@link #start} returns. Leaves
 * its directory behind; whoever made that removes it. Thread-safe.
 */
public final class EmbeddedBroker implements AutoCloseable {
  static final String CLIENT = "CLIENT";
  static final String CONTROLLER = "CONTROLLER";
  private static final int START_ATTEMPTS = 5;

  private final DirectoryLock lock;
  private final KafkaRaftServer server;
  private final BrokerOptions options;
  private final Map<String, Integer> ports;
  private boolean closed;

  private EmbeddedBroker(
      DirectoryLock lock,
      KafkaRaftServer server,
      BrokerOptions options,
      Map<String, Integer> ports) {
    this.lock = lock;
    this.server = server;
    this.options = options;
    this.ports = ports;
  }

  /**
   * Starts a broker and waits until it serves.
   *
   * @throws Failure if it cannot, such as on a directory that another broker uses
   */
  public static EmbeddedBroker start(BrokerOptions options) {
    for (int attempt = 1; ; attempt++) {
      Map<String, Integer> ports = freePorts(options);
      try {
        return tryStart(options, ports);
      } catch (IOException | RuntimeException e) {
        // Between finding a free port and taking it somebody else may have been faster.
        if (!isBindFailure(e) || options.port() != 0 || attempt == START_ATTEMPTS) {
          throw new Failure(
              "cannot start the embedded Kafka in " + options.directory() + ": " + root(e), e);
        }
      }
    }
  }

  private static EmbeddedBroker tryStart(BrokerOptions options, Map<String, Integer> ports)
      throws IOException {
    DirectoryLock lock = DirectoryLock.take(options.directory());
    try {
      return tryStart(lock, options, ports);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedBroker tryStart(
      DirectoryLock lock, BrokerOptions options, Map<String, Integer> ports) throws IOException {
    Properties properties = BrokerProperties.of(options, ports);
    if (!Files.exists(options.directory().resolve("meta.properties"))) {
      format(options.directory(), properties);
    }
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(properties, false), Time.SYSTEM);
    try {
      server.startup();
      return new EmbeddedBroker(lock, server, options, ports);
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  private static void format(Path directory, Properties properties) throws IOException {
    Path file = directory.resolve("server.properties");
    try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      properties.store(writer, null);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int status;
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      String[] args = {
        "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
      };
      status = StorageTool.execute(args, out);
    }
    if (status != 0) {
      throw new IOException(said.toString(StandardCharsets.UTF_8).strip());
    }
  }

  private static Map<String, Integer> freePorts(BrokerOptions options) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    List<ServerSocket> held = new ArrayList<>();
    try {
      ports.put(CLIENT, options.port() == 0 ? freePort(held) : options.port());
      ports.put(CONTROLLER, freePort(held));
      for (Listener l : options.extraListeners()) {
        ports.put(l.name(), freePort(held));
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new Failure("cannot find a free port on the loopback: " + e.getMessage(), e);
    }
    return ports;
  }

  /** Held until all are found, so that no two are the same. */
  private static int freePort(List<ServerSocket> held) throws IOException {
    ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    held.add(socket);
    return socket.getLocalPort();
  }

  private static boolean isBindFailure(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static String root(Throwable e) {
    Throwable t = e;
    while (t.getCause() != null) {
      t = t.getCause();
    }
    return t.getMessage() == null ? t.toString() : t.getMessage();
  }

  /** {@code host:port} for clients on this machine. */
  public String bootstrapServers() {
    return "127.0.0.1:" + ports.get(CLIENT);
  }

  /** {@code host:port} as clients of an extra listener know it. */
  public String bootstrapServers(String listener) {
    for (Listener l : options.extraListeners()) {
      if (l.name().equals(listener)) {
        return l.advertisedHost() + ":" + ports.get(listener);
      }
    }
    throw new IllegalArgumentException("no listener '" + listener + "'");
  }

  /** The port of {@link #bootstrapServers()}. */
  public int port() {
    return ports.get(CLIENT);
  }

  /** Stops the broker and waits for it; a second call does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    server.shutdown();
    server.awaitShutdown();
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot release " + options.directory(), e);
    }
  }
}
