package io.probestream.cli.verify;

import io.probestream.cli.Failure;
import io.probestream.cli.KafkaOptions;
import io.probestream.cli.results.TopicTail;
import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.RawMeta;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Whose lines a capture holds, as the topics know it.
 *
 * @param host the host
 * @param session its session
 * @param windowMs length of the windows in the topics
 * @param clockOffsetNs realtime minus trace clock
 */
record CapturedSession(String host, UUID session, long windowMs, long clockOffsetNs) {
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /** What is not given is looked up, first in the missed topic, then in the raw topic. */
  static CapturedSession find(KafkaOptions kafka, ResultSource set, VerifyOptions options)
      throws InterruptedException {
    TreeMap<String, Set<String>> sessions = new TreeMap<>();
    long[] found = {0, Long.MAX_VALUE};
    set.scan(
        ResultKind.MISSED,
        r -> {
          String host = Warmups.host(r.key());
          if ((options.host == null || options.host.equals(host))
              && r.key().equals(Keys.of(host, Keys.NO_PROBE))
              && r.value().has("session")) {
            sessions
                .computeIfAbsent(host, h -> new TreeSet<>())
                .add(r.value().get("session").textValue());
            found[0] = r.endMs() - r.startMs();
            found[1] = Math.min(found[1], r.startMs());
          }
        });
    String host = only("host", sessions.keySet(), options.host, "--host");
    String given = options.session == null ? null : options.session.toString();
    String session = only("session of " + host, sessions.get(host), given, "--session");
    long offsetNs =
        options.clockOffsetNs != null ? options.clockOffsetNs : clockOffsetNs(kafka, host, session);
    try {
      return new CapturedSession(host, UUID.fromString(session), found[0], offsetNs);
    } catch (IllegalArgumentException e) {
      throw new Failure("the session of " + host + " is no UUID: " + session, e);
    }
  }

  private static String only(String what, Set<String> all, String given, String option) {
    if (given != null && (all == null || all.isEmpty() || all.contains(given))) {
      return given;
    }
    if (all == null || all.size() != 1) {
      throw new Failure(
          "the results hold "
              + (all == null || all.isEmpty() ? "no " : all.size() + " times a ")
              + what
              + "; choose with "
              + option
              + (all == null ? "" : ": " + String.join(", ", all)));
    }
    return all.iterator().next();
  }

  private static long clockOffsetNs(KafkaOptions kafka, String host, String session)
      throws InterruptedException {
    Long[] found = {null};
    try (TopicTail tail = TopicTail.openKey(kafka, kafka.topics().raw(), host)) {
      tail.seekToTime(0);
      while (found[0] == null && tail.remaining() > 0) {
        tail.poll(
            PATIENCE,
            record -> {
              if (record.key() == null
                  || !new String(record.key(), StandardCharsets.UTF_8).equals(host)) {
                return;
              }
              try {
                RawMeta meta = RawMeta.of(record.headers());
                if (meta.type().isOfHost() && meta.session().equals(session)) {
                  found[0] = meta.clockOffsetNs();
                }
              } catch (IllegalArgumentException e) {
                return; // not of version 1: the streams side has put it into the rejects topic
              }
            });
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    }
    if (found[0] == null) {
      throw new Failure(
          kafka.topics().raw()
              + " no longer holds session "
              + session
              + " of "
              + host
              + "; give --clock-offset-ns");
    }
    return found[0];
  }
}
