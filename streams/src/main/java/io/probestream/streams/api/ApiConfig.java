package io.probestream.streams.api;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/**
 * What the HTTP API is told. Immutable.
 *
 * @param enabled whether there is one
 * @param listen address to listen on
 * @param port TCP port; 0 for any that is free
 * @param otherPort whether any free port will do where {@code port} is taken: it was nobody's
 *     choice
 * @param advertised host and port at which other instances find this one; empty for the address
 *     that it listens on
 * @param token what requests must carry; empty for none
 * @param keyStore PKCS #12 file with the server's key and certificate; null for plain HTTP. Other
 *     instances are trusted by it, too
 * @param keyStorePassword of the file
 * @param patienceMs how long a request waits for instances that cannot be reached
 */
public record ApiConfig(
    boolean enabled,
    String listen,
    int port,
    boolean otherPort,
    String advertised,
    String token,
    Path keyStore,
    String keyStorePassword,
    long patienceMs) {
  public static final String LOOPBACK = "127.0.0.1";
  public static final int DEFAULT_PORT = 8095;

  public ApiConfig {
    present(listen, "api.listen");
    check(port >= 0 && port <= 65_535, "api.port must be a port number, or 0");
    check(
        present(advertised, "api.advertised").isEmpty() || advertised.matches(".+:[0-9]{1,5}"),
        "api.advertised is '" + advertised + "'; expected HOST:PORT");
    check(
        present(token, "api.token").isEmpty() || token.length() >= 16,
        "api.token must have at least 16 characters");
    check(
        token.chars().allMatch(c -> c > ' ' && c < 0x7f),
        "api.token may hold only printable ASCII characters without blanks");
    present(keyStorePassword, "api.tls.password");
    check(patienceMs >= 0, "api.patience must not be negative");
  }

  public static ApiConfig none() {
    return new ApiConfig(false, LOOPBACK, 0, false, "", "", null, "", 0);
  }

  /** On this machine, at any free port. */
  public static ApiConfig local() {
    return new ApiConfig(true, LOOPBACK, 0, false, "", "", null, "", 10_000);
  }

  boolean isSecure() {
    return keyStore != null;
  }

  /** Whether only this machine can connect. */
  boolean isLoopback() {
    try {
      return InetAddress.getByName(listen).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false; // binding to it will say so
    }
  }

  @Override
  public String toString() {
    return "ApiConfig[listen=" + listen + ", port=" + port + "]"; // never the secrets
  }
}
