// Quantile lines, and rates, of one function.

import {count, duration, exact, grouped, moment, percent, rate} from './units.js';
import {grid, onGrid, timeChart} from './chart.js';
import {logRange} from './axes.js';
import {incomplete} from './hatch.js';
import {color} from './theme.js';
import {label} from './distribution.js';

const QUANTILES = ['p50', 'p90', 'p99', 'p999'];
const BOUNDED = ['p50', 'p99'];

/** Quantiles over time on a log scale; where calls are missing, with their worst case. */
export function quantileLines(select) {
  let points = [];
  let unit = 'ns';
  const chart = timeChart({
    title: 'Quantiles', height: 190, axis: false, isLog: true, select,
    format: v => duration(v, unit),
    yRange: () => {
      const there = points.filter(p => p?.count);
      return there.length ? logRange(there.reduce((n, p) => Math.min(n, p.p50Ns), Infinity),
          there.reduce((n, p) => Math.max(n, p.maxNs), 1)) : [1e3, 1e6];
    },
    series: [...QUANTILES, 'max'].map(name => ({color: name})),
    draw: u => drawBounds(u),
    readout: i => points[i]?.count ? [...QUANTILES.map(name => quantile(points[i], name)),
      {label: 'max', text: duration(points[i].maxNs, unit), title: exact(points[i], 'maxNs') + ' ' + unit, color: 'max'},
    ] : [{label: '', text: 'no calls'}],
    rows: () => ({
      head: ['Begin', 'Calls', ...QUANTILES.map(label), 'Max', 'Complete'],
      rows: points.filter(Boolean).map(p => [moment(p.startMs), grouped(p.count),
        ...QUANTILES.map(q => duration(p[q + 'Ns'], unit)), duration(p.maxNs, unit), percent(p.completenessPpm)]),
    }),
  });

  function quantile(p, name) {
    const low = p.bounds?.[name + 'LowNs'];
    const high = p.bounds?.[name + 'HighNs'];
    const worst = low === undefined ? '' : '; wherever the missing calls fell: from ' + grouped(low)
        + ' to ' + (high === undefined ? 'beyond any bound' : grouped(high));
    return {label: label(name), text: duration(p[name + 'Ns'], unit), title: exact(p, name + 'Ns') + ' ' + unit + worst, color: name};
  }

  function drawBounds(u) {
    const {ctx, bbox} = u;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.globalAlpha = 0.22;
    for (const name of BOUNDED) {
      ctx.fillStyle = color(name);
      points.filter(p => p?.bounds && p.count).forEach(p => {
        const x0 = u.valToPos(p.startMs, 'x', true);
        const high = p.bounds[name + 'HighNs'];
        const y0 = high === undefined ? bbox.top : u.valToPos(Math.max(1, high), 'y', true);
        const y1 = u.valToPos(Math.max(1, p.bounds[name + 'LowNs']), 'y', true);
        ctx.fillRect(x0, y0, u.valToPos(p.endMs, 'x', true) - x0, Math.max(1, y1 - y0));
      });
    }
    ctx.restore();
  }

  function show(answer, selected, gaps) {
    const g = grid(answer);
    const all = answer.series[0]?.points || [];
    points = onGrid(g, all, p => p);
    unit = all[0]?.unit || 'ns';
    chart.update({
      ...g, selected,
      values: [...QUANTILES, 'max'].map(q => points.map(p => p?.count ? p[q + 'Ns'] : null)),
      stretches: [...incomplete(all), ...gaps],
      empty: all.length ? null : 'No calls in this range.',
    });
  }

  return {element: chart.element, show, destroy: chart.destroy};
}

/** Calls and errors per second, calls in flight. */
export function rateLines(select) {
  let points = [];
  const perSecond = (p, field) => p[field] / (p.endMs - p.startMs) * 1e3;
  const chart = timeChart({
    title: 'Calls', height: 130, axis: true, select,
    format: v => count(v),
    series: [{color: 'rate', fill: 'rate-fill'}, {color: 'lost'}, {color: 'inflight'}],
    readout: i => {
      const p = points[i];
      return p ? [
        {label: 'rate', text: rate(p.perSecond), title: exact(p, 'count') + ' calls', color: 'rate'},
        {label: 'errors', text: rate(perSecond(p, 'errors')), title: exact(p, 'errors') + ' errors', color: 'lost'},
        {label: 'in flight', text: p.inFlight ? count(p.inFlight.atEnd + p.inFlight.tainted) : '–', color: 'inflight',
          title: p.inFlight && p.inFlight.atEnd + ' at the end, ' + p.inFlight.tainted + ' more that may have returned unseen'},
        {label: 'complete', text: percent(p.completenessPpm), title: p.completenessPpm + ' ppm'},
      ] : [{label: '', text: 'no calls'}];
    },
    rows: () => ({
      head: ['Begin', 'Calls', 'Errors', 'In flight', 'Complete'],
      rows: points.filter(Boolean).map(p => [moment(p.startMs), grouped(p.count), grouped(p.errors),
        p.inFlight ? grouped(p.inFlight.atEnd) : '–', percent(p.completenessPpm)]),
    }),
  });

  function show(answer, selected, gaps) {
    const g = grid(answer);
    const all = answer.series[0]?.points || [];
    points = onGrid(g, all, p => p);
    chart.update({
      ...g, selected,
      values: [points.map(p => p && p.perSecond), points.map(p => p && (p.errors ? perSecond(p, 'errors') : null)),
        points.map(p => p?.inFlight ? p.inFlight.atEnd + p.inFlight.tainted : null)],
      stretches: [...incomplete(all), ...gaps],
      empty: all.length ? null : 'No calls in this range.',
    });
  }

  return {element: chart.element, show, destroy: chart.destroy};
}
