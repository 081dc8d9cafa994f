package io.probestream.cli.alertsend;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** As much of an answer as a sentence can show; the rest is read and dropped. */
final class FirstBytes implements BodySubscriber<String> {
  static final int LIMIT = 300;

  private final ByteBuffer kept = ByteBuffer.allocate(LIMIT);
  private final CompletableFuture<String> text = new CompletableFuture<>();

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      part.limit(part.position() + Math.min(part.remaining(), kept.remaining()));
      kept.put(part);
    }
  }

  @Override
  public void onError(Throwable e) {
    text.completeExceptionally(e);
  }

  /** On one line. */
  @Override
  public void onComplete() {
    String all = new String(kept.array(), 0, kept.position(), StandardCharsets.UTF_8);
    text.complete(all.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
  }
}
