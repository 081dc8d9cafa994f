package io.probestream.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Failure;
import io.probestream.schemas.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** How many calls of each function a run found, against what the kernel counted for one copy. */
final class Calls {
  /** Of {@code complete}, by return probe: what CaptureTruthTest holds against hist triggers. */
  private static final Map<String, Long> IN_ONE_COPY =
      Map.of(
          "sys_write_ret", 143_957L,
          "vfs_write_ret", 143_957L,
          "openat_ret", 7_179L,
          "tcp_xmit_ret", 3_462L,
          "ip_xmit_ret", 3_462L);

  private Calls() {}

  /** Throws unless {@code analyze --format json} found exactly every call. */
  static void checkOurs(String json, Input input) {
    Map<String, Long> found = new TreeMap<>();
    JsonNode functions =
        Json.read(json.getBytes(StandardCharsets.UTF_8), JsonNode.class).get("functions");
    functions.forEach(f -> found.put(f.get("returnProbe").asText(), f.get("count").asLong()));
    check("analyze", found, input, 0);
  }

  /** Throws unless the script found them: it mistakes a softirq on the same task for recursion. */
  static void checkScript(String output, Input input) {
    Map<String, Long> found = new TreeMap<>();
    output
        .lines()
        .map(line -> line.split(" ", -1))
        .forEach(part -> found.merge(part[0] + "_ret", Long.parseLong(part[2]), Long::sum));
    check("mawk", found, input, 1e-3);
  }

  private static void check(String who, Map<String, Long> found, Input input, double tolerance) {
    IN_ONE_COPY.forEach(
        (probe, calls) -> {
          long expected = calls * input.copies();
          long actual = found.getOrDefault(probe, 0L);
          if (Math.abs(actual - expected) > expected * tolerance) {
            throw new Failure(
                who + " found " + actual + " calls of " + probe + " where " + expected + " are");
          }
        });
  }
}
