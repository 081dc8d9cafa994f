package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import java.util.List;

/**
 * What one receiver is to be told next. Told means entered in its {@link Ledger}. A request stays
 * due until it is delivered or refused, and is made anew each time. Not thread-safe.
 */
interface Plan {
  /**
   * The alert is now so.
   *
   * @param alert null if it is gone
   * @param restored whether that was read at the start: it may have been so for long
   */
  void changed(String fingerprint, Alert alert, boolean restored, Now now);

  /**
   * The request that is due, or null.
   *
   * @param receiverMs the receiver's wall clock, as far as it is known
   */
  Post due(Now now, long receiverMs);

  void delivered(Post post, Now now);

  /** The receiver will never take it. Answers what is given up; empty if it is tried in parts. */
  List<Notice> refused(Post post, Now now);

  /** Everything is to be told once more: what was told rested on a wrong clock. */
  void repeat(Now now);

  /** How many alerts the receiver knows otherwise than they are. */
  int behind();
}
