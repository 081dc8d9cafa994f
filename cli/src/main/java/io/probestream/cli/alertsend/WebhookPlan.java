package io.probestream.cli.alertsend;

import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.alert.AlertDelivery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A webhook's way, after Alertmanager's dispatcher: alerts with the same values of the labels
 * {@code groupBy} make one message. A change waits {@code groupWait} for others, and until {@code
 * groupInterval} after the group's last message; without one a group that fires is told again after
 * {@code repeatInterval}. Where Alertmanager passes over what fired and ended between two messages,
 * this tells its end.
 */
final class WebhookPlan implements Plan {
  private static final class Group {
    private final Map<String, String> labels;
    private final Map<String, Member> members = new LinkedHashMap<>();

    /** When its alerts are looked at next; something is to be told then, unless it went back. */
    private long dueNs = Long.MAX_VALUE;

    private long lastNs;
    private boolean told;

    Group(Map<String, String> labels) {
      this.labels = labels;
    }
  }

  private static final class Member {
    private Alert alert;
    private boolean gone;
  }

  private final Ledger ledger;
  private final WebhookSettings settings;
  private final WebhookJson json;
  private final Map<String, Group> groups = new LinkedHashMap<>();
  private final Map<String, String> groupOf = new HashMap<>();

  WebhookPlan(Ledger ledger, WebhookSettings settings, WebhookJson json) {
    this.ledger = ledger;
    this.settings = settings;
    this.json = json;
  }

  @Override
  public void changed(String fingerprint, Alert alert, boolean restored, Now now) {
    AlertDelivery told = ledger.get(fingerprint);
    Member known = member(fingerprint);
    Status status = Status.of(alert, told);
    boolean over = alert == null || status == Status.NONE;
    if (over && known != null && news(known, told)) {
      // It has ended, and that is still to be told, though it may be pending again.
      known.gone = true;
      if (settings.sendResolved()) {
        schedule(groups.get(groupOf.get(fingerprint)), restored, known.alert, now);
      } else {
        quietly(fingerprint, known, now);
      }
      return;
    }
    if (status == Status.NONE) {
      remove(fingerprint);
      if (alert == null) {
        ledger.forget(fingerprint);
      }
      return;
    }
    Alert shown = alert != null ? alert : known != null ? known.alert : told.alert();
    Group group = join(shown, told, now);
    Member member = group.members.computeIfAbsent(fingerprint, f -> new Member());
    member.alert = shown;
    member.gone = alert == null;
    if (status == Status.RESOLVED && !settings.sendResolved()) {
      quietly(fingerprint, member, now);
    } else if (news(member, told)) {
      schedule(group, restored, shown, now);
    } else if (group.told && member.alert.firing()) {
      group.dueNs = Math.min(group.dueNs, later(group.lastNs, settings.repeatIntervalMs()));
    }
  }

  private void quietly(String fingerprint, Member member, Now now) {
    if (member.gone) {
      remove(fingerprint);
      ledger.forget(fingerprint);
    } else if (news(member, ledger.get(fingerprint))) {
      ledger.tell(member.alert, false, now);
    }
  }

  private Member member(String fingerprint) {
    String key = groupOf.get(fingerprint);
    return key == null ? null : groups.get(key).members.get(fingerprint);
  }

  private Group join(Alert alert, AlertDelivery told, Now now) {
    Map<String, String> labels = settings.group(Texts.labels(alert));
    String key = key(labels);
    String before = groupOf.get(alert.fingerprint());
    if (before != null && !before.equals(key)) {
      remove(alert.fingerprint());
    }
    groupOf.put(alert.fingerprint(), key);
    Group group = groups.computeIfAbsent(key, k -> new Group(labels));
    if (before == null && told != null && !told.refused()) {
      // From the ledger; a wall clock that was set back since makes it now.
      long agoMs = Math.max(0, now.ms() - told.sentMs());
      long lastNs = now.ns() - TimeUnit.MILLISECONDS.toNanos(agoMs);
      group.lastNs = group.told ? Math.max(group.lastNs, lastNs) : lastNs;
      group.told = true;
    }
    return group;
  }

  private void remove(String fingerprint) {
    String key = groupOf.remove(fingerprint);
    if (key != null) {
      Group group = groups.get(key);
      group.members.remove(fingerprint);
      if (group.members.isEmpty()) {
        groups.remove(key);
      }
    }
  }

