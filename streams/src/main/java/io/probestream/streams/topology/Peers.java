package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.streams.api.ApiConfig;
import io.probestream.streams.api.ApiServer;
import io.probestream.streams.api.PartAnswer;
import io.probestream.streams.api.PartRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks other instances over their API, with this one's token and certificate. Thread-safe. */
final class Peers {
  private static final Logger LOG = LoggerFactory.getLogger(Peers.class);
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final ApiConfig config;
  private final HttpClient client;

  Peers(ApiConfig config) {
    this.config = config;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if (config.keyStore() != null) {
      builder.sslContext(trusting(config));
    }
    client = builder.build();
  }

  private static SSLContext trusting(ApiConfig config) {
    try (InputStream in = Files.newInputStream(config.keyStore())) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, config.keyStorePassword().toCharArray());
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      for (String alias : java.util.Collections.list(keys.aliases())) {
        trusted.setCertificateEntry(alias, keys.getCertificate(alias));
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + config.keyStore(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot use " + config.keyStore(), e);
    }
  }

  /** Answers on their way. */
  record Pending(List<CompletableFuture<List<PartAnswer>>> answers) {
    /** What came; an instance that did not answer in time gives nothing. */
    List<PartAnswer> await() {
      List<PartAnswer> all = new ArrayList<>();
      answers.forEach(answer -> all.addAll(answer.join()));
      return all;
    }
  }

  Pending ask(Map<HostInfo, PartRequest> requests) {
    List<CompletableFuture<List<PartAnswer>>> pending = new ArrayList<>();
    requests.forEach((instance, request) -> pending.add(ask(instance, request)));
    return new Pending(pending);
  }

  private CompletableFuture<List<PartAnswer>> ask(HostInfo instance, PartRequest request) {
    if (instance.port() < 0) {
      return CompletableFuture.completedFuture(List.of()); // it has no API
    }
    String scheme = config.keyStore() == null ? "http" : "https";
    URI uri =
        URI.create(
            scheme
                + "://"
                + ApiServer.inUrl(instance.host())
                + ':'
                + instance.port()
                + ApiServer.PARTS);
    HttpRequest.Builder http =
        HttpRequest.newBuilder(uri)
            .timeout(ANSWER)
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(request)));
    if (!config.token().isEmpty()) {
      http.header("Authorization", "Bearer " + config.token());
    }
    return client
        .sendAsync(http.build(), HttpResponse.BodyHandlers.ofByteArray())
        .handle((response, failure) -> answers(uri, response, failure));
  }

  private static List<PartAnswer> answers(
      URI uri, HttpResponse<byte[]> response, Throwable failure) {
    if (failure != null || response.statusCode() != 200) {
      LOG.debug("{} gave no answer: {}", uri, failure == null ? response.statusCode() : failure);
      return List.of();
    }
    try {
      return List.of(Json.read(response.body(), PartAnswer[].class));
    } catch (IllegalArgumentException e) {
      LOG.warn("{} gave an answer of another version: {}", uri, e.getMessage());
      return List.of();
    }
  }
}
