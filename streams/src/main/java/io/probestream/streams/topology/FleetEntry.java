package io.probestream.streams.topology;

/** A value of the fleet store: a window, or what the fleet partition itself remembers. */
sealed interface FleetEntry permits FleetWindow, FleetState {}
