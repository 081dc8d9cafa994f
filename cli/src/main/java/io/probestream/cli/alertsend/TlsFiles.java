package io.probestream.cli.alertsend;

import io.probestream.schemas.config.ConfigSection;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** {@code tls}: whom to trust beyond the JVM's own, and who we are. */
final class TlsFiles {
  private TlsFiles() {}

  /** Null if nothing is said. */
  static SSLContext read(ConfigSection receiver) {
    if (!receiver.has("tls")) {
      return null;
    }
    ConfigSection tls = receiver.section("tls");
    tls.allow(
        Stream.concat(Stream.of("ca", "keyStore"), Stream.of(Secret.keys("password")))
            .toArray(String[]::new));
    String key = "ca";
    try {
      TrustManager[] trusted = trusted(tls.string("ca", null));
      key = "keyStore";
      Secret password = Secret.read(tls, "password");
      KeyManager[] keys = keys(tls.string("keyStore", null), password);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trusted, null);
      return context;
    } catch (NoSuchFileException e) {
      throw tls.error(key, "no such file: " + e.getMessage());
    } catch (IOException | GeneralSecurityException e) {
      throw tls.error(
          key,
          (key.equals("ca")
                  ? "expected certificates in PEM"
                  : "expected a PKCS #12 file and its password")
              + ": "
              + e.getMessage());
    }
  }

  private static TrustManager[] trusted(String file) throws IOException, GeneralSecurityException {
    if (file == null) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      int number = 0;
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, c);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(String file, Secret password)
      throws IOException, GeneralSecurityException {
    if (file == null) {
      return null;
    }
    char[] chars = password == null ? new char[0] : password.value().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      store.load(in, chars);
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, chars);
    return factory.getKeyManagers();
  }
}
