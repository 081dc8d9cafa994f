package io.probestream.cli.alertsend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.schemas.Topics;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts live at random while senders are killed, Alertmanager goes and comes, and a webhook fails:
 * in the end both know what fires, and nothing else. Longer with {@code -Dfaults.sendSeconds=N},
 * again with {@code -Dfaults.seed=S}.
 */
class SendFaultsIT {
  private static final PrintStream OUT = System.out;
  private static final String RULE = "Faults";
  private static final int HOSTS = 40;

  @TempDir private Path directory;
  private final Map<String, MadeAlert> firing = new TreeMap<>();
  private final Map<String, MadeAlert> ended = new HashMap<>();
  private final Set<String> everFired = new TreeSet<>();
  private int kills;
  private int outages;
  private int changes;

  @Test
  void inTheEndReceiversKnowWhatFires() throws Exception {
    assumeTrue(Alertmanager.isInstalled(), Alertmanager.NEEDED);
    // A property that the build passes on is empty where nobody gave it.
    String given = System.getProperty("faults.seed", "");
    long seed = given.isEmpty() ? System.currentTimeMillis() % 1_000_000 : Long.parseLong(given);
    long seconds = Long.getLong("faults.sendSeconds", 30);
    OUT.println("faults: alert send, -Dfaults.seed=" + seed);
    // Mixed, for the first choices of neighbouring seeds are mostly the same.
    Random random = new Random(new SplittableRandom(seed).nextLong());
    try (SendFixture kafka = new SendFixture(directory);
        Webhook notified = new Webhook();
        Webhook hook = new Webhook();
        Alertmanager am = Alertmanager.start(directory.resolve("am"), notified.url())) {
      Topics topics = kafka.topics("faults");
      List<Sending> senders = new ArrayList<>();
      try {
        disturb(random, seconds, kafka, topics, hook, am, senders);
        settle(hook, am);
      } catch (AssertionError | RuntimeException e) {
        senders.forEach(s -> OUT.println(s.said()));
        throw e;
      } finally {
        senders.forEach(Sending::close);
      }
      OUT.println(
          "faults: alert send held: "
              + changes
              + " changes, "
              + kills
              + " senders killed, Alertmanager away "
              + outages
              + " times, "
              + hook.seen(RULE).size()
              + " messages tried and "
              + hook.taken(RULE).size()
              + " taken");
    }
  }

  private void disturb(
      Random random,
      long seconds,
      SendFixture kafka,
      Topics topics,
      Webhook hook,
      Alertmanager am,
      List<Sending> senders)
      throws Exception {
    boolean away = false;
    hook.behave(
        (message, exchange) ->
            switch ((int) (System.nanoTime() / 1_000 % 10)) {
              case 0 -> 503;
              case 1 -> -1;
              default -> null;
            });
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < endNs) {
      while (senders.stream().filter(s -> s.process.isAlive()).count() < 2) {
        senders.add(
            new Sending(
                directory.resolve("sender-" + senders.size()),
                kafka.broker.bootstrapServers(),
                topics,
                receivers(hook, am)));
      }
      change(random, kafka, topics);
      if (random.nextInt(60) == 0) {
        senders.get(random.nextInt(senders.size())).process.destroyForcibly();
        kills++;
      }
      if (random.nextInt(60) == 0) {
        away = !away;
        outages += away ? 1 : 0;
        if (away) {
          am.stop();
        } else {
          am.start();
        }
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(100)); // the pace of what happens
    }
    if (away) {
      am.start();
    }
    hook.behave((message, exchange) -> null);
  }

  private static String receivers(Webhook hook, Alertmanager am) {
    return String.join(
        "\n",
        "alertmanagers:",
        "- {name: am, url: '" + am.url() + "', resend: 1s, backoff: {first: 20ms, longest: 500ms}}",
        "webhooks:",
        "- {name: hook, url: '" + hook.url() + "', groupBy: [], groupWait: 100ms,",
        "   groupInterval: 300ms, postsPerMinute: 0, backoff: {first: 20ms, longest: 500ms}}",
        "");
  }

  /** One step in the life of one host's alert. */
  private void change(Random random, SendFixture kafka, Topics topics) {
    changes++;
    String host = "host-" + random.nextInt(HOSTS);
    long nowMs = System.currentTimeMillis();
    MadeAlert fires = firing.get(host);
    if (fires == null) {
      MadeAlert begins = new MadeAlert(RULE, host, nowMs);
      MadeAlert before = ended.remove(host);
      switch (random.nextInt(4)) {
        case 0 -> kafka.put(topics, begins.pending());
        case 1 -> {
          if (before != null) {
            kafka.gone(topics, before.fingerprint());
          }
        }
        default -> {
          kafka.put(topics, begins.firing());
          firing.put(host, begins);
          everFired.add(host);
        }
      }
    } else if (random.nextInt(4) == 0) {
      kafka.put(topics, fires.unknown(nowMs));
    } else {
      kafka.put(topics, fires.resolved(nowMs));
      firing.remove(host);
      ended.put(host, fires);
    }
  }

  private void settle(Webhook hook, Alertmanager am) {
    await()
        .atMost(SendFixture.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(hosts(am.alerts(RULE))).isEqualTo(firing.keySet());
              Map<String, String> told = told(hook);
              Set<String> toldFiring = new TreeSet<>(told.keySet());
              toldFiring.removeIf(host -> told.get(host).equals("resolved"));
              assertThat(toldFiring).isEqualTo(firing.keySet());
              assertThat(told.keySet()).isEqualTo(everFired);
            });
  }

  private static Set<String> hosts(JsonNode alerts) {
    Set<String> hosts = new TreeSet<>();
    alerts.forEach(a -> hosts.add(a.at("/labels/host").asText()));
    return hosts;
  }

  /** The last word on each host. */
  private static Map<String, String> told(Webhook hook) {
    Map<String, String> told = new TreeMap<>();
    hook.taken(RULE)
        .forEach(
            m ->
                Webhook.statuses(m).stream()
                    .map(s -> s.split(" "))
                    .forEach(s -> told.put(s[0], s[1])));
    return told;
  }
}
