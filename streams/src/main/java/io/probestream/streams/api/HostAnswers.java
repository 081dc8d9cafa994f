package io.probestream.streams.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.probestream.schemas.Json;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.api.PartAnswer.HostFacts;
import io.probestream.streams.api.Question.Found;
import io.probestream.streams.rollup.Silence;
import io.probestream.streams.rollup.WindowType;
import io.probestream.streams.window.LatencyMath;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Answers about hosts and their probes. Thread-safe. */
final class HostAnswers {
  private static final int MOST_PROBES = 100_000;
  private static final int MOST_SILENCES = 50_000;

  private final Cluster cluster;
  private final Clock clock;

  HostAnswers(Cluster cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  private record Facts(List<HostFacts> hosts, long lagRecords) {}

  private Facts facts(Params params) {
    return facts(params, 0, 0);
  }

  private Facts facts(Params params, long fromMs, long toMs) {
    Selection selection = new Selection(Set.of(), params.hosts(), params.labels(), Selection.HOST);
    List<PartAnswer> answers =
        cluster.ask(
            new PartRequest(
                PartRequest.Ask.HOSTS,
                false,
                cluster.partitions(false),
                null,
                selection,
                fromMs,
                toMs,
                0,
                false));
    return new Facts(
        answers.stream()
            .flatMap(a -> a.hosts().stream())
            .sorted(Comparator.comparing(HostFacts::host))
            .toList(),
        answers.stream().mapToLong(PartAnswer::lagRecords).max().orElse(0));
  }

  private ObjectNode head(Facts facts) {
    ObjectNode head = Json.mapper().createObjectNode();
    head.put("nowMs", clock.millis());
    head.put("stale", facts.lagRecords() > 0);
    head.put("lagRecords", facts.lagRecords());
    return head;
  }

  private static Status status(HostFacts host) {
    return host.status() == null
        ? null
        : Json.read(host.status().getBytes(StandardCharsets.UTF_8), Status.class);
  }

  /** What a host's probes saw and missed over the time that was asked about. */
  private record Sums(long count, long lostMin, long lostMax, long kernelMissed) {
    static Sums of(RateWindow w) {
      return new Sums(w.count(), w.lostMin(), w.lostMax(), w.kernelMissed());
    }

    Sums plus(Sums o) {
      return new Sums(
          count + o.count, lostMin + o.lostMin, lostMax + o.lostMax, kernelMissed + o.kernelMissed);
    }
  }

  /** By host; null where no time was asked about. */
  private Map<String, Sums> sums(Params params, ObjectNode answer) {
    if (Stream.of("from", "to", "since").allMatch(name -> params.text(name) == null)) {
      return null;
    }
    Selection selection = new Selection(Set.of(), params.hosts(), params.labels(), Selection.HOST);
    Stretch stretch = Stretch.of(params, clock.millis());
    Found<RateWindow> found =
        Question.ask(
            cluster, WindowType.RATE, RateWindow.class, selection, stretch, false, clock.millis());
    answer.put("fromMs", found.stretch().fromMs());
    answer.put("toMs", found.stretch().toMs());
    Map<String, Sums> sums = new HashMap<>();
    found
        .series()
        .forEach(row -> sums.merge(row.group(), Sums.of(row.points().get(0).window()), Sums::plus));
    return sums;
  }

  private static void put(ObjectNode host, Sums sums) {
    host.put("count", sums.count());
    host.put("lostMin", sums.lostMin());
    host.put("lostMax", sums.lostMax());
    host.put("kernelMissed", sums.kernelMissed());
    host.put(
        "completenessPpm",
        LatencyMath.completenessPpm(sums.count(), sums.lostMax() + sums.kernelMissed()));
  }

  ObjectNode hosts(Params params) {
    boolean withStatus = params.flag("status");
    Facts facts = facts(params);
    ObjectNode answer = head(facts);
    Map<String, Sums> sums = sums(params, answer);
    ArrayNode hosts = answer.putArray("hosts");
    for (HostFacts known : facts.hosts()) {
      Status status = status(known);
      ObjectNode host = hosts.addObject();
      host.put("host", known.host());
      host.put("state", state(known, status));
      if (known.newestMs() > 0) {
        host.put("newestMs", known.newestMs());
      }
      if (known.silentFromMs() != null) {
        host.put("silentFromMs", known.silentFromMs());
      }
      if (status != null) {
        host.put("session", known.session());
        host.put("statusMs", known.statusMs());
        host.put("sinceMs", status.startMs());
        host.put("bootId", status.bootId());
        host.put("kernelRelease", status.kernelRelease());
        host.put("arch", status.arch());
        host.put("clock", status.clock());
        host.put("capture", status.capture());
        ObjectNode labels = host.putObject("labels");
        status.labels().forEach(labels::put);
        host.put("probes", status.probes().size());
        host.put("probesEnabled", enabled(status));
        host.put("probesThrottled", throttled(status));
        if (status.budget() != null) {
          host.set("budget", Json.mapper().valueToTree(status.budget()));
        }
        if (withStatus) {
          host.set("status", Json.mapper().valueToTree(status));
        }
      }
      if (sums != null && sums.containsKey(known.host())) {
        put(host, sums.get(known.host()));
      }
    }
    return answer;
  }

  private static long enabled(Status status) {
    return status.probes().stream().filter(p -> p.state().equals(ProbeStatus.ENABLED)).count();
  }

  private static long throttled(Status status) {
    return status.closing()
        ? 0
        : status.probes().stream().filter(ProbeStatus::throttledNow).count();
  }

  private static String state(HostFacts host, Status status) {
    if (status != null && status.closing()) {
      return "closed";
    } else if (host.silentFromMs() != null) {
      return "silent";
    }
    return status == null ? "unknown" : "live";
  }

  ObjectNode silence(Params params) {
    Stretch stretch = Stretch.of(params, clock.millis());
    Facts facts = facts(params, stretch.fromMs(), stretch.toMs());
    ObjectNode answer = head(facts);
    answer.put("fromMs", stretch.fromMs());
    answer.put("toMs", stretch.toMs());
    ArrayNode hosts = answer.putArray("hosts");
    int found = 0;
    for (HostFacts known : facts.hosts()) {
      if (known.silences().isEmpty()) {
        continue;
      }
      ArrayNode all = hosts.addObject().put("host", known.host()).putArray("silences");
      for (Silence silence : known.silences()) {
        ObjectNode each = all.addObject().put("fromMs", silence.fromMs());
        if (silence.toMs() >= 0) {
          each.put("toMs", silence.toMs());
        }
        each.put("why", silence.closed() ? "closed" : "silent");
      }
      found += known.silences().size();
      if (found > MOST_SILENCES) {
        throw Problem.tooMuch(
            "more than " + MOST_SILENCES + " silences; ask for fewer hosts, or a shorter time");
      }
    }
    return answer;
  }

  ObjectNode probes(Params params) {
    Set<String> wanted = params.texts("probe");
    Facts facts = facts(params);
    ObjectNode answer = head(facts);
    ArrayNode probes = answer.putArray("probes");
    for (HostFacts host : facts.hosts()) {
      Status status = status(host);
      for (ProbeStatus p : status == null ? List.<ProbeStatus>of() : status.probes()) {
        if (wanted.isEmpty() || wanted.contains(p.name())) {
          ObjectNode probe = probes.addObject();
          probe.put("host", host.host());
          probe.put("probe", p.name());
          probe.put("group", p.group());
          probe.put("kind", p.kind());
          probe.put("definition", p.definition());
          probe.put("state", p.state());
          if (p.error() != null) {
            probe.put("error", p.error());
          }
          if (p.throttle() != null) {
            probe.set("throttle", Json.mapper().valueToTree(p.throttle()));
          }
        }
      }
      if (probes.size() > MOST_PROBES) {
        throw Problem.tooMuch("more than " + MOST_PROBES + " probes; ask for fewer hosts");
      }
    }
    return answer;
  }
}
