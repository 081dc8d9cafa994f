package io.probestream.streams.alert;

import io.probestream.schemas.Keys;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.Measure.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The evaluator. Windows are added to the steps of their series as they come; {@link #advance} goes
 * from step to step, and at each one judges the rules whose window slides there: in the order of
 * their file, and of their groups' labels.
 */
final class OwnerEvaluator implements Evaluator {
  private static final String OWNER_KEY = "o";

  /** More steps than these are not judged one by one: the clock has jumped. */
  private static final long MOST_MS = TimeUnit.DAYS.toMillis(1);

  private static final long EXPIRE_MS = TimeUnit.MINUTES.toMillis(1);

  private final String host;

  /** All partitions of the fleet know which hosts are silent: the first one says it. */
  private final boolean isFirst;

  private final long fromMs;
  private final long windowMs;
  private final AlertStore store;
  private final OwnerRules rules;
  private final OwnerState state;
  private final SeriesBook book;
  private final Intake intake;
  private final OwnerReadings readings;
  private final Lives lives;
  private final Baselines baselines;
  private final HostGaps gaps;

  /**
   * @param host null for the fleet
   * @param partition of the fleet; -1 for a host
   */
  OwnerEvaluator(
      String host, int partition, RuleSet set, long fromMs, long windowMs, AlertStore store) {
    this.host = host;
    this.fromMs = fromMs;
    isFirst = partition <= 0;
    this.windowMs = windowMs;
    this.store = store;
    rules = new OwnerRules(host, partition, set, windowMs);
    book = new SeriesBook(host, rules.watches(), set.maxGroups(), store);
    lives = new Lives(store, set.hash());
    baselines = new Baselines(store);
    gaps = new HostGaps(store);
    state = load(set.hash(), fromMs);
    boolean byTask = rules.watches().stream().anyMatch(w -> w.watch.source() == Source.TASK);
    intake = new Intake(book, state, byTask, store);
    readings = new OwnerReadings(state, gaps);
  }

  private OwnerState load(String ruleSet, long fromMs) {
    List<OwnerState> owner = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    NavigableMap<String, Tally> cells = new TreeMap<>();
    store.forEach(
        (key, entry) -> {
          if (entry instanceof OwnerState known) {
            owner.add(known);
          } else if (entry instanceof Series each) {
            series.add(each);
          } else if (entry instanceof Tally cell) {
            cells.put(key, cell);
          } else if (entry instanceof Baseline baseline) {
            baselines.restore(key, baseline);
          } else if (entry instanceof HostGap gap) {
            gaps.restore(key, gap);
          } else if (entry instanceof Life life) {
            lives.restore(key, life);
          }
        });
    boolean fresh = owner.isEmpty();
    OwnerState known = fresh ? new OwnerState() : owner.get(0);
    if (!known.ruleSet.equals(ruleSet)) {
      known.adopt(ruleSet, fromMs, rules.watches(), fresh);
    }
    for (Watched watched : rules.watches()) {
      watched.sinceMs = known.watches.get(watched.hash);
    }
    lives.since(known.ruleSetFromMs);
    book.restore(series, cells, known.labels);
    rules.renew(lives, baselines);
    baselines.forgetBut(rules.baselineKeys());
    return known;
  }

  @Override
  public void rate(RateWindow w) {
    rate(null, w);
  }

  @Override
  public void rate(Map<String, String> part, RateWindow w) {
    if (begin(w.startMs(), w.endMs(), w.isFinal())) {
      state.known.window(w.startMs(), w.endMs(), host != null && w.partial(), w.count() > 0);
      intake.add(w, part);
    }
  }

  @Override
  public void latency(LatencyWindow w) {
    latency(null, w);
  }

  @Override
  public void latency(Map<String, String> part, LatencyWindow w) {
    if (w.unit().equals(Status.NS) && begin(w.startMs(), w.endMs(), w.isFinal())) {
      state.known.window(w.startMs(), w.endMs(), host != null && w.partial(), w.count() > 0);
      intake.add(w, part);
    }
  }

  @Override
  public void missed(MissedWindow w) {
    missed(null, w);
  }

  @Override
  public void silence(HostSilence silence) {
    gaps.take(silence);
    if (silence.fromMs() != null) {
      beginAt(Math.floorDiv(silence.fromMs(), windowMs) * windowMs);
      store.put(OWNER_KEY, state);
    }
  }

  @Override
  public void missed(Map<String, String> part, MissedWindow w) {
    if (w.silent() != null) {
      state.known.fallSilent(w.startMs());
      store.put(OWNER_KEY, state);
    } else if (w.warmupUntilMs() == null && begin(w.startMs(), w.endMs(), w.isFinal())) {
      state.known.window(w.startMs(), w.endMs(), false, false);
      intake.add(w, part);
      if (host != null && w.closing() && w.probe().equals(Keys.NO_PROBE)) {
        state.known.sessionEnded(w.session(), w.startMs());
      }
    }
  }

  /** Whether a window is to be looked at; the owner's time begins with its first one. */
  private boolean begin(long startMs, long endMs, Boolean isFinal) {
    if (host == null && (!Boolean.TRUE.equals(isFinal) || endMs <= state.toldMs)) {
      return false;
    }
    state.newestMs = Math.max(state.newestMs, endMs);
    beginAt(startMs);
    store.put(OWNER_KEY, state);
    return true;
  }

  private void beginAt(long startMs) {
    // A host's silence may be told before the fleet's first window, and begin behind it.
    boolean isEarlier = host == null && startMs < state.judgedMs && state.judgedMs > state.toldMs;
    if (state.judgedMs == OwnerState.NEVER || isEarlier) {
      state.judgedMs = startMs;
      state.ruleSetFromMs = Math.max(fromMs, startMs);
      lives.since(state.ruleSetFromMs);
    }
  }

  @Override
  public void status(String session, Status status) {
    Map<String, String> before = state.labels;
    state.status(session, status, windowMs);
    beginAt(Math.floorDiv(status.startMs(), windowMs) * windowMs);
    store.put(OWNER_KEY, state);
    if (!before.equals(state.labels)) {
      book.regroup(state.labels);
    }
    if (!status.closing()) {
      long atMs = Math.max(state.judgedMs, state.newestMs);
      for (ProbeStatus probe : status.probes()) {
        if (probe.state().equals(ProbeStatus.ENABLED)) {
          intake.named(Source.RATE, probe.name(), atMs);
        }
      }
      for (Pair pair : status.pairs()) {
        intake.named(Source.LATENCY, pair.function(), atMs);
      }
    }
    rules.renew(lives, baselines);
  }

  @Override
  public void advance(long toMs, AlertSink out) {
    if (state.judgedMs == OwnerState.NEVER || toMs <= state.toldMs) {
      return;
    }
    state.toldMs = toMs;
    long stepMs = rules.stepMs;
    long lastMs = Math.floorDiv(toMs, stepMs) * stepMs;
    rules.renew(lives, baselines);
    if (lastMs - state.judgedMs > MOST_MS) {
      skipTo(lastMs - MOST_MS);
    }
    for (long nowMs = next(state.judgedMs); nowMs <= lastMs; nowMs = next(state.judgedMs)) {
      if (state.known.isBlindAt(nowMs)) {
        skipTo(Math.min(lastMs, state.known.blindToMs()));
        continue;
      }
      if (book.isEmpty() && isIdle()) {
        nowMs = lastMs;
      }
      boolean minute = Math.floorDiv(nowMs, EXPIRE_MS) != Math.floorDiv(state.judgedMs, EXPIRE_MS);
      judge(nowMs, out);
      state.judgedMs = nowMs;
      if (minute) {
        book.expire(nowMs, state.known);
        gaps.expire(nowMs - rules.longestMs);
        rules.renew(lives, baselines);
        baselines.forgetBut(rules.baselineKeys());
      }
    }
    store.put(OWNER_KEY, state);
  }

  /** Of that time nobody knows: nothing is judged, and all clocks stand still. */
  private void skipTo(long timeMs) {
    long toMs = Math.floorDiv(timeMs, rules.stepMs) * rules.stepMs;
    long fromMs = state.judgedMs;
    rules.forEachSubject(subject -> lives.pause(subject, fromMs, toMs));
    state.judgedMs = toMs;
  }

  private long next(long timeMs) {
    return (Math.floorDiv(timeMs, rules.stepMs) + 1) * rules.stepMs;
  }

  /** Whether nothing can change but by a window, or a record, that comes. */
  private boolean isIdle() {
    return !lives.hasOrphans() && !state.known.isSilent() && gaps.isEmpty() && !rules.isAnyAlive();
  }

  private void judge(long nowMs, AlertSink out) {
    if (nowMs <= state.ruleSetFromMs) {
      return; // these rules are not in force yet
    }
    for (OwnerRules.InForce in : rules.all()) {
      if (nowMs % in.rule().watch().everyMs() == 0) {
        for (Subject subject : in.subjects().values()) {
          judge(subject, in.watched(), nowMs, out);
        }
      }
    }
    lives.endOrphans(nowMs, out);
    if (rules.incomplete != null && nowMs % rules.incomplete.watched.watch.everyMs() == 0) {
      Reading reading = rules.incomplete.reading(nowMs);
      String silent = isFirst ? readings.silenceAt(nowMs, rules.all()) : null;
      Answer answer = rules.incomplete(host == null ? "The fleet" : host, reading, silent);
      lives.live(rules.incomplete.subject, reading, answer, null, nowMs, out);
    }
  }

  private void judge(Subject subject, Watched watched, long nowMs, AlertSink out) {
    Rule rule = subject.rule;
    Reading reading = readings.of(rule, watched, subject.group, nowMs);
    boolean change = rule.condition().isChange();
    Baseline.Range past = change ? subject.past(nowMs) : null;
    Answer answer = Answer.of(rule, reading, subject.isFiring(), past);
    if (change && nowMs % rule.watch().windowMs() == 0) {
      boolean known = state.known.knows(nowMs - rule.watch().windowMs(), nowMs);
      baselines.remember(subject, reading, known, nowMs);
    }
    lives.live(subject, reading, answer, past, nowMs, out);
  }

  @Override
  public void forget(AlertSink out) {
    rules.forEachSubject(subject -> lives.forget(subject, state.judgedMs, out));
    lives.forgetOrphans(state.judgedMs, out);
    baselines.forgetBut(Set.of());
    book.delete();
    gaps.delete();
    store.delete(OWNER_KEY);
  }
}
