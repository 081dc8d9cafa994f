package io.probestream.collector.metrics;

import io.probestream.collector.CollectorException;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Serves {@code /metrics} with one thread, from {@link #start} until {@link #close}. */
public final class MetricsServer implements AutoCloseable {
  private static final int WAITING = 16;

  private final ExecutorService thread;
  private final HTTPServer server;
  private final String host;

  private MetricsServer(String host, ExecutorService thread, HTTPServer server) {
    this.host = host;
    this.thread = thread;
    this.server = server;
  }

  /**
   * Binds and listens.
   *
   * @param port 0 for any that is free
   * @throws CollectorException with a sentence if that fails
   */
  public static MetricsServer start(String host, int port, MultiCollector metrics) {
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register(metrics);
    ExecutorService thread =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(WAITING),
            task -> {
              Thread made = new Thread(task, "probestream-metrics");
              made.setDaemon(true);
              return made;
            });
    try {
      return new MetricsServer(
          host,
          thread,
          HTTPServer.builder()
              .hostname(host)
              .port(port)
              .executorService(thread)
              .registry(registry)
              .buildAndStart());
    } catch (IOException e) {
      thread.shutdown();
      throw new CollectorException(
          "metrics cannot be served at "
              + host
              + ':'
              + port
              + ": "
              + e.getMessage()
              + "; choose another --metrics HOST:PORT",
          e);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** For people. */
  public String url() {
    return "http://" + host + ':' + port() + "/metrics";
  }

  @Override
  public void close() {
    server.close();
    thread.shutdownNow();
  }
}
