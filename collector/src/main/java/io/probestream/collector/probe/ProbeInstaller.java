package io.probestream.collector.probe;

import io.probestream.collector.CollectorException;
import io.probestream.collector.tracefs.ErrorLog;
import io.probestream.collector.tracefs.Remedies;
import io.probestream.collector.tracefs.Tracefs;
import io.probestream.schemas.probe.ProbeDefinition;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Writes definitions into the kernel, and takes out again exactly those. Not thread-safe; {@link
 * #close} may be called more than once and after a failed installation.
 */
public final class ProbeInstaller implements AutoCloseable {
  private final Tracefs tracefs;
  private final Deque<ProbeDefinition> installed = new ArrayDeque<>();

  public ProbeInstaller(Tracefs tracefs) {
    this.tracefs = tracefs;
  }

  /**
   * Installs all definitions, or fails at the first refused one; {@link #close} then removes those
   * before it.
   *
   * @param suggestion what to add for a refused definition, or empty
   * @throws CollectorException with the kernel's message, its caret and what to try
   */
  public void install(
      List<ProbeDefinition> definitions, Function<ProbeDefinition, String> suggestion) {
    for (ProbeDefinition definition : definitions) {
      requireSupport(definition);
      try {
        tracefs.addProbe(definition);
      } catch (IOException e) {
        throw refused(definition, e, suggestion);
      }
      installed.push(definition);
    }
  }

  private void requireSupport(ProbeDefinition definition) {
    if (!definition.isUprobe() && !tracefs.hasKprobes()) {
      throw new CollectorException(
          "this kernel has no kprobes, so '"
              + definition.text()
              + "' is not possible: it needs CONFIG_KPROBE_EVENTS"
              + (tracefs.hasUprobes()
                  ? "; probes in programs do work here, as in p:NAME /path/to/program:function"
                  : ""));
    }
    if (definition.isUprobe() && !tracefs.hasUprobes()) {
      throw new CollectorException(
          "this kernel has no uprobes, so '"
              + definition.text()
              + "' is not possible: it needs CONFIG_UPROBE_EVENTS");
    }
  }

  private CollectorException refused(
      ProbeDefinition definition, IOException e, Function<ProbeDefinition, String> suggestion) {
    String errno = CollectorException.reason(e);
    ErrorLog.Entry entry = ErrorLog.find(tracefs.errorLog(), definition.text()).orElse(null);
    String message = entry == null ? "" : entry.message();
    String detail = entry == null ? "\n  " + definition.text() : "\n" + entry.text();
    boolean symbol = message.contains("symbol") || errno.startsWith("No such file");
    return new CollectorException(
        "the kernel refuses probe "
            + definition.event()
            + " ("
            + errno
            + "): "
            + Remedies.advice(message, errno)
            + (symbol ? suggestion.apply(definition) : "")
            + detail,
        e);
  }

  /** The installed definitions as the kernel shows them, in their order. */
  public List<ProbeDefinition> shown() {
    List<ProbeDefinition> all = new ArrayList<>();
    all.addAll(ProbeDefinition.parseAll(tracefs.events(false)));
    all.addAll(ProbeDefinition.parseAll(tracefs.events(true)));
    List<ProbeDefinition> shown = new ArrayList<>();
    for (ProbeDefinition own : installed) {
      shown.add(
          0,
          all.stream()
              .filter(d -> d.group().equals(own.group()) && d.event().equals(own.event()))
              .findFirst()
              .orElse(own));
    }
    return shown;
  }

  /**
   * Removes what was installed, newest first.
   *
   * @throws CollectorException that names what could not be removed
   */
  @Override
  public void close() {
    List<String> failures = new ArrayList<>();
    while (!installed.isEmpty()) {
      ProbeDefinition d = installed.pop();
      try {
        tracefs.removeProbe(d.isUprobe(), d.group(), d.event());
      } catch (IOException e) {
        failures.add(d.group() + "/" + d.event() + " (" + CollectorException.reason(e) + ")");
      }
    }
    if (!failures.isEmpty()) {
      throw new CollectorException(
          "could not remove "
              + String.join(", ", failures)
              + "; try again with: probestream probes clean");
    }
  }
}
