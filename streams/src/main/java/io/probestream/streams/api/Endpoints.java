package io.probestream.streams.api;

import static io.probestream.streams.api.Endpoint.Param.many;
import static io.probestream.streams.api.Endpoint.Param.one;

import io.probestream.streams.api.Endpoint.Param;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every path of the API. */
final class Endpoints {
  private static final Param FROM =
      one("from", "begin, epoch ms or a time; default: 15 min before to", "2026-11-23T07:00:00Z");
  private static final Param TO =
      one("to", "end, exclusive, epoch ms or a time; default: now", "2026-11-23T08:00:00Z");
  private static final Param SINCE = one("since", "begin, that long before to", "15m");
  private static final Param STEP =
      one("step", "length of the points, or auto; default: one point over all the time", "10s");
  private static final Param HOST = many("host", "only these hosts", "web-1");
  private static final Param LABEL =
      one("label.", "only hosts with that label: label.NAME=VALUE", "label.role=db");
  private static final Param BY =
      one("by", "a series for each host, or value of a label: host, label.NAME", "host");
  private static final Param BY_PARTS =
      one(
          "by",
          "a series for each host, or value of a label: host, label.NAME; or for each task, or value"
              + " of an argument, where probes ask for it: task, arg.NAME. Of several hosts tasks"
              + " are told apart by name. The series add up to the function: one with other has the"
              + " rest, and what is missing stands in each of them",
          "task");
  private static final Param VALUE = many("value", "with by=task, arg.NAME: only these", "nginx");
  private static final Param VALUES =
      one("limit", "with by=task, arg.NAME: at most so many of a function, 1 to 1000", "20");
  private static final Param PROBE = many("probe", "only these probes; - is the host itself", "w");
  private static final Param FUNCTION = many("function", "only these functions", "vfs_read");
  private static final Param LIMIT = one("limit", "at most so many, 1 to 1000", "20");
  private static final Param OCTAVE =
      one("perOctave", "buckets for each doubling of the latency: 1, 2, 4, 8 or 16", "4");

  private Endpoints() {}

  static List<Endpoint> of(Cluster cluster, Clock clock) {
    WindowAnswers windows = new WindowAnswers(cluster, clock);
    HostAnswers hosts = new HostAnswers(cluster, clock);
    AlertAnswers alerts = new AlertAnswers(cluster);
    return List.of(
        new Endpoint(
            "/api/v1/hosts",
            "Hosts: who reports, since when, on which kernel, and whether it speaks; where a time is"
                + " asked about, with the events of it and how complete they are.",
            over(
                HOST,
                LABEL,
                one("status", "true: with their newest status as the collector sent it", "true")),
            "Hosts",
            hosts::hosts),
        new Endpoint(
            "/api/v1/silence",
            "Stretches of time of which nothing is known of a host: silent, nothing was heard of it;"
                + " closed, its collector had ended. One that lasts has no end.",
            over(HOST, LABEL),
            "Silence",
            hosts::silence),
        new Endpoint(
            "/api/v1/probes",
            "Probes of hosts: definition and state.",
            List.of(HOST, LABEL, PROBE),
            "Probes",
            hosts::probes),
        new Endpoint(
            "/api/v1/functions",
            "Functions with their calls over a stretch of time.",
            over(FUNCTION, HOST, LABEL),
            "Functions",
            windows::functions),
        new Endpoint(
            "/api/v1/rates",
            "Events of probes, what was lost of them, and how complete that is.",
            over(STEP, PROBE, HOST, LABEL, BY),
            "Rates",
            windows::rates),
        new Endpoint(
            "/api/v1/latency",
            "Latencies of functions: count, sum, quantiles with their bounds, completeness.",
            over(
                STEP,
                FUNCTION,
                HOST,
                LABEL,
                BY_PARTS,
                VALUE,
                VALUES,
                many("quantile", "further quantiles, from 0 to 1, six digits", "0.95"),
                one(
                    "histogram",
                    "true: with HdrHistograms, errnos and slowest calls, to add up further",
                    "true")),
            "Latency",
            windows::latency),
        new Endpoint(
            "/api/v1/histogram",
            "How many calls of a function took how long, by buckets.",
            over(FUNCTION, HOST, LABEL, BY_PARTS, VALUE, VALUES, OCTAVE),
            "Histograms",
            windows::histogram),
        new Endpoint(
            "/api/v1/heatmap",
            "The same over time: cells of time and latency.",
            over(STEP, FUNCTION, HOST, LABEL, BY_PARTS, VALUE, VALUES, OCTAVE),
            "Heatmaps",
            windows::heatmap),
        new Endpoint(
            "/api/v1/missed",
            "What is missing, by cause; of single hosts with the accounts of their sessions.",
            over(STEP, PROBE, HOST, LABEL, BY),
            "Missed",
            windows::missed),
        new Endpoint(
            "/api/v1/errors",
            "Errors that functions returned, by errno.",
            over(STEP, FUNCTION, HOST, LABEL, BY),
            "Errors",
            windows::errors),
        new Endpoint(
            "/api/v1/slow",
            "The slowest calls, and where their raw lines stand; three are kept of each function,"
                + " host and window.",
            over(STEP, FUNCTION, HOST, LABEL, BY, LIMIT),
            "Slow",
            windows::slow),
        new Endpoint(
            "/api/v1/alerts",
            "Alerts that are pending, firing, resolved a short while ago, or unknown; host and"
                + " labels are the alerts' own.",
            List.of(
                many("state", "only these states", "firing"),
                many("rule", "only these rules", "SlowWrites"),
                many("severity", "only these severities", "critical"),
                HOST,
                one("label.", "only alerts with that label: label.NAME=VALUE", "label.role=db")),
            "Alerts",
            alerts::alerts));
  }

  private static List<Param> over(Param... more) {
    List<Param> params = new ArrayList<>(List.of(FROM, TO, SINCE));
    params.addAll(Arrays.asList(more));
    return params;
  }
}
