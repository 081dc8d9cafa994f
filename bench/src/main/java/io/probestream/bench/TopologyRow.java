package io.probestream.bench;

import io.probestream.cli.broker.BrokerOptions;
import io.probestream.cli.broker.EmbeddedBroker;
import io.probestream.schemas.Topics;
import java.nio.file.Path;
import java.util.List;

/**
 * From the raw topic to committed results, exactly once, beside a bare consumer of the same topic
 * that touches each byte. One partition, one stream thread, one consumer. Broker and both sides are
 * in this process; cost is wall clock, for they share the machine.
 */
final class TopologyRow implements Row {
  private static final String HOSTS = "8";

  @Override
  public String name() {
    return "topology";
  }

  @Override
  public String title() {
    return "raw topic to results, exactly once, beside a bare consumer that touches each byte";
  }

  @Override
  public Bound bound() {
    return Bound.speed(0.12);
  }

  @Override
  public int warmups() {
    return 2;
  }

  @Override
  public Sides prepare(Site site) throws Exception {
    Path dir = site.dir("topology");
    EmbeddedBroker broker =
        EmbeddedBroker.start(
            BrokerOptions.in(dir.resolve("broker")).with("log.segment.bytes", "67108864"));
    try {
      TopologyRuns runs = new TopologyRuns(broker.bootstrapServers(), Topics.standard(), dir);
      runs.createTopics();
      Input input = site.input(site.isShort ? 128 : 384);
      Processes.run(
          site.probestream(
              "replay",
              input.file().toString(),
              "--hosts",
              HOSTS,
              "--speed",
              "max",
              "--bootstrap-servers",
              broker.bootstrapServers()));
      runs.expect(input.lines() * Integer.parseInt(HOSTS));
      return new Running(broker, runs);
    } catch (Throwable e) {
      broker.close();
      throw e;
    }
  }

  private record Running(EmbeddedBroker broker, TopologyRuns runs) implements Sides {
    @Override
    public Sample ours() throws Exception {
      return runs.application();
    }

    @Override
    public Sample baseline() {
      return runs.consumer();
    }

    @Override
    public List<String> notes() {
      return runs.notes();
    }

    @Override
    public void close() {
      broker.close();
    }
  }
}
