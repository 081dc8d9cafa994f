package io.probestream.streams.topology;

import io.probestream.streams.engine.HostEngine;

/** A value of the hosts store: a host, or what the partition itself remembers. */
sealed interface HostEntry permits HostEntry.Host, PartitionState {
  /** Everything about one host. */
  record Host(HostEngine engine) implements HostEntry {}
}
