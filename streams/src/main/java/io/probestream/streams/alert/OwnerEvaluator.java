package io.probestream.streams.alert;

import io.probestream.schemas.Keys;
import io.probestream.schemas.alert.Alert;
import io.probestream.schemas.raw.Pair;
import io.probestream.schemas.raw.ProbeStatus;
import io.probestream.schemas.raw.Status;
import io.probestream.schemas.window.Breakdown;
import io.probestream.schemas.window.BreakdownValue;
import io.probestream.schemas.window.LatencyWindow;
import io.probestream.schemas.window.MissedWindow;
import io.probestream.schemas.window.RateWindow;
import io.probestream.streams.alert.Measure.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
  private final long windowMs;
  private final AlertStore store;
  private final String ruleSet;
  private final long stepMs;
  private final boolean byTask;
  private final List<RuleInForce> rules = new ArrayList<>();
  private final Map<Watch, Watched> watches = new LinkedHashMap<>();
  private final SeriesBook book;
  private final IncompleteRule incomplete;
  private final SortedMap<String, Baseline> baselines = new TreeMap<>();

  /** Lives whose rule or group is no more, by fingerprint, and after a restart all of them. */
  private final SortedMap<String, Life> orphans = new TreeMap<>();

  private OwnerState state;
  private AlertWriter writer;

  /** A rule with its subjects by group. */
  private record RuleInForce(Rule rule, Watched watched, SortedMap<String, Subject> subjects) {}

  /**
   * @param host null for the fleet
   * @param partition of the fleet; -1 for a host
   */
  OwnerEvaluator(
      String host, int partition, RuleSet set, long fromMs, long windowMs, AlertStore store) {
    this.host = host;
    this.windowMs = windowMs;
    this.store = store;
    ruleSet = set.hash();
    RuleSet resolved = set.resolved(windowMs);
    Scope scope = host == null ? Scope.FLEET : Scope.HOST;
    long step = 0;
    for (Rule rule : resolved.rules()) {
      if (rule.watch().scope() == scope) {
        rules.add(new RuleInForce(rule, watched(rule.watch()), new TreeMap<>()));
        step = gcd(step, rule.watch().everyMs());
      }
    }
    incomplete =
        set.completeness().enabled()
            ? new IncompleteRule(set.completeness(), host, partition, windowMs)
            : null;
    if (incomplete != null) {
      watches.put(incomplete.watched.watch, incomplete.watched);
      step = gcd(step, incomplete.watched.watch.everyMs());
    }
    byTask = watches.keySet().stream().anyMatch(watch -> watch.source() == Source.TASK);
    stepMs = step == 0 ? windowMs : step;
    book = new SeriesBook(host, watches.values(), set.maxGroups(), store);
    load(fromMs);
  }

  private Watched watched(Watch watch) {
    return watches.computeIfAbsent(watch, Watched::new);
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private void load(long fromMs) {
    List<Series> series = new ArrayList<>();
    NavigableMap<String, Tally> cells = new TreeMap<>();
    store.forEach(
        (key, entry) -> {
          if (entry instanceof OwnerState known) {
            state = known;
          } else if (entry instanceof Series each) {
            series.add(each);
          } else if (entry instanceof Tally cell) {
            cells.put(key, cell);
          } else if (entry instanceof Baseline baseline) {
            baselines.put(key, baseline);
          } else if (entry instanceof Life life) {
            orphans.put(key, life);
          }
        });
    boolean fresh = state == null;
    state = fresh ? new OwnerState() : state;
    if (!state.ruleSet.equals(ruleSet)) {
      state.ruleSet = ruleSet;
      state.ruleSetFromMs = Math.max(fromMs, state.judgedMs);
      adopt(fresh);
    }
    for (Watched watched : watches.values()) {
      watched.sinceMs = state.watches.get(watched.hash);
    }
    writer = new AlertWriter(ruleSet, state.ruleSetFromMs);
    book.restore(series, cells, state.labels);
    subjects();
    forgetBaselines();
  }

  /** Those of groups, or rules, that are no more. */
  private void forgetBaselines() {
    Set<String> claimed = new TreeSet<>();
    for (RuleInForce rule : rules) {
      rule.subjects.values().forEach(s -> claimed.add(s.baselineKey()));
    }
    baselines.keySet().stream().filter(k -> !claimed.contains(k)).toList().forEach(this::forget);
  }

  private void forget(String baselineKey) {
    baselines.remove(baselineKey);
    store.delete(baselineKey);
  }

  /** Of what the last rule set did not watch, nothing was added up so far. */
  private void adopt(boolean fresh) {
    Map<String, Long> since = new TreeMap<>();
    for (Watched watched : watches.values()) {
      long everyMs = watched.watch.everyMs();
      long nextMs = -Math.floorDiv(-Math.max(state.judgedMs, state.newestMs), everyMs) * everyMs;
      Long known = state.watches.get(watched.hash);
      since.put(watched.hash, fresh ? OwnerState.NEVER : known == null ? (Long) nextMs : known);
    }
    state.watches = since;
  }

  /** Makes the subjects of new groups, and orphans of those whose groups are gone. */
  private void subjects() {
    for (RuleInForce in : rules) {
      SortedMap<String, Group> groups = in.watched.groups;
      for (String key : List.copyOf(in.subjects.keySet())) {
        Subject subject = in.subjects.get(key);
        if (groups.get(key) != subject.group) {
          in.subjects.remove(key);
          if (subject.life != null) {
            orphans.put(Subject.lifeKey(subject.fingerprint), subject.life);
          }
        }
      }
      groups.forEach((key, group) -> in.subjects.computeIfAbsent(key, k -> adopt(in.rule, group)));
    }
    if (incomplete != null) {
      incomplete.adopt(orphans);
    }
  }

  private Subject adopt(Rule rule, Group group) {
    Subject subject = new Subject(rule, group);
    subject.life = orphans.remove(Subject.lifeKey(subject.fingerprint));
    if (rule.condition().isChange()) {
      subject.baseline = baselines.get(subject.baselineKey());
    }
    return subject;
  }

  @Override
  public void rate(RateWindow w) {
    if (!begin(w.startMs(), w.endMs(), w.isFinal())) {
      return;
    }
    state.window(w.startMs(), w.endMs(), host != null && w.partial());
    for (Ring ring : heard(Source.RATE, w.probe(), w.startMs(), w.endMs())) {
      ((RateTally) ring.open(w.startMs())).add(w);
      put(ring, w.startMs());
    }
  }

  @Override
  public void latency(LatencyWindow w) {
    if (!w.unit().equals(Status.NS) || !begin(w.startMs(), w.endMs(), w.isFinal())) {
      return;
    }
    state.window(w.startMs(), w.endMs(), host != null && w.partial());
    for (Ring ring : heard(Source.LATENCY, w.function(), w.startMs(), w.endMs())) {
      ((LatencyTally) ring.open(w.startMs())).add(w);
      put(ring, w.startMs());
    }
    if (byTask && w.breakdown() != null) {
      for (Breakdown breakdown : w.breakdown()) {
        if (breakdown.by().equals(Pair.TASK)) {
          tasks(w, breakdown);
        }
      }
    }
  }

  /** Tasks by name: those that are in the window, and those that may be among the others. */
  private void tasks(LatencyWindow w, Breakdown breakdown) {
    Map<String, List<BreakdownValue>> named = new TreeMap<>();
    for (BreakdownValue value : breakdown.values()) {
      String task = value.task() == null ? value.value() : value.task();
      named.computeIfAbsent(Series.ofTask(w.function(), task), t -> new ArrayList<>()).add(value);
    }
    named.forEach(
        (name, values) -> {
          for (Ring ring : heard(Source.TASK, name, w.startMs(), w.endMs())) {
            ((LatencyTally) ring.open(w.startMs())).addTask(w, values, breakdown.other());
            put(ring, w.startMs());
          }
        });
    if (breakdown.other() == null && LatencyTally.missing(w) == 0) {
      return;
    }
    for (String name : book.names(Source.TASK, Series.tasksOf(w.function()))) {
      if (!named.containsKey(name)) {
        for (Ring ring : book.rings(Source.TASK, name)) {
          ((LatencyTally) ring.open(w.startMs())).addTask(w, List.of(), breakdown.other());
          put(ring, w.startMs());
        }
      }
    }
  }

  @Override
  public void missed(MissedWindow w) {
    if (w.silent() != null) {
      state.fallSilent(w.startMs());
      store.put(OWNER_KEY, state);
      return;
    }
    if (w.warmupUntilMs() != null || !begin(w.startMs(), w.endMs(), w.isFinal())) {
      return;
    }
    state.window(w.startMs(), w.endMs(), false);
    for (Ring ring : heard(Source.MISSED, w.probe(), w.startMs(), w.endMs())) {
      ((MissedTally) ring.open(w.startMs())).add(w.causes());
      put(ring, w.startMs());
    }
    if (host != null && w.closing() && w.probe().equals(Keys.NO_PROBE)) {
      state.sessionEnded(w.startMs());
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
    if (state.judgedMs == OwnerState.NEVER) {
      state.judgedMs = startMs;
      state.ruleSetFromMs = Math.max(state.ruleSetFromMs, startMs);
      writer = new AlertWriter(ruleSet, state.ruleSetFromMs);
    }
  }

  private List<Ring> heard(Source source, String name, long startMs, long endMs) {
    return book.heard(source, name, startMs, endMs, state.labels);
  }

  private void put(Ring ring, long startMs) {
    long stepStartMs = ring.startMs(startMs);
    store.put(ring.key(stepStartMs), ring.at(stepStartMs));
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
          heard(Source.RATE, probe.name(), atMs, atMs);
        }
      }
      for (Pair pair : status.pairs()) {
        heard(Source.LATENCY, pair.function(), atMs, atMs);
      }
    }
    subjects();
  }

  @Override
  public void advance(long toMs, AlertSink out) {
    if (state.judgedMs == OwnerState.NEVER || toMs <= state.toldMs) {
      return;
    }
    state.toldMs = toMs;
    long lastMs = Math.floorDiv(toMs, stepMs) * stepMs;
    if (lastMs - state.judgedMs > MOST_MS) {
      state.judgedMs = lastMs - MOST_MS;
    }
    subjects();
    for (long nowMs = next(state.judgedMs); nowMs <= lastMs; nowMs = next(nowMs)) {
      if (book.isEmpty() && orphans.isEmpty() && isIdle()) {
        nowMs = lastMs;
      }
      boolean minute = Math.floorDiv(nowMs, EXPIRE_MS) != Math.floorDiv(state.judgedMs, EXPIRE_MS);
      judge(nowMs, out);
      state.judgedMs = nowMs;
      if (minute) {
        book.expire(nowMs);
        subjects();
        forgetBaselines();
      }
    }
    store.put(OWNER_KEY, state);
  }

  private long next(long timeMs) {
    return (Math.floorDiv(timeMs, stepMs) + 1) * stepMs;
  }

  /** Whether nothing can change but by a window, or a record, that comes. */
  private boolean isIdle() {
    return !state.isSilent()
        && (incomplete == null || incomplete.subject.life == null)
        && rules.stream().allMatch(r -> r.subjects.values().stream().allMatch(s -> s.life == null));
  }

  private void judge(long nowMs, AlertSink out) {
    if (nowMs <= state.ruleSetFromMs) {
      return; // these rules are not in force yet
    }
    for (RuleInForce in : rules) {
      if (nowMs % in.rule.watch().everyMs() == 0) {
        for (Subject subject : in.subjects.values()) {
          judge(subject, in.watched, nowMs, out);
        }
      }
    }
    for (String key : List.copyOf(orphans.keySet())) {
      orphan(key, orphans.get(key), nowMs, out);
    }
    if (incomplete != null && nowMs % incomplete.watched.watch.everyMs() == 0) {
      incomplete(nowMs, out);
    }
  }

  private void judge(Subject subject, Watched watched, long nowMs, AlertSink out) {
    Rule rule = subject.rule;
    Reading reading = reading(rule, watched, subject.group, nowMs);
    boolean change = rule.condition().isChange();
    Baseline.Range past = change ? subject.past(nowMs) : null;
    Answer answer = Answer.of(rule, reading, subject.isFiring(), past);
    if (change && nowMs % rule.watch().windowMs() == 0) {
      remember(subject, reading, nowMs);
    }
    live(subject, reading, answer, past, nowMs, out);
  }

  private void live(
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

  private void over(String key, Life life, String fingerprint, long nowMs, AlertSink out) {
    store.delete(key);
    if (life.last() != null) {
      out.gone(fingerprint, nowMs);
    }
  }

  /** What fires is resolved; once that was told for long enough it is over. */
  private void orphan(String key, Life life, long nowMs, AlertSink out) {
    life.resolve(nowMs);
    life.expire(nowMs);
    if (life.isOver()) {
      orphans.remove(key);
      over(key, life, life.last() == null ? "" : life.last().fingerprint(), nowMs, out);
    } else if (life.isDue(nowMs, ruleSet)) {
      Alert alert = writer.ended(life, nowMs);
      life.wrote(alert);
      store.put(key, life);
      out.alert(alert);
    }
  }

  /** Windows that do not overlap, so that one bad minute is one of the past's minutes. */
  private void remember(Subject subject, Reading reading, long nowMs) {
    Rule rule = subject.rule;
    if (subject.baseline == null) {
      subject.baseline = new Baseline();
      baselines.put(subject.baselineKey(), subject.baseline);
    }
    boolean changed =
        subject.baseline.expire(nowMs - rule.watch().windowMs() - rule.condition().baselineMs());
    if (state.knows(nowMs - rule.watch().windowMs(), nowMs)
        && reading.fault() == null
        && reading.value() != null
        && reading.completenessPpm() >= rule.minCompletenessPpm()) {
      subject.baseline.add(nowMs, reading);
      changed = true;
    }
    if (changed) {
      store.put(subject.baselineKey(), subject.baseline);
    }
  }

  private Reading reading(Rule rule, Watched watched, Group group, long nowMs) {
    return switch (rule.measure().kind()) {
      case SILENCE -> Reading.exact(state.silentForMs(nowMs), 1_000_000);
      case THROTTLED -> Reading.exact(state.throttledProbes.size(), 1_000_000);
      default -> ofWindows(rule, watched, group, nowMs);
    };
  }

  private Reading ofWindows(Rule rule, Watched watched, Group group, long nowMs) {
    long startMs = nowMs - rule.watch().windowMs();
    Reading reading =
        Readings.of(rule.measure(), rule.watch(), group, nowMs, state.knows(startMs, nowMs));
    if (startMs < watched.sinceMs) {
      return reading.without("the rule is new, its window is not full yet");
    } else if (state.isDarkAt(nowMs)) {
      return state.isSilent()
          ? reading.lost(silence())
          : reading.without(
              "its collector has ended at " + Instant.ofEpochMilli(state.knownToMs()));
    }
    for (Ring ring : group.rings()) {
      if (state.isThrottled(ring.series)) {
        String function = ring.series.dimension(Watch.FUNCTION);
        String name = function == null ? ring.series.name : function;
        return reading.lost("'" + name + "' is switched off on the host");
      }
    }
    return reading;
  }

  private String silence() {
    return "nothing was heard of the host since " + Instant.ofEpochMilli(state.knownToMs());
  }

  private void incomplete(long nowMs, AlertSink out) {
    long unknown = 0;
    Set<String> unknownRules = new TreeSet<>();
    for (RuleInForce in : rules) {
      for (Subject subject : in.subjects.values()) {
        if (subject.life != null && subject.life.isUnknownByLoss()) {
          unknown++;
          unknownRules.add(in.rule.name());
        }
      }
    }
    long beyond = rules.stream().mapToLong(in -> in.watched.beyondLimit).sum();
    Reading reading = incomplete.reading(nowMs);
    Answer answer =
        incomplete.answer(
            host == null ? "The fleet" : host,
            reading,
            unknown,
            unknownRules,
            beyond,
            state.isSilent() && state.isDarkAt(nowMs) ? silence() : null);
    live(incomplete.subject, reading, answer, null, nowMs, out);
  }

  @Override
  public void forget(AlertSink out) {
    for (RuleInForce in : rules) {
      in.subjects.values().forEach(subject -> forget(subject, out));
    }
    if (incomplete != null) {
      forget(incomplete.subject, out);
    }
    orphans.forEach(
        (key, life) ->
            over(
                key,
                life,
                life.last() == null ? "" : life.last().fingerprint(),
                state.judgedMs,
                out));
    List.copyOf(baselines.keySet()).forEach(this::forget);
    book.delete();
    store.delete(OWNER_KEY);
  }

  private void forget(Subject subject, AlertSink out) {
    if (subject.life != null) {
      over(
          Subject.lifeKey(subject.fingerprint),
          subject.life,
          subject.fingerprint,
          state.judgedMs,
          out);
      subject.life = null;
    }
  }
}
