package io.probestream.cli.alertsend;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Posts to one receiver. Thread-safe. */
final class Poster {
  private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

  private final Target target;
  private final HttpClient client;

  Poster(Target target) {
    this.target = target;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofMillis(target.timeoutMs()));
    if (target.tls() != null) {
      builder.sslContext(target.tls());
    }
    this.client = builder.build();
  }

  /** Completes within the timeout, and never exceptionally. */
  CompletableFuture<Answer> post(String body) {
    CompletableFuture<HttpResponse<String>> sent;
    try {
      sent = client.sendAsync(target.request(body), head -> new FirstBytes());
    } catch (IOException | IllegalArgumentException e) {
      return CompletableFuture.completedFuture(Answer.none(e.getMessage()));
    }
    // The request's own timeout ends with the headers.
    return sent.orTimeout(target.timeoutMs(), TimeUnit.MILLISECONDS)
        .handle((response, e) -> response == null ? failed(e) : answer(response));
  }

  private static Answer answer(HttpResponse<String> response) {
    int status = response.statusCode();
    Verdict verdict = Verdict.of(status);
    String said = response.body().isEmpty() ? "" : ": " + response.body();
    String hint =
        status >= 300 && status < 400
            ? " (redirects are not followed: give the final address)"
            : status == 401 || status == 403 ? " (see its credentials)" : "";
    return new Answer(
        verdict,
        status,
        verdict == Verdict.TAKEN ? "" : "HTTP status " + status + hint + said,
        retryAfterMs(response.headers()),
        dateMs(response.headers()));
  }

  private Answer failed(Throwable failure) {
    Throwable e = failure instanceof CompletionException ? failure.getCause() : failure;
    if (e instanceof HttpTimeoutException || e instanceof TimeoutException) {
      return Answer.none("no answer within " + target.timeoutMs() + " ms");
    }
    if (e instanceof ConnectException) {
      return Answer.none("cannot connect");
    }
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Answer.none(message.lines().findFirst().orElse(message));
  }

  /** Seconds, as everybody sends it; a date is left to the back-off. */
  private static long retryAfterMs(HttpHeaders headers) {
    String seconds = headers.firstValue("Retry-After").orElse("");
    return seconds.matches("[0-9]{1,6}")
        ? Math.min(DAY_MS, TimeUnit.SECONDS.toMillis(Long.parseLong(seconds)))
        : 0;
  }

  private static Long dateMs(HttpHeaders headers) {
    String date = headers.firstValue("Date").orElse("");
    try {
      return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
          .toInstant()
          .toEpochMilli();
    } catch (DateTimeException e) {
      return null;
    }
  }
}
