package io.probestream.streams.topology;

import io.probestream.schemas.Topics;
import io.probestream.schemas.raw.AlertRules;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.HostSilence;
import java.util.Map;

/** What the stages hand to each other and to the output topics. */
sealed interface Result {
  /** Probe or function; empty where there is none. */
  String name();

  /** The output topic, or null for what stays inside. */
  String topic(Topics topics);

  /** Whose window it is; null of the fleet's, and of what is no window. */
  default String host() {
    return null;
  }

  /** Whether a host's window ends where its raw partition's low watermark has already been. */
  default boolean isLate() {
    return false;
  }

  /** Whether it takes part in the fleet's merges. */
  default boolean isForFleet() {
    return true;
  }

  /**
   * A rate of a host, or of the fleet.
   *
   * @param late of a host's: it ends where its raw partition's low watermark has already been
   */
  record Rate(RateWindow window, boolean late) implements Result {
    Rate(RateWindow window) {
      this(window, false);
    }

    @Override
    public String name() {
      return window.probe();
    }

    @Override
    public String host() {
      return window.host();
    }

    @Override
    public boolean isLate() {
      return late;
    }

    @Override
    public String topic(Topics topics) {
      return window.host() == null ? topics.fleetRates() : topics.rates();
    }
  }

  /** A latency of a host, or of the fleet; {@code late} as of a {@link Rate}. */
  record Latency(LatencyWindow window, boolean late) implements Result {
    Latency(LatencyWindow window) {
      this(window, false);
    }

    @Override
    public String name() {
      return window.function();
    }

    @Override
    public String host() {
      return window.host();
    }

    @Override
    public boolean isLate() {
      return late;
    }

    @Override
    public String topic(Topics topics) {
      return window.host() == null ? topics.fleetLatency() : topics.latency();
    }
  }

  /** What a host, or the fleet, missed; {@code late} as of a {@link Rate}. */
  record Missed(MissedWindow window, boolean late) implements Result {
    Missed(MissedWindow window) {
      this(window, false);
    }

    @Override
    public String name() {
      return window.probe();
    }

    @Override
    public String host() {
      return window.host();
    }

    @Override
    public boolean isLate() {
      return late;
    }

    @Override
    public String topic(Topics topics) {
      return window.host() == null ? topics.fleetMissed() : topics.missed();
    }

    /** A host's silence, or warm-up, is nothing that the fleet has missed. */
    @Override
    public boolean isForFleet() {
      return window.silent() == null && window.warmupUntilMs() == null;
    }
  }

  /** What a host says of itself, for queries. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record HostStatus(String session, byte[] value) implements Result {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String topic(Topics topics) {
      return null;
    }

    @Override
    public boolean isForFleet() {
      return false;
    }
  }

  /**
   * Of that owner every window that ends at or before {@code toMs} has been sent.
   *
   * @param owner the host; empty for the fleet, whose windows are final up to there
   * @param toMs event time, epoch
   */
  record Time(String owner, long toMs) implements Result {
    static final String FLEET = "";

    @Override
    public String name() {
      return "";
    }

    @Override
    public String topic(Topics topics) {
      return null;
    }

    @Override
    public boolean isForFleet() {
      return false;
    }
  }

  /**
   * What the fleet is told of a host when that says what it is.
   *
   * @param labels of the host; null once it is forgotten
   * @param off the probes that are switched off on it, or that none is; null with {@code labels}
   */
  record FleetHost(String host, Map<String, String> labels, HostSilence off) implements Result {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String topic(Topics topics) {
      return null;
    }
  }

  /** Nothing is heard of a host, or again, or of some of its probes. */
  record Silence(HostSilence silence) implements Result {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String topic(Topics topics) {
      return null;
    }
  }

  /**
   * A final window of those hosts alone that have these labels, of all that rules name.
   *
   * @param window a {@link Rate}, {@link Latency} or {@link Missed} of the fleet
   */
  record Part(Map<String, String> labels, Result window) implements Result {
    @Override
    public String name() {
      return window.name();
    }

    @Override
    public String topic(Topics topics) {
      return null;
    }

    @Override
    public boolean isForFleet() {
      return false;
    }
  }

  /** A host is forgotten: nothing was heard of it for too long. */
  record Forgotten() implements Result {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String topic(Topics topics) {
      return null;
    }

    @Override
    public boolean isForFleet() {
      return false;
    }
  }

  /** A set of alert rules that the log tells; every fleet partition hears of it, too. */
  record Rules(AlertRules rules) implements Result {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String topic(Topics topics) {
      return null;
    }
  }

  /** The bytes that could not be used; the reason is in the headers. */
  @SuppressWarnings("ArrayRecordComponent") // written once, never compared
  record Rejected(byte[] value) implements Result {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String topic(Topics topics) {
      return topics.rejects();
    }

    @Override
    public boolean isForFleet() {
      return false;
    }
  }

  /**
   * Every window of this raw partition that ends at or before {@code lowMs} has been sent, but for
   * hosts that were silent.
   *
   * @param rawPartition partition of the raw topic
   * @param lowMs event time, epoch; a multiple of the window length
   */
  record LowWatermark(int rawPartition, long lowMs) implements Result {
    @Override
    public String name() {
      return "";
    }

    @Override
    public String topic(Topics topics) {
      return null;
    }
  }
}
