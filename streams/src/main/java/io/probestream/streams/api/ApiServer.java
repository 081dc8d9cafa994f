package io.probestream.streams.api;

import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves the API, from {@link #start} until {@link #close}; until {@link #serve} gives it a cluster
 * it answers 503. Thread-safe.
 *
 * <p>At most 16 threads and 256 connections, which may be idle for 30 s.
 */
public final class ApiServer implements AutoCloseable {
  /** Where instances ask each other. */
  public static final String PARTS = "/internal/v1/parts";

  private static final int THREADS = 16;
  private static final int CONNECTIONS = 256;
  private static final int IDLE_MS = 30_000;
  private static final int HEADER_BYTES = 16 << 10;

  private final ApiConfig config;
  private final Server server;
  private final ServerConnector connector;
  private final ApiHandler handler;

  public ApiServer(ApiConfig config) {
    this.config = config;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2, IDLE_MS);
    threads.setName("probestream-api");
    threads.setDaemon(true);
    server = new Server(threads);
    connector = connector();
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
    handler = new ApiHandler(config);
    server.setHandler(handler);
    server.setStopTimeout(0);
  }

  private ServerConnector connector() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setIdleTimeout(IDLE_MS);
    ServerConnector made;
    if (config.isSecure()) {
      http.addCustomizer(new SecureRequestCustomizer(false));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStorePath(config.keyStore().toAbsolutePath().toString());
      tls.setKeyStorePassword(config.keyStorePassword());
      made =
          new ServerConnector(
              server,
              1,
              1,
              new SslConnectionFactory(tls, HttpVersion.HTTP_1_1.asString()),
              new HttpConnectionFactory(http));
    } else {
      made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    }
    made.setHost(config.listen());
    made.setPort(config.port());
    made.setIdleTimeout(IDLE_MS);
    return made;
  }

  /**
   * Binds and listens.
   *
   * @throws UncheckedIOException with a sentence if that fails
   */
  public void start() {
    try {
      try {
        server.start();
      } catch (IOException e) {
        if (!config.otherPort() || !(e.getCause() instanceof BindException)) {
          throw e;
        }
        connector.setPort(0);
        server.start();
      }
    } catch (Exception e) {
      close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new UncheckedIOException(
          "the HTTP API cannot listen on "
              + config.listen()
              + ':'
              + config.port()
              + ": "
              + cause.getMessage()
              + "; choose another api.listen or api.port, or api.enabled=false",
          new IOException(e));
    }
  }

  /**
   * From now on requests are answered from there.
   *
   * @param metrics what {@code /metrics} shows; must be thread-safe
   */
  public void serve(Cluster cluster, Clock clock, Supplier<MetricSnapshots> metrics) {
    handler.serve(cluster, Endpoints.of(cluster, clock), metrics);
  }

  /** The port that it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Host and port at which other instances find this one. */
  public String advertised() {
    return config.advertised().isEmpty() ? reachable() + ':' + port() : config.advertised();
  }

  /** For people. */
  public String url() {
    return (config.isSecure() ? "https://" : "http://") + reachable() + ':' + port() + '/';
  }

  private String reachable() {
    try {
      InetAddress address = InetAddress.getByName(config.listen());
      return inUrl(
          address.isAnyLocalAddress() ? InetAddress.getLocalHost().getHostName() : config.listen());
    } catch (UnknownHostException e) {
      return inUrl(config.listen());
    }
  }

  /** A host as it stands in front of a port: an IPv6 address in brackets. */
  public static String inUrl(String host) {
    return host.indexOf(':') >= 0 && !host.startsWith("[") ? '[' + host + ']' : host;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP API did not end", e);
    }
  }
}
