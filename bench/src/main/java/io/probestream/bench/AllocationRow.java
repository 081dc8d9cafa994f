package io.probestream.bench;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Bytes that the engine allocates for a line (JMH's gc profiler), in windows of an hour: those of
 * shorter ones are of the windows, and stand in a note.
 */
final class AllocationRow implements Row {
  private static final long HOUR_MS = 3_600_000;
  private static final long SECOND_MS = 1_000;

  @Override
  public String name() {
    return "allocation";
  }

  @Override
  public String title() {
    return "bytes allocated for a line (JMH, -prof gc) beside a String for each line";
  }

  @Override
  public Bound bound() {
    return Bound.cost(0.2);
  }

  @Override
  public int warmups() {
    return 0; // JMH has its own
  }

  @Override
  public int turns(int asked) {
    return 1;
  }

  @Override
  public Sides prepare(Site site) throws Exception {
    Input input = site.input(site.isShort ? 128 : 512);
    return new Sides() {
      @Override
      public Sample ours() throws Exception {
        return allocated("engine", HOUR_MS, input);
      }

      @Override
      public Sample baseline() throws Exception {
        return allocated("stringPerLine", HOUR_MS, input);
      }

      @Override
      public List<String> notes() throws Exception {
        double bytes = allocated("engine", SECOND_MS, input).perUnit();
        return List.of(String.format(Locale.ROOT, "with windows of 1 s %.1f bytes a line", bytes));
      }
    };
  }

  private static Sample allocated(String benchmark, long windowMs, Input input) throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(EngineBenchmark.class.getName() + '.' + benchmark + '$')
                    .param("file", input.file().toString())
                    .param("windowMs", Long.toString(windowMs))
                    .addProfiler(GCProfiler.class)
                    .jvmArgs("-XX:+UseSerialGC", "-Xmx2g")
                    .forks(1)
                    .warmupIterations(1)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(2)
                    .measurementTime(TimeValue.seconds(2))
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    double bytes =
        results.iterator().next().getSecondaryResults().get("gc.alloc.rate.norm").getScore();
    return new Sample(input.lines(), Math.round(bytes));
  }
}
