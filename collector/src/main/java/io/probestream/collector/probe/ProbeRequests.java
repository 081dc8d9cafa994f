package io.probestream.collector.probe;

import io.probestream.collector.probe.ProbeRequest.Kind;
import io.probestream.schemas.config.ConfigSection;
import io.probestream.schemas.raw.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the {@code probes} list of a configuration file. */
public final class ProbeRequests {
  private ProbeRequests() {}

  /**
   * The requests of {@code probes}, in order.
   *
   * @throws io.probestream.schemas.config.ConfigException that names the line
   */
  public static List<ProbeRequest> of(ConfigSection config) {
    List<ProbeRequest> requests = new ArrayList<>();
    for (ConfigSection probe : config.sections("probes")) {
      requests.add(request(probe));
    }
    return requests;
  }

  private static ProbeRequest request(ConfigSection probe) {
    probe.allow("raw", "syscall", "function", "path", "name", "args", "maxactive", "return", "by");
    String origin = probe.where();
    if (probe.has("raw")) {
      probe.allow("raw", "by");
      return ProbeRequest.raw(probe.string("raw"), by(probe), origin);
    }
    boolean syscall = probe.has("syscall");
    if (syscall == probe.has("function")) {
      throw probe.error("a probe has exactly one of the keys raw, syscall and function");
    }
    if (syscall && probe.has("path")) {
      throw probe.error("path", "only a function has a path (of a program or library)");
    }
    String target = probe.string(syscall ? "syscall" : "function");
    if (probe.has("path")) {
      String path = probe.string("path");
      if (!path.startsWith("/")) {
        throw probe.error("path", "expected an absolute path, found '" + path + "'");
      }
      target = path + ":" + target;
    }
    Map<String, String> args = probe.has("args") ? probe.stringMap("args") : null;
    return new ProbeRequest(
        syscall ? Kind.SYSCALL : Kind.FUNCTION,
        target,
        probe.string("name", null),
        args == null ? null : new LinkedHashMap<>(args),
        (int) probe.integer("maxactive", 1, 4096, 0),
        probe.bool("return", true),
        by(probe),
        origin);
  }

  private static List<String> by(ConfigSection probe) {
    List<String> by = probe.strings("by");
    if (by.stream().distinct().count() < by.size()
        || by.stream().filter(what -> !what.equals(Pair.TASK)).count() > 1) {
      throw probe.error("by", "expected task, an argument of the entry probe, or both");
    }
    return by;
  }
}
