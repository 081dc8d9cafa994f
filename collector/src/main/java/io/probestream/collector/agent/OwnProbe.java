package io.probestream.collector.agent;

/**
 * A probe on this host that a probestream agent made.
 *
 * @param group its group, which names the agent's process
 * @param event its name
 * @param definition as the kernel shows it
 * @param hits so far
 * @param missed so far
 * @param pid of the agent that made it
 * @param alive whether that agent still runs
 */
public record OwnProbe(
    String group,
    String event,
    String definition,
    long hits,
    long missed,
    long pid,
    boolean alive) {}
