package io.probestream.cli.alertsend;

import java.util.List;

/**
 * A request that is due.
 *
 * @param group of its alerts; empty where the receiver groups by itself
 */
record Post(String body, List<Notice> notices, String group) {}
