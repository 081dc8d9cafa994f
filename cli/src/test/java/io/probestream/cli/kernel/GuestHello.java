package io.probestream.cli.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.Socket;

/** Runs in a guest: says hello to the host and port of its arguments. */
final class GuestHello {
  private GuestHello() {}

  public static void main(String[] args) throws IOException {
    try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
      socket.getOutputStream().write("hello".getBytes(UTF_8));
    }
  }
}
