package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.alert.AlertDelivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Alertmanager's way, as Prometheus does it: each alert when it changes and again every {@code
 * resend}, firing with an end in the future, resolved ones until they are gone from the topic, for
 * Alertmanager forgets all alerts when it restarts. It groups and silences by itself.
 */
final class AlertmanagerPlan implements Plan {
  /** Prometheus' notifier sends as many at once (maxBatchSize). */
  static final int BATCH = 256;

  private static final class Entry {
    private Alert alert;
    private boolean gone;
    private long dueNs;
  }

  private final Ledger ledger;
  private final AlertmanagerJson json;
  private final long resendMs;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** Alerts under labels that they no longer have. */
  private final List<Notice> farewells = new ArrayList<>();

  /** Halves of a request that was refused: one of its alerts is at fault. */
  private final Deque<List<Notice>> halves = new ArrayDeque<>();

  private long nextNs = Long.MAX_VALUE;

  AlertmanagerPlan(Ledger ledger, AlertmanagerJson json, long resendMs) {
    this.ledger = ledger;
    this.json = json;
    this.resendMs = resendMs;
  }

  @Override
  public void changed(String fingerprint, Alert alert, boolean restored, Now now) {
    AlertDelivery told = ledger.get(fingerprint);
    Entry entry = entries.get(fingerprint);
    if (alert == null) {
      gone(fingerprint, entry, told, now);
      return;
    }
    if (Status.of(alert, told) == Status.NONE) {
      if (entry != null && !isTold(entry.alert, told)) {
        // It has ended, and that is still to be told, though it may be pending again.
        entry.gone = true;
        due(entry, now.ns());
      } else {
        entries.remove(fingerprint);
      }
      return;
    }
    boolean renamed = entry == null || !entry.alert.labels().equals(alert.labels());
    if (renamed && isKnownAsAnother(told, alert)) {
      farewells.add(new Notice(told.alert(), Status.RESOLVED, false));
      nextNs = now.ns();
    }
    boolean news = entry == null || isNews(entry.alert, alert);
    if (entry == null) {
      entry = new Entry();
      entries.put(fingerprint, entry);
    }
    entry.alert = alert;
    entry.gone = false;
    if (news) {
      boolean hopeless = told != null && told.refused() && !isNews(told.alert(), alert);
      due(entry, hopeless ? Long.MAX_VALUE : now.ns());
    }
  }

  /** To Alertmanager an alert is its labels. */
  private static boolean isKnownAsAnother(AlertDelivery told, Alert alert) {
    return told != null
        && told.alert().firing()
        && !told.refused()
        && !told.alert().labels().equals(alert.labels());
  }

  private void gone(String fingerprint, Entry known, AlertDelivery told, Now now) {
    Entry entry = known;
    if (entry == null && told != null && told.alert().firing()) {
      entry = new Entry();
      entry.alert = told.alert();
      entries.put(fingerprint, entry);
    }
    if (entry == null
        || (told != null && told.refused())
        || (isTold(entry.alert, told) && !entry.alert.firing())) {
      entries.remove(fingerprint);
      ledger.forget(fingerprint);
    } else {
      entry.gone = true;
      due(entry, now.ns());
    }
  }

  private void due(Entry entry, long atNs) {
    entry.dueNs = atNs;
    nextNs = Math.min(nextNs, atNs);
  }

  /** What Alertmanager should hear of at once; a value alone can wait for the next time. */
  private static boolean isNews(Alert before, Alert after) {
    return before.firing() != after.firing()
        || !before.state().equals(after.state())
        || !before.labels().equals(after.labels());
  }

  private static boolean isTold(Alert alert, AlertDelivery told) {
    return told != null && !isNews(told.alert(), alert);
  }

  @Override
  public Post due(Now now, long receiverMs) {
    if (!halves.isEmpty()) {
      return post(halves.peek(), receiverMs);
    }
    if (now.ns() < nextNs) {
      return null;
    }
    List<Notice> notices = new ArrayList<>(farewells.subList(0, Math.min(BATCH, farewells.size())));
    long next = Long.MAX_VALUE;
    for (Entry entry : entries.values()) {
      if (entry.dueNs <= now.ns() && notices.size() < BATCH) {
        Status status = entry.alert.firing() && !entry.gone ? Status.FIRING : Status.RESOLVED;
        notices.add(new Notice(entry.alert, status, entry.gone));
      }
      next = Math.min(next, entry.dueNs);
    }
    nextNs = farewells.isEmpty() ? next : now.ns();
    return notices.isEmpty() ? null : post(notices, receiverMs);
  }

  private Post post(List<Notice> notices, long receiverMs) {
    return new Post(json.write(notices, receiverMs), notices, "");
  }

  @Override
  public void delivered(Post post, Now now) {
    halves.remove(post.notices());
    for (Notice notice : post.notices()) {
      if (farewells.remove(notice)) {
        continue;
      }
      Entry entry = entries.get(notice.fingerprint());
      if (!isTold(notice.alert(), ledger.get(notice.fingerprint()))) {
        ledger.tell(notice.alert(), false, now);
      }
      settle(notice, entry, now.plusMs(resendMs));
    }
  }

  /** Unless it has changed since the request was made. */
  private void settle(Notice notice, Entry entry, long nextDueNs) {
    if (entry == null || entry.gone != notice.gone() || isNews(entry.alert, notice.alert())) {
      return;
    }
    if (entry.gone) {
      entries.remove(notice.fingerprint());
      ledger.forget(notice.fingerprint());
    } else {
      due(entry, nextDueNs);
    }
  }

  @Override
  public List<Notice> refused(Post post, Now now) {
    List<Notice> all = post.notices();
    halves.remove(all);
    if (all.size() > 1) {
      halves.push(List.copyOf(all.subList(all.size() / 2, all.size())));
      halves.push(List.copyOf(all.subList(0, all.size() / 2)));
      return List.of();
    }
    Notice notice = all.get(0);
    if (!farewells.remove(notice)) {
      ledger.tell(notice.alert(), true, now);
      settle(notice, entries.get(notice.fingerprint()), Long.MAX_VALUE);
    }
    return all;
  }

  @Override
  public void repeat(Now now) {
    for (Entry entry : entries.values()) {
      if (entry.dueNs != Long.MAX_VALUE) {
        due(entry, now.ns());
      }
    }
  }

  @Override
  public int behind() {
    int count = farewells.size();
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      Entry e = entry.getValue();
      if (e.gone || !isTold(e.alert, ledger.get(entry.getKey()))) {
        count++;
      }
    }
    return count;
  }
}
