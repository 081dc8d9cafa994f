package io.probestream.cli.demo;

import static io.probestream.schemas.Checks.check;
import static io.probestream.schemas.Checks.notNegative;
import static io.probestream.schemas.Checks.present;

import io.probestream.cli.demo.DemoCommand.SourceKind;

/**
 * What a demo is told.
 *
 * @param source where lines come from
 * @param durationMs ends by itself that long after the first row; 0 for never
 * @param patienceMs how long the first row may take, and the last ones
 */
record DemoPlan(SourceKind source, long durationMs, long patienceMs) {
  DemoPlan {
    present(source, "source");
    notNegative(durationMs, "durationMs");
    check(patienceMs > 0, "patience must be more than nothing");
  }
}
