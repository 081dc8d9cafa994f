package io.probestream.streams.topology;

import io.probestream.schemas.Json;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.streams.alert.HostSilence;
import io.probestream.streams.engine.HostEngine;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the fleet's stage is told of the hosts of one raw partition: who they are, and of which time
 * nothing is known of them. All times are at or above the low watermark that was told, so that the
 * fleet has not passed them.
 */
final class HostPresence {
  private final HostStates states;
  private final long windowMs;

  HostPresence(HostStates states, long windowMs) {
    this.states = states;
    this.windowMs = windowMs;
  }

  /**
   * The host is silent; empty if its session had ended before.
   *
   * @param knownMs what its watermark was: windows behind it are not whole
   */
  Optional<HostSilence> silent(HostEngine engine, long knownMs) {
    Status status = engine.status();
    if (status == null) {
      return Optional.empty();
    }
    long fromMs = knownMs == HostEngine.NO_WATERMARK ? status.startMs() : knownMs;
    return Optional.of(HostSilence.from(Math.max(fromMs, states.lowMs()), engine.host(), status));
  }

  /** It is heard again, or forgotten: from then on its windows are where they belong. */
  HostSilence heard(String host) {
    return HostSilence.over(host, false, states.lowMs());
  }

  /** What its status says; null if that cannot be read. */
  Result.FleetHost describe(HostEngine engine, byte[] value) {
    Status status;
    try {
      status = Json.read(value, Status.class);
    } catch (IllegalArgumentException e) {
      return null; // the engine has put it into the rejects
    }
    String host = engine.host();
    Set<String> off =
        status.probes().stream()
            .filter(probe -> probe.state().equals(ProbeStatus.DISABLED) && !status.closing())
            .map(ProbeStatus::name)
            .collect(Collectors.toSet());
    List<String> functions =
        status.pairs().stream()
            .filter(pair -> off.contains(pair.entryProbe()) || off.contains(pair.returnProbe()))
            .map(Pair::function)
            .toList();
    long lowMs = states.lowMs();
    // What was switched on again was so somewhere in the window that is open, or in the next one.
    long onMs = Math.max(lowMs, engine.closedMs() + 2 * windowMs);
    HostSilence silence =
        off.isEmpty()
            ? HostSilence.over(host, true, onMs)
            : new HostSilence(
                host,
                true,
                Math.max(lowMs, status.startMs()),
                null,
                status.labels(),
                off.stream().sorted().toList(),
                functions);
    return new Result.FleetHost(host, status.labels(), silence);
  }
}