  /** Whether the receiver knows it otherwise. A series that fires again was firing all along. */
  private static boolean news(Member member, AlertDelivery told) {
    boolean firing = member.alert.firing() && !member.gone;
    if (told == null) {
      return true;
    }
    Alert last = told.alert();
    return last.firing() != firing
        || (!firing
            && !last.firing()
            && !Objects.equals(last.firingSinceMs(), member.alert.firingSinceMs()));
  }

  private void schedule(Group group, boolean restored, Alert alert, Now now) {
    Long sinceMs = alert.firing() ? alert.firingSinceMs() : alert.resolvedAtMs();
    long waitedMs = restored && sinceMs != null ? Math.max(0, now.ms() - sinceMs) : 0;
    long atNs = now.plusMs(Math.max(0, settings.groupWaitMs() - waitedMs));
    if (group.told) {
      atNs = Math.max(atNs, later(group.lastNs, settings.groupIntervalMs()));
    }
    group.dueNs = Math.min(group.dueNs, atNs);
  }

  private static long later(long ns, long ms) {
    return ns + TimeUnit.MILLISECONDS.toNanos(ms);
  }

  @Override
  public Post due(Now now, long receiverMs) {
    for (Map.Entry<String, Group> entry : groups.entrySet()) {
      Group group = entry.getValue();
      if (group.dueNs <= now.ns()) {
        List<Notice> notices = notices(group, now);
        if (!notices.isEmpty()) {
          String body = json.write(notices, group.labels, entry.getKey(), now.ms());
          return new Post(body, notices, entry.getKey());
        }
        group.dueNs = repeatNs(group);
      }
    }
    return null;
  }

  /** All that fires and what has ended since the last message; empty if that says nothing new. */
  private List<Notice> notices(Group group, Now now) {
    boolean isRepeat = group.told && repeatNs(group) <= now.ns();
    boolean worthIt = false;
    List<Notice> notices = new ArrayList<>();
    for (Member member : group.members.values()) {
      boolean firing = member.alert.firing() && !member.gone;
      boolean news = news(member, ledger.get(member.alert.fingerprint()));
      if (firing || (news && settings.sendResolved())) {
        notices.add(
            new Notice(member.alert, firing ? Status.FIRING : Status.RESOLVED, member.gone));
        worthIt |= news || isRepeat;
      }
    }
    notices.sort(
        Comparator.comparing(Notice::status).thenComparing(n -> n.alert().labels().toString()));
    return worthIt ? notices : List.of();
  }

  private long repeatNs(Group group) {
    boolean firing = group.members.values().stream().anyMatch(m -> m.alert.firing() && !m.gone);
    return firing && group.told ? later(group.lastNs, settings.repeatIntervalMs()) : Long.MAX_VALUE;
  }

  @Override
  public void delivered(Post post, Now now) {
    settle(post, false, now);
  }

  @Override
  public List<Notice> refused(Post post, Now now) {
    settle(post, true, now);
    return post.notices();
  }

  private void settle(Post post, boolean refused, Now now) {
    for (Notice notice : post.notices()) {
      Member member = member(notice.fingerprint());
      boolean over = notice.gone() && (member == null || member.gone);
      if (over) {
        remove(notice.fingerprint());
        ledger.forget(notice.fingerprint());
      } else {
        ledger.tell(notice.alert(), refused, now);
      }
    }
    Group group = groups.get(post.group());
    if (group != null) {
      group.told = true;
      group.lastNs = now.ns();
      group.dueNs = repeatNs(group);
      for (Member member : List.copyOf(group.members.values())) {
        // What has changed while the message was on its way.
        changed(member.alert.fingerprint(), member.gone ? null : member.alert, false, now);
      }
    }
  }

  /** Messages carry the alerts' own times: there is nothing to correct. */
  @Override
  public void repeat(Now now) {}

  @Override
  public int behind() {
    int count = 0;
    for (Group group : groups.values()) {
      for (Member member : group.members.values()) {
        AlertDelivery told = ledger.get(member.alert.fingerprint());
        count += news(member, told) ? 1 : 0;
      }
    }
    return count;
  }

  /** As Alertmanager writes it. */
  private static String key(Map<String, String> labels) {
    StringBuilder key = new StringBuilder("{}:{");
    new TreeMap<>(labels)
        .forEach(
            (name, value) ->
                key.append(key.length() == 4 ? "" : ", ")
                    .append(name)
                    .append("=\"")
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"'));
    return key.append('}').toString();
  }
}
