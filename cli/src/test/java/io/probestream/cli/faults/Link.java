package io.probestream.cli.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between clients and a broker that can be cut (connections are closed, new ones too),
 * stalled (nothing passes, nothing is closed) and throttled. Clients stay on it because the broker
 * advertises its port. Thread-safe.
 */
final class Link implements AutoCloseable {
  private static final int CHUNK_BYTES = 8 << 10;
  private static final long NS_PER_S = 1_000_000_000L;

  private enum State {
    OPEN,
    CUT,
    STALLED
  }

  private final ServerSocket server;
  private final int target;
  private final Set<Socket> sockets = new HashSet<>();
  private State state = State.OPEN;
  private long bytesPerS;
  private boolean closed;

  private Link(ServerSocket server, int target) {
    this.server = server;
    this.target = target;
  }

  /** A link from a free port to the port {@code target} of the loopback. */
  static Link to(int target) throws IOException {
    Link link = new Link(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
    start(link::accept, "link-accept");
    return link;
  }

  int port() {
    return server.getLocalPort();
  }

  /** Closes every connection, and new ones at once. */
  synchronized void cut() {
    state = State.CUT;
    closeAll();
    notifyAll();
  }

  /** Nothing passes, and nobody is told. */
  synchronized void stall() {
    state = State.STALLED;
  }

  /** So many bytes a second and direction of each connection. */
  synchronized void throttle(long limitBytesPerS) {
    bytesPerS = limitBytesPerS;
  }

  synchronized void heal() {
    state = State.OPEN;
    bytesPerS = 0;
    notifyAll();
  }

  private static void start(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = server.accept();
        Socket upstream = connect(client);
        if (upstream != null) {
          start(() -> pump(client, upstream), "link-up");
          start(() -> pump(upstream, client), "link-down");
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private Socket connect(Socket client) throws IOException {
    synchronized (this) {
      if (state == State.CUT || closed) {
        client.close();
        return null;
      }
    }
    Socket upstream;
    try {
      upstream = new Socket(InetAddress.getLoopbackAddress(), target);
    } catch (IOException e) {
      client.close(); // the broker is down: so is the way to it
      return null;
    }
    synchronized (this) {
      sockets.add(client);
      sockets.add(upstream);
    }
    return upstream;
  }

  private void pump(Socket from, Socket to) {
    byte[] bytes = new byte[CHUNK_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        pass(n);
        out.write(bytes, 0, n);
      }
    } catch (IOException e) {
      return; // one of both has closed: try-with-resources has told the other
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        sockets.remove(from);
        sockets.remove(to);
      }
    }
  }

  private void pass(int bytes) throws InterruptedException {
    long limit;
    synchronized (this) {
      while (state == State.STALLED) {
        wait();
      }
      limit = bytesPerS;
    }
    if (limit > 0) {
      LockSupport.parkNanos(bytes * NS_PER_S / limit);
    }
  }

  private void closeAll() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new IllegalStateException("cannot close a connection of the link", e);
      }
    }
    sockets.clear();
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    state = State.OPEN;
    notifyAll();
    server.close();
    closeAll();
  }
}
