package io.probestream.cli.broker;

import io.probestream.cli.broker.BrokerOptions.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The configuration of one small broker: one node, one voter, loopback, bounded disk. */
final class BrokerProperties {
  private static final String LOOPBACK = "127.0.0.1";

  private BrokerProperties() {}

  /**
   * The whole configuration.
   *
   * @param ports by listener name, controller and client included
   */
  static Properties of(BrokerOptions options, Map<String, Integer> ports) {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", "1");
    p.setProperty(
        "controller.quorum.voters", "1@" + LOOPBACK + ":" + ports.get(EmbeddedBroker.CONTROLLER));
    p.setProperty("controller.listener.names", EmbeddedBroker.CONTROLLER);
    p.setProperty("inter.broker.listener.name", EmbeddedBroker.CLIENT);
    p.setProperty("log.dirs", options.directory().toString());
    listeners(p, options.extraListeners(), ports);
    oneNode(p);
    smallDisk(p);
    smallProcess(p);
    options.settings().forEach(p::setProperty);
    return p;
  }

  private static void listeners(Properties p, List<Listener> extra, Map<String, Integer> ports) {
    List<String> bound = new ArrayList<>();
    List<String> advertised = new ArrayList<>();
    List<String> protocols = new ArrayList<>();
    for (String name : List.of(EmbeddedBroker.CLIENT, EmbeddedBroker.CONTROLLER)) {
      String address = name + "://" + LOOPBACK + ":" + ports.get(name);
      bound.add(address);
      protocols.add(name + ":PLAINTEXT");
      if (name.equals(EmbeddedBroker.CLIENT)) {
        advertised.add(address);
      }
    }
    for (Listener l : extra) {
      bound.add(l.name() + "://" + l.bindAddress() + ":" + ports.get(l.name()));
      advertised.add(l.name() + "://" + l.advertisedHost() + ":" + ports.get(l.name()));
      protocols.add(l.name() + ":PLAINTEXT");
    }
    p.setProperty("listeners", String.join(",", bound));
    p.setProperty("advertised.listeners", String.join(",", advertised));
    p.setProperty("listener.security.protocol.map", String.join(",", protocols));
  }

  private static void oneNode(Properties p) {
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "1");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("transaction.state.log.num.partitions", "1");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    p.setProperty("default.replication.factor", "1");
    p.setProperty("min.insync.replicas", "1");
    // Nobody else will join: do not wait for them.
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    p.setProperty("auto.create.topics.enable", "false");
  }

  /** However long it runs: topics without bounds of their own, and Kafka's internal ones. */
  private static void smallDisk(Properties p) {
    p.setProperty("log.segment.bytes", "8388608");
    p.setProperty("log.index.size.max.bytes", "262144");
    p.setProperty("log.retention.check.interval.ms", "5000");
    p.setProperty("log.initial.task.delay.ms", "5000");
    p.setProperty("log.segment.delete.delay.ms", "1000");
    p.setProperty("log.cleaner.backoff.ms", "5000");
    p.setProperty("log.cleaner.threads", "1");
    p.setProperty("log.cleaner.dedupe.buffer.size", "8388608");
    p.setProperty("log.cleaner.io.buffer.size", "262144");
    p.setProperty("offsets.topic.segment.bytes", "4194304");
    p.setProperty("transaction.state.log.segment.bytes", "4194304");
    // 8 MiB is the least that the metadata log takes.
    p.setProperty("metadata.log.segment.bytes", "8388608");
    p.setProperty("metadata.max.retention.bytes", "16777216");
    p.setProperty("metadata.log.max.record.bytes.between.snapshots", "2097152");
  }

  private static void smallProcess(Properties p) {
    p.setProperty("num.network.threads", "1");
    p.setProperty("num.io.threads", "2");
    p.setProperty("num.recovery.threads.per.data.dir", "1");
    p.setProperty("background.threads", "2");
  }
}
