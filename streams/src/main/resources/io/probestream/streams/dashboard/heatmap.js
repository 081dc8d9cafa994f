// Time × latency on a log scale, the number of calls as colour.

import {h} from './dom.js';
import {count, duration, grouped, moment, percent} from './units.js';
import {grid, onGrid, timeChart} from './chart.js';
import {logRange} from './axes.js';
import {incomplete} from './hatch.js';
import {heat} from './theme.js';

const LEVELS = 32;

/** @param select (from, to) => {…} for a stretch chosen with Shift */
export function heatmap(select) {
  let series = null;
  let columns = [];
  let most = 1;
  const bounds = () => series?.boundsNs || [];
  const chart = timeChart({
    title: 'Latency', height: 270, axis: false, isLog: true, select, crosshair: true,
    format: v => duration(v, series?.unit),
    yRange: () => bounds().length ? logRange(Math.max(1, bounds()[0]), bounds().at(-1)) : [1e3, 1e6],
    series: [{color: 'rate', hidden: true}],
    draw,
    readout: (i, y) => readout(columns[i], y),
    rows: () => ({
      head: ['Begin', 'Calls', 'Complete', 'Fastest bucket', 'Fullest bucket', 'Slowest bucket'],
      rows: columns.filter(Boolean).map(c => [
        moment(c.startMs), grouped(c.count), percent(c.completenessPpm), ...buckets(c)]),
    }),
  });
  const scale = h('canvas', {width: LEVELS, height: 1, 'aria-hidden': 'true'});
  const top = h('span');
  const legend = h('div', {class: 'legend'}, '1', scale, top,
      h('span', {}, 'calls in a cell'),
      h('span', {}, h('span', {class: 'mark incomplete'}), 'incomplete'),
      h('span', {}, h('span', {class: 'mark silent'}), 'nothing known'));
  chart.element.querySelector('.plot').after(legend);

  function draw(u) {
    const edges = bounds().map(ns => Math.round(u.valToPos(Math.max(ns, 1), 'y', true)));
    const paths = Array.from({length: LEVELS}, () => new Path2D());
    for (const c of columns) {
      if (c) {
        const x0 = Math.round(u.valToPos(c.startMs, 'x', true));
        const x1 = Math.round(u.valToPos(c.endMs, 'x', true));
        c.cells.forEach(([i, n]) =>
            paths[level(n)].rect(x0, edges[i + 1], Math.max(1, x1 - x0), Math.max(1, edges[i] - edges[i + 1])));
      }
    }
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(u.bbox.left, u.bbox.top, u.bbox.width, u.bbox.height);
    u.ctx.clip();
    paths.forEach((path, i) => {
      u.ctx.fillStyle = heat(i / (LEVELS - 1));
      u.ctx.fill(path);
    });
    u.ctx.restore();
  }

  const level = n => most <= 1 ? LEVELS - 1 : Math.round(Math.log(n) / Math.log(most) * (LEVELS - 1));

  function bucketText(i) {
    return duration(bounds()[i], series.unit) + ' – ' + duration(bounds()[i + 1], series.unit);
  }

  function buckets(c) {
    if (!c.cells.length) {
      return ['–', '–', '–'];
    }
    const fullest = c.cells.reduce((a, b) => b[1] > a[1] ? b : a);
    return [c.cells[0], fullest, c.cells.at(-1)].map(([i]) => bucketText(i));
  }

  function readout(c, y) {
    if (!c) {
      return [{label: '', text: 'no calls'}];
    }
    const items = [
      {label: 'calls', text: count(c.count), title: grouped(c.count)},
      {label: 'complete', text: percent(c.completenessPpm), title: c.completenessPpm + ' ppm'},
    ];
    const i = y === null ? -1 : bounds().findIndex((ns, k) => y >= ns && y < bounds()[k + 1]);
    if (i >= 0) {
      const cell = c.cells.find(([k]) => k === i);
      items.unshift({label: bucketText(i), text: cell ? count(cell[1]) : '0', title: cell ? grouped(cell[1]) + ' calls' : 'no calls'});
    }
    return items;
  }

  /** @param answer of /heatmap; gaps: stretches of which nothing is known */
  function show(answer, selected, gaps, empty) {
    series = answer.series[0] || null;
    const g = grid(answer);
    columns = new Array(g.x.length).fill(null);
    most = 1;
    (series?.columns || []).forEach(c => {
      columns[g.index(c.startMs)] = c;
      c.cells.forEach(([, n]) => { most = Math.max(most, n); });
    });
    paintScale();
    top.textContent = count(most);
    legend.hidden = !series;
    chart.update({
      ...g, values: [onGrid(g, series?.columns || [], c => c.count || null)], selected,
      stretches: [...incomplete(series?.columns || []), ...gaps],
      empty: series ? null : empty,
    });
  }

  function paintScale() {
    const ctx = scale.getContext('2d');
    for (let i = 0; i < LEVELS; i++) {
      ctx.fillStyle = heat(i / (LEVELS - 1));
      ctx.fillRect(i, 0, 1, 1);
    }
  }

  return {element: chart.element, show, destroy: chart.destroy};
}
