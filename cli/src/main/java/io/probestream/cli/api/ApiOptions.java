package io.probestream.cli.api;

import static io.probestream.schemas.Checks.check;

import io.probestream.cli.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Option;

/** How to reach the API: a mixin of every command that asks it. */
public final class ApiOptions {
  public static final String URL_ENV = "PROBESTREAM_API";
  public static final String TOKEN_ENV = "PROBESTREAM_API_TOKEN";
  public static final String DEFAULT_URL = "http://127.0.0.1:8095";

  @Option(
      names = "--api",
      paramLabel = "URL",
      description =
          "The HTTP API of a streams application (environment: "
              + URL_ENV
              + "; default: "
              + DEFAULT_URL
              + "). What api.token says is taken from "
              + TOKEN_ENV
              + ".")
  private String url;

  @Option(
      names = "--api-trust",
      paramLabel = "FILE",
      description = "Certificates to believe, PEM, where the API has one that the JVM does not.")
  private Path trust;

  /** Whether the command line names it. */
  public boolean isGiven() {
    return url != null;
  }

  /** Whether it is named at all. */
  public boolean isNamed(Map<String, String> environment) {
    return isGiven() || environment.get(URL_ENV) != null;
  }

  /**
   * A client for it.
   *
   * @throws Failure if the certificates cannot be read
   * @throws IllegalArgumentException if the address is none
   */
  public ApiClient client(Map<String, String> environment) {
    String address = url != null ? url : environment.getOrDefault(URL_ENV, DEFAULT_URL);
    return new ApiClient(
        address(address), environment.get(TOKEN_ENV), trust == null ? null : trusted());
  }

  private static URI address(String text) {
    URI address = URI.create(text.contains("://") ? text : "http://" + text);
    check(
        address.getHost() != null && address.getScheme().matches("https?"),
        "--api must be a URL such as " + DEFAULT_URL + " but is '" + text + "'");
    return address;
  }

  private SSLContext trusted() {
    try (InputStream in = Files.newInputStream(trust)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("c" + count++, c);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new Failure("cannot read --api-trust " + trust + ": " + e.getMessage(), e);
    }
  }
}
