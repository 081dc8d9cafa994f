package io.probestream.collector.agent;

import io.probestream.collector.CollectorException;
import io.probestream.collector.probe.ProbeInstaller;
import io.probestream.collector.probe.ProbePlan;
import io.probestream.collector.probe.ProbePlanner;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.probe.ProbeDefinition;
import java.util.ArrayList;
import java.util.List;

/** Asks the kernel about each probe: it is made, never enabled, and removed at once. */
public final class ProbeCheck {
  /**
   * What the kernel said.
   *
   * @param event the probe's name
   * @param definition as the kernel shows it, or as it was asked for if it was refused
   * @param error null if the kernel takes it
   */
  public record Result(String event, String definition, String error) {
    /** The error's lines; none if the kernel takes the probe. */
    public List<String> errorLines() {
      return error == null ? List.of() : error.lines().toList();
    }
  }

  private ProbeCheck() {}

  /** The answer for each probe of {@code plan}, in order. */
  public static List<Result> of(ProbePlan plan, Tracefs tracefs, ProbePlanner planner) {
    List<Result> results = new ArrayList<>();
    for (ProbeDefinition d : plan.definitions()) {
      try (ProbeInstaller installer = new ProbeInstaller(tracefs)) {
        installer.install(List.of(d), planner::suggestionFor);
        results.add(new Result(d.event(), installer.shown().get(0).text(), null));
      } catch (CollectorException e) {
        results.add(new Result(d.event(), d.text(), e.getMessage()));
      }
    }
    return results;
  }
}
