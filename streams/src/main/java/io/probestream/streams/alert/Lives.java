package io.probestream.streams.alert;

import io.probestream.schemas.alert.Alert;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes what becomes of one owner's alerts. Not thread-safe. */
final class Lives {
  private final AlertStore store;
  private final String ruleSet;
  private AlertWriter writer;

  /** Lives whose rule or group is no more, by fingerprint, and after a restart all of them. */
  private final SortedMap<String, Life> orphans = new TreeMap<>();

  Lives(AlertStore store, String ruleSet) {
    this.store = store;
    this.ruleSet = ruleSet;
  }

  void restore(String key, Life life) {
    orphans.put(key, life);
  }

  /** The start of the first window that the rules judge, which each alert names. */
  void since(long ruleSetFromMs) {
    writer = new AlertWriter(ruleSet, ruleSetFromMs);
  }

  /** Gives a subject its life back, if there was one. */
  void adopt(Subject subject) {
    Life known = orphans.remove(Subject.lifeKey(subject.fingerprint));
    subject.life = known == null ? subject.life : known;
  }

  /** The subject's group is no more. */
  void orphan(Subject subject) {
    if (subject.life != null) {
      orphans.put(Subject.lifeKey(subject.fingerprint), subject.life);
    }
  }

  boolean hasOrphans() {
    return !orphans.isEmpty();
  }

  /** Takes an answer. */
  void live(
      Subject subject,
      Reading reading,
      Answer answer,
      Baseline.Range past,
      long nowMs,
      AlertSink out) {
    if (subject.life == null
        && (answer.truth() == Truth.FALSE || answer.cause() == Unknown.NOT_THERE)) {
      return; // most
    }
    subject.life = subject.life == null ? new Life() : subject.life;
    Life life = subject.life;
    boolean changed = life.judge(answer, nowMs, subject.rule);
    String key = Subject.lifeKey(subject.fingerprint);
    if (life.isOver()) {
      subject.life = null;
      over(key, life, subject.fingerprint, nowMs, out);
    } else if (life.isDue(nowMs, ruleSet)) {
      Alert alert = writer.alert(subject, reading, answer, past, nowMs);
      life.wrote(alert);
      store.put(key, life);
      out.alert(alert);
    } else if (changed) {
      store.put(key, life);
    }
  }

  /** Of a time nobody knows: the steps between two of them count for no clock. */
  void pause(Subject subject, long fromMs, long toMs) {
    if (subject.life != null) {
      long everyMs = subject.rule.watch().everyMs();
      subject.life.pause((Math.floorDiv(toMs, everyMs) - Math.floorDiv(fromMs, everyMs)) * everyMs);
      store.put(Subject.lifeKey(subject.fingerprint), subject.life);
    }
  }

  /** Of orphans what fires is resolved; once that was told for long enough it is over. */
  void endOrphans(long nowMs, AlertSink out) {
    for (String key : List.copyOf(orphans.keySet())) {
      Life life = orphans.get(key);
      life.resolve(nowMs);
      life.expire(nowMs);
      if (life.isOver()) {
        orphans.remove(key);
        over(key, life, fingerprint(life), nowMs, out);
      } else if (life.isDue(nowMs, ruleSet)) {
        Alert alert = writer.ended(life, nowMs);
        life.wrote(alert);
        store.put(key, life);
        out.alert(alert);
      }
    }
  }

  private void over(String key, Life life, String fingerprint, long nowMs, AlertSink out) {
    store.delete(key);
    if (life.last() != null) {
      out.gone(fingerprint, nowMs);
    }
  }

  private static String fingerprint(Life life) {
    return life.last() == null ? "" : life.last().fingerprint();
  }

  /** A subject's alert ends without a word but a tombstone. */
  void forget(Subject subject, long nowMs, AlertSink out) {
    if (subject.life != null) {
      String key = Subject.lifeKey(subject.fingerprint);
      over(key, subject.life, subject.fingerprint, nowMs, out);
      subject.life = null;
    }
  }

  void forgetOrphans(long nowMs, AlertSink out) {
    orphans.forEach((key, life) -> over(key, life, fingerprint(life), nowMs, out));
    orphans.clear();
  }
}
