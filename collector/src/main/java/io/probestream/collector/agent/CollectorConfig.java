package io.probestream.collector.agent;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.present;

import io.probestream.collector.probe.ProbeRequest;
import io.probestream.schemas.Hosts;
import java.util.List;
import java.util.Map;

/**
 * What a collector is told.
 *
 * @param host key of its records
 * @param labels free labels
 * @param instance name of the tracefs instance; null for one with the process id
 * @param clock trace clock
 * @param bufferSizeKb ring buffer per CPU; 0 for the kernel's default
 * @param capture which of the ring buffer's two readers is used
 * @param stack whether pairs get the stack argument
 * @param probes at least one
 * @param closeTimeoutMs how long the end may wait for the last records to be delivered
 * @param budget what it may cost the host
 */
public record CollectorConfig(
    String host,
    Map<String, String> labels,
    String instance,
    String clock,
    long bufferSizeKb,
    CaptureKind capture,
    boolean stack,
    List<ProbeRequest> probes,
    long closeTimeoutMs,
    BudgetConfig budget) {
  /** What our instances' names start with. */
  public static final String INSTANCE_PREFIX = "probestream-";

  /** What our event groups' names start with. */
  public static final String GROUP_PREFIX = "probestream_";

  public CollectorConfig {
    Hosts.check(host);
    labels = Map.copyOf(present(labels, "labels"));
    present(clock, "clock");
    present(capture, "capture");
    probes = List.copyOf(present(probes, "probes"));
    check(
        instance == null || instance.matches("[A-Za-z0-9_.-]{1,64}"),
        "instance name '" + instance + "' may hold only letters, digits, '.', '_' and '-'");
    check(closeTimeoutMs >= 0, "close timeout must not be negative");
    present(budget, "budget");
  }

  /** One without a budget. */
  public CollectorConfig(
      String host,
      Map<String, String> labels,
      String instance,
      String clock,
      long bufferSizeKb,
      CaptureKind capture,
      boolean stack,
      List<ProbeRequest> probes,
      long closeTimeoutMs) {
    this(
        host,
        labels,
        instance,
        clock,
        bufferSizeKb,
        capture,
        stack,
        probes,
        closeTimeoutMs,
        BudgetConfig.NONE);
  }

  String instanceName(long pid) {
    return INSTANCE_PREFIX + (instance == null ? Long.toString(pid) : instance);
  }

  /** The event group of the agent with that process id. */
  public static String groupName(long pid) {
    return GROUP_PREFIX + pid;
  }
}
