package io.probestream.cli.truth;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.probestream.cli.Captures;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernel's own hist triggers against {@code analyze --by task}, for the workload's tasks (pids
 * 118 to 128; others ran on after the events were switched off).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistTruthTest {
  private static final int FIRST_PID = 118;
  private static final int LAST_PID = 128;
  private static final Pattern BY_PID =
      Pattern.compile("\\{ pid: +(\\d+) } hitcount: +(\\d+) +ns: +(\\d+)");

  private JsonNode found;

  /** One line of a hist trigger keyed by pid. */
  private record Hist(long count, long sumNs) {}

  @BeforeAll
  void analyze() {
    found = Figures.analyze("--by", "task", path("complete.txt.gz"));
  }

  private static String path(String name) {
    return Captures.path("x86_64-6.1/" + name).toString();
  }

  private static Map<Integer, Hist> hist(String name) throws IOException {
    Map<Integer, Hist> byPid = new HashMap<>();
    for (String line : Files.readAllLines(Captures.path("x86_64-6.1/complete.d/" + name))) {
      Matcher m = BY_PID.matcher(line);
      int pid = m.find() ? Integer.parseInt(m.group(1)) : 0;
      if (pid >= FIRST_PID && pid <= LAST_PID) {
        byPid.put(pid, new Hist(Long.parseLong(m.group(2)), Long.parseLong(m.group(3))));
      }
    }
    return byPid;
  }

  @ParameterizedTest
  @CsvSource({"vfs_write, vfs_write.hist, 11", "do_sys_openat2, openat.hist, 9"})
  void counts_are_the_kernels_and_sums_within_0_2_percent(String function, String file, int tasks)
      throws IOException {
    Map<Integer, Hist> kernel = hist(file);
    assertThat(kernel).hasSize(tasks);
    Map<Integer, Hist> ours = new HashMap<>();
    for (JsonNode t : Figures.function(found, function).get("tasks")) {
      ours.put(t.get("pid").asInt(), new Hist(t.get("count").asLong(), t.get("sumNs").asLong()));
    }
    kernel.forEach(
        (pid, expected) -> {
          assertThat(ours).containsKey(pid);
          assertThat(ours.get(pid).count).as("calls of %d", pid).isEqualTo(expected.count);
          // Text has microseconds, the kernel's sum nanoseconds.
          assertThat(Math.abs(ours.get(pid).sumNs - expected.sumNs))
              .as("summed latency of %d: %d, kernel %d", pid, ours.get(pid).sumNs, expected.sumNs)
              .isLessThanOrEqualTo(expected.sumNs / 500);
        });
  }

  @Test
  void a_tasks_sum_is_its_functions_sum() {
    for (JsonNode f : found.get("functions")) {
      long count = 0;
      long sumNs = 0;
      for (JsonNode t : f.get("tasks")) {
        count += t.get("count").asLong();
        sumNs += t.get("sumNs").asLong();
      }
      assertThat(count).isEqualTo(f.get("count").asLong());
      assertThat(sumNs).isEqualTo(f.get("sumNs").asLong());
    }
  }
}
