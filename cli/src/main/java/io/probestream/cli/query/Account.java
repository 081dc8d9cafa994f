package io.probestream.cli.query;

import io.probestream.cli.results.RawStatuses.Seen;
import io.probestream.schemas.window.InFlight;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is known of hosts and their probes, over the time that is asked for. Not thread-safe. */
interface Account extends AutoCloseable {
  /** Takes what came since, waiting a little for it. */
  void refresh(Duration patience);

  /** By host and probe. */
  List<RateWindow> rates();

  /** By host and probe. */
  List<MissedWindow> missed();

  /** Calls in flight at the last window's end, and the most at once, by {@code host/function}. */
  Map<String, InFlight> inFlight();

  /** Newest statuses by host. */
  Map<String, Seen> statuses();

  /** Whether an older collector goes on claiming the host. */
  boolean isContested(String host, long nowMs);

  /** Where the newest window of a host lies, epoch; 0 if there is none. */
  long newestMs(String host);

  /** From when on it is said that nothing is heard of a host; null if it speaks. */
  Long silentFromMs(String host);

  /** Hosts of which only their silence is known. */
  Set<String> silentHosts();

  @Override
  void close();
}
