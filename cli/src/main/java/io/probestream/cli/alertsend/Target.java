package io.probestream.cli.alertsend;

import io.probestream.schemas.config.ConfigSection;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Where to post and how: address, credentials, patience.
 *
 * @param url with {@code path} behind it; often a secret itself
 * @param user of basic authentication; null for none
 * @param secret its password, or without a user the bearer token; null for none
 * @param tls null for the JVM's own
 */
record Target(Secret url, String path, String user, Secret secret, SSLContext tls, long timeoutMs) {
  private static final long DEFAULT_TIMEOUT_MS = 10_000;

  static Stream<String> keys() {
    return Stream.of(
            Stream.of(Secret.keys("url")),
            Stream.of("timeout", "basicAuth", "tls"),
            Stream.of(Secret.keys("bearer")))
        .flatMap(s -> s);
  }

  static Target plain(String url, String path) {
    return new Target(Secret.of(checked(url)), path, null, null, null, DEFAULT_TIMEOUT_MS);
  }

  static Target read(ConfigSection section, String path) {
    Secret url = Secret.read(section, "url");
    if (url == null) {
      throw section.error("key 'url' is missing: where to post, such as http://am-1:9093");
    }
    try {
      checked(url.value());
    } catch (IllegalArgumentException | IOException e) {
      throw section.error("url", e.getMessage());
    }
    ConfigSection basic = section.section("basicAuth");
    basic.allow(
        Stream.concat(Stream.of("user"), Stream.of(Secret.keys("password")))
            .toArray(String[]::new));
    Secret bearer = Secret.read(section, "bearer");
    Secret password = Secret.read(basic, "password");
    if (section.has("basicAuth")) {
      if (bearer != null) {
        throw section.error("basicAuth", "only one of basicAuth and bearer can be given");
      }
      if (password == null) {
        throw section.error("basicAuth", "expected user and password");
      }
    }
    return new Target(
        url,
        path,
        section.has("basicAuth") ? basic.string("user") : null,
        bearer != null ? bearer : password,
        TlsFiles.read(section),
        section.durationMs("timeout", 100, 600_000, DEFAULT_TIMEOUT_MS));
  }

  private static String checked(String url) {
    URI uri = URI.create(url.strip().replaceAll("\\s", "%20"));
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null || uri.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "expected an address such as http://am-1:9093 or https://example.org/hook; credentials go"
              + " into basicAuth or bearer");
    }
    return url;
  }

  /** Scheme, host and port: a path may be a secret. */
  String origin() throws IOException {
    URI uri = URI.create(url.value());
    return uri.getScheme() + "://" + uri.getAuthority();
  }

  /**
   * A request with what the files say now.
   *
   * @throws IOException if one cannot be read
   * @throws IllegalArgumentException if they hold what no request can carry
   */
  HttpRequest request(String body) throws IOException {
    String base = url.value();
    String whole =
        base.endsWith("/") && !path.isEmpty() ? base.substring(0, base.length() - 1) : base;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(checked(whole + path)))
            .timeout(Duration.ofMillis(timeoutMs))
            .header("Content-Type", "application/json")
            .header("User-Agent", "probestream")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (user != null) {
      byte[] pair = (user + ':' + secret.value()).getBytes(StandardCharsets.UTF_8);
      request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    } else if (secret != null) {
      request.header("Authorization", "Bearer " + secret.value());
    }
    return request.build();
  }
}
