// How many calls took how long: bars over a log scale of latency, with the quantiles.

import uPlot from './uPlot.esm.js';
import {h, fill} from './dom.js';
import {count, duration, exact, grouped} from './units.js';
import {color} from './theme.js';
import {logRange, valueAxis} from './axes.js';
import {current, set} from './route.js';

const HEIGHT = 220;
const QUANTILES = [['p50', 'p50Ns'], ['p90', 'p90Ns'], ['p99', 'p99Ns'], ['p999', 'p999Ns']];

export function distribution() {
  let buckets = [];
  let point = null;
  let unit = 'ns';
  let u = null;
  const of = h('small');
  const readout = h('span', {class: 'readout'});
  const plot = h('div', {class: 'plot', style: {height: HEIGHT + 'px'}, role: 'img'});
  const empty = h('p', {class: 'empty', hidden: true}, 'No calls.');
  const isLog = () => current().params.counts === 'log';
  const button = h('button', {type: 'button', onclick: () => set({counts: isLog() ? null : 'log'}, true)}, 'log counts');
  const table = h('details', {class: 'behind'}, h('summary', {}, 'Table'));
  const element = h('figure', {class: 'chart', 'data-chart': 'Distribution'},
      h('figcaption', {}, h('h3', {}, 'Distribution ', of), readout), plot, empty, h('div', {class: 'legend'}, button, 'height: calls per doubling of the latency'), table);
  table.addEventListener('toggle', fillTable);
  const resizes = new ResizeObserver(() => u?.setSize({width: width(), height: HEIGHT}));
  resizes.observe(plot);
  const width = () => Math.max(120, plot.clientWidth);

  function create() {
    u = new uPlot({
      width: width(), height: HEIGHT, padding: [8, 20, 0, 0], legend: {show: false},
      scales: {
        x: {time: false, distr: 3, range: () => logRange(Math.max(1, buckets[0].lowNs), buckets.at(-1).highNs)},
        y: {distr: isLog() ? 3 : 1, range: () => isLog() ? [0.7, most() * 1.5] : [0, most() * 1.08]},
      },
      axes: [{...valueAxis(v => duration(v, unit), true), space: 70, size: 26}, valueAxis(count, isLog())],
      series: [{}, {paths: () => null, points: {show: false}}],
      cursor: {drag: {x: false, y: false}, points: {show: false}, y: false},
      hooks: {draw: [draw], setCursor: [read]},
    }, data(), plot);
  }

  const most = () => buckets.reduce((n, b) => Math.max(n, density(b)), 1);
  const data = () => [buckets.map(b => (Math.max(1, b.lowNs) + b.highNs) / 2), buckets.map(density)];

  function draw() {
    const {ctx, bbox} = u;
    const bottom = bbox.top + bbox.height;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    ctx.fillStyle = color('rate');
    buckets.forEach(b => {
      const x0 = u.valToPos(Math.max(1, b.lowNs), 'x', true);
      const x1 = u.valToPos(b.highNs, 'x', true);
      const y = u.valToPos(density(b), 'y', true);
      ctx.fillRect(Math.round(x0), y, Math.max(1, Math.round(x1) - Math.round(x0) - 1), bottom - y);
    });
    if (point?.count) {
      ctx.font = 11 * devicePixelRatio + 'px system-ui, sans-serif';
      QUANTILES.forEach(([name, field], i) => {
        const x = Math.round(u.valToPos(point[field], 'x', true));
        ctx.fillStyle = ctx.strokeStyle = color(name);
        ctx.lineWidth = 1.5 * devicePixelRatio;
        ctx.beginPath();
        ctx.moveTo(x, bbox.top);
        ctx.lineTo(x, bottom);
        ctx.stroke();
        ctx.textAlign = x > bbox.left + bbox.width - 40 * devicePixelRatio ? 'right' : 'left';
        const side = ctx.textAlign === 'right' ? -4 : 4;
        ctx.fillText(label(name), x + side * devicePixelRatio, bbox.top + (11 + 13 * i) * devicePixelRatio);
      });
    }
    ctx.restore();
  }

  function read() {
    const b = u?.cursor.left >= 0 ? buckets.find(x => {
      const v = u.posToVal(u.cursor.left, 'x');
      return v >= x.lowNs && v < x.highNs;
    }) : null;
    fill(readout, b
        ? h('span', {class: 'figure', title: exact(b, 'lowNs') + ' to ' + exact(b, 'highNs')}, duration(b.lowNs, unit), ' – ', duration(b.highNs, unit), ' ', h('b', {}, grouped(b.count)))
        : point && QUANTILES.map(([name, field]) => h('span', {class: 'figure', title: exact(point, field) + ' ' + unit},
            h('i', {class: 'swatch', style: {background: color(name)}}), label(name), ' ', h('b', {}, duration(point[field], unit)))));
  }

  function fillTable() {
    if (table.open) {
      fill(table, h('summary', {}, 'Table'), h('div', {class: 'scroll', tabindex: 0}, h('table', {},
          h('thead', {}, h('tr', {}, ['From', 'To', 'Calls'].map(c => h('th', {scope: 'col'}, c)))),
          h('tbody', {}, buckets.map(b => h('tr', {}, h('th', {scope: 'row', title: exact(b, 'lowNs')}, duration(b.lowNs, unit)),
              h('td', {title: exact(b, 'highNs')}, duration(b.highNs, unit)), h('td', {}, grouped(b.count))))))));
    }
  }

  let drawnLog = null;
  /** @param series of /histogram; at: the point of /latency over the same time; text: which time */
  function show(series, at, text) {
    buckets = series?.buckets || [];
    point = at || null;
    unit = series?.unit || 'ns';
    of.textContent = text;
    plot.setAttribute('aria-label', 'Distribution of ' + (series?.count || 0) + ' calls, ' + text);
    button.setAttribute('aria-pressed', String(isLog()));
    plot.hidden = !buckets.length;
    empty.hidden = buckets.length > 0;
    if (buckets.length) {
      if (drawnLog !== isLog()) {
        u?.destroy();
        u = null;
      }
      drawnLog = isLog();
      u ? u.setData(data()) : create();
    }
    read();
    fillTable();
  }

  return {element, show, destroy: () => { resizes.disconnect(); u?.destroy(); }};
}

/** Buckets are not equally wide on a log scale: by their counts alone the bars would have teeth. */
function density(b) {
  return b.count / (Math.log2(b.highNs / Math.max(1, b.lowNs)) || 1);
}

export function label(name) {
  return name === 'p999' ? 'p99.9' : name;
}
