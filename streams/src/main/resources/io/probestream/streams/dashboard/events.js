// Events of probes over time, and what is missing of them.

import {count, exact, grouped, moment, percent, rate} from './units.js';
import {grid, timeChart} from './chart.js';
import {incomplete} from './hatch.js';
import {silentAt} from './silence.js';

/** Sums of rates' points; ppm as the API counts it. */
export function totals(points) {
  const t = {count: 0, lostMin: 0, lostMax: 0, kernelMissed: 0};
  points.forEach(p => Object.keys(t).forEach(k => { t[k] += p[k]; }));
  return {...t, ppm: ppm(t.count, t.lostMax + t.kernelMissed)};
}

/** Rounded down: what is not complete never reads as complete. */
export function ppm(there, absent) {
  return there + absent === 0 ? null : Math.floor(there * 1e6 / (there + absent));
}

/** Events per second of all series of an answer together, with what is missing of them. */
export function eventsChart(title) {
  let points = [];
  let gaps = [];
  let x = [];
  const chart = timeChart({
    title, height: 130, axis: true,
    format: v => count(v),
    series: [{color: 'rate', fill: 'rate-fill'}],
    readout: i => {
      const p = points[i];
      return p ? [
        {label: 'seen', text: rate(p.perSecond), title: exact(p, 'count') + ' events', color: 'rate'},
        {label: 'lost', text: p.lostMax ? (p.lostMin === p.lostMax ? '' : '≤ ') + count(p.lostMax) : '0', title: grouped(p.lostMin) + ' to ' + grouped(p.lostMax)},
        {label: 'missed', text: count(p.kernelMissed), title: grouped(p.kernelMissed)},
        {label: 'complete', text: percent(p.completenessPpm), title: p.completenessPpm + ' ppm'},
      ] : [{label: '', text: silentAt(gaps, x[i]) ? 'silent' : 'no events'}];
    },
    rows: () => ({
      head: ['Begin', 'Events', 'Lost, at least', 'at most', 'Missed by the kernel', 'Complete'],
      rows: points.filter(Boolean).map(p => [moment(p.startMs), grouped(p.count), grouped(p.lostMin), grouped(p.lostMax), grouped(p.kernelMissed), percent(p.completenessPpm)]),
    }),
  });
  function show(answer, silences) {
    const g = grid(answer);
    gaps = silences;
    x = g.x;
    points = new Array(g.x.length).fill(null);
    for (const s of answer.series) {
      for (const p of s.points) {
        const at = g.index(p.startMs);
        const q = points[at] ??= {startMs: p.startMs, endMs: p.endMs, count: 0, lostMin: 0, lostMax: 0, kernelMissed: 0};
        q.count += p.count;
        q.lostMin += p.lostMin;
        q.lostMax += p.lostMax;
        q.kernelMissed += p.kernelMissed;
        q.warmup ||= p.warmup;
      }
    }
    points.forEach(p => {
      if (p) {
        p.perSecond = p.count / (p.endMs - p.startMs) * 1e3;
        p.completenessPpm = ppm(p.count, p.lostMax + p.kernelMissed) ?? 1e6;
      }
    });
    const there = points.filter(Boolean);
    chart.update({
      ...g,
      values: [points.map(p => p && p.perSecond)],
      stretches: [...incomplete(there), ...gaps],
      empty: there.length || gaps.length ? null : 'No events in this range.',
    });
  }
  return {element: chart.element, show, destroy: chart.destroy};
}
