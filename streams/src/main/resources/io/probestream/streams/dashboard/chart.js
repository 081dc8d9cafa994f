// A figure over time: a uPlot chart with a line of figures above it, and a table behind it.

import uPlot from './uPlot.esm.js';
import {h, fill, say} from './dom.js';
import {clock, moment} from './units.js';
import {color} from './theme.js';
import {timeAxis, valueAxis} from './axes.js';
import {drawStretches} from './hatch.js';
import {zoomTo, zoomOut} from './range.js';

/**
 * @param options {
 *   title, note,
 *   height: px,
 *   axis: whether times stand below,
 *   format: of values on the axis,
 *   isLog, yRange: () => [min, max],
 *   series: [{label, color, format, fill}],
 *   draw: (u) => {…} draws over the plot, below the hatching,
 *   readout: (index, y) => [{label, text, title, color}]: the figures at the cursor, or the newest;
 *     y is the value under the pointer, or null,
 *   crosshair: whether the value under the pointer matters,
 *   rows: () => {head: […], rows: [[…], …]} for the table,
 *   select: (from, to) => {…} for a stretch chosen with Shift; without it there is none}
 * @returns {element, update}
 */
export function timeChart(options) {
  let data = {from: 0, to: 1, stepMs: 1, x: [], values: [], stretches: [], selected: null};
  let u = null;
  let pointed = false;
  const caption = h('span', {class: 'readout'});
  const plot = h('div', {
    class: 'plot', tabindex: 0, role: 'application', 'aria-roledescription': 'chart',
    'aria-label': options.title + '. Arrow keys move along the time, Enter zooms in on a stretch'
        + ' chosen with Shift and arrows.',
    style: {height: options.height + 'px'},
  });
  const empty = h('p', {class: 'empty', hidden: true});
  const table = h('details', {class: 'behind'}, h('summary', {}, 'Table'));
  const element = h('figure', {class: 'chart', 'data-chart': options.title},
      h('figcaption', {}, h('h3', {}, options.title), caption), plot, empty, table);
  table.addEventListener('toggle', () => fillTable());
  plot.addEventListener('keydown', e => keys(e));
  plot.addEventListener('mouseenter', () => { pointed = true; });
  plot.addEventListener('mouseleave', () => { pointed = false; });
  const resizes = new ResizeObserver(() => u && u.setSize({width: width(), height: options.height}));
  resizes.observe(plot);

  const width = () => Math.max(120, plot.clientWidth);

  function create() {
    let drag = null;
    u = new uPlot({
      width: width(),
      height: options.height,
      ms: 1,
      padding: [6, 20, 0, 0],
      legend: {show: false},
      scales: {
        x: {time: true, range: () => [data.from, data.to]},
        y: {distr: options.isLog ? 3 : 1, range: () => options.yRange ? options.yRange() : yRange()},
      },
      axes: [timeAxis(options.axis), valueAxis(options.format, options.isLog)],
      series: [{}, ...options.series.map(s => ({
        stroke: () => color(s.color),
        fill: s.fill ? () => color(s.fill) : null,
        width: 1.5,
        paths: s.hidden ? () => null : undefined,
        spanGaps: false,
        points: {show: !s.hidden, size: 4, filter: (v, i) => lonely(v.data[i])},
      }))],
      cursor: {
        sync: {key: 'time', scales: ['x', null], setSeries: false},
        drag: {x: true, y: false, setScale: false, dist: 4},
        points: {show: false},
        y: Boolean(options.crosshair),
        bind: {
          mousedown: (v, target, handler) => e => {
            drag = {withShift: e.shiftKey};
            return handler(e);
          },
          dblclick: () => () => zoomOut(),
        },
      },
      hooks: {
        draw: [() => {
          options.draw?.(u, data);
          drawStretches(u, data.stretches);
          drawSelected();
        }],
        setCursor: [() => read()],
        setSelect: [() => {
          // Charts in step have the same stretch, but only one was dragged on.
          if (drag && u.select.width > 3) {
            chosen(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'), drag.withShift);
          }
          drag = null;
        }],
      },
    }, [data.x, ...data.values], plot);
  }

  function chosen(a, b, onlySelect) {
    const step = data.stepMs;
    const from = Math.max(data.from, Math.floor(a / step) * step);
    const to = Math.min(data.to, Math.ceil(b / step) * step);
    onlySelect && options.select ? select(from, to) : zoomTo(from, to);
  }

  function select(from, to) {
    data.selected = from === null ? null : [from, to];
    u.redraw(false);
    options.select(from, to);
  }

  function drawSelected() {
    if (data.selected) {
      const [x0, x1] = data.selected.map(ms => u.valToPos(ms, 'x', true));
      u.ctx.save();
      u.ctx.strokeStyle = color('accent');
      u.ctx.lineWidth = 2 * devicePixelRatio;
      u.ctx.strokeRect(x0, u.bbox.top, x1 - x0, u.bbox.height);
      u.ctx.restore();
    }
  }

  function yRange() {
    let max = 0;
    data.values.forEach(v => v.forEach(n => { max = n > max ? n : max; }));
    return [0, max > 0 ? max * 1.08 : 1];
  }

  function read() {
    const at = u && u.cursor.left >= 0 && u.cursor.idx < data.x.length ? u.cursor.idx : null;
    const index = at ?? newest();
    const y = at !== null && options.crosshair && pointed ? u.posToVal(u.cursor.top, 'y') : null;
    const items = index === null ? [] : options.readout(index, y);
    fill(caption,
        items.map(i => h('span', {class: 'figure', title: i.title},
            i.color && h('i', {class: 'swatch', style: {background: color(i.color)}}),
            h('span', {class: 'label'}, i.label), ' ', h('b', {}, i.text))),
        index !== null && h('time', {title: moment(data.x[index] - data.stepMs / 2)}, clock(data.x[index] - data.stepMs / 2)));
    return items;
  }

  function newest() {
    for (let i = data.x.length - 1; i >= 0; i--) {
      if (data.values[0]?.[i] !== null && data.values[0]?.[i] !== undefined) {
        return i;
      }
    }
    return null;
  }

  let anchor = null;
  function keys(e) {
    const last = data.x.length - 1;
    const at = Math.min(last, u?.cursor.idx ?? newest() ?? last);
    const to = {ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: last, PageUp: at - 10, PageDown: at + 10}[e.key];
    if (to !== undefined && last >= 0) {
      e.preventDefault();
      e.stopPropagation();
      anchor = e.shiftKey ? anchor ?? at : null;
      const index = Math.max(0, Math.min(last, to));
      u.setCursor({left: u.valToPos(data.x[index], 'x'), top: 5}, true, true);
      const half = data.stepMs / 2;
      if (anchor !== null && options.select) {
        select(data.x[Math.min(anchor, index)] - half, data.x[Math.max(anchor, index)] + half);
      }
      say(clock(data.x[index] - half) + ': ' + read().map(i => i.label + ' ' + i.text).join(', '));
    } else if (e.key === 'Enter' && data.selected) {
      zoomTo(...data.selected);
    } else if (e.key === 'Escape' && data.selected) {
      select(null, null);
    }
  }

  function fillTable() {
    if (table.open) {
      const {head, rows} = options.rows();
      const shown = rows.slice(-500).reverse();
      fill(table, h('summary', {}, 'Table'), h('div', {class: 'scroll', tabindex: 0},
          h('table', {}, h('caption', {class: 'hidden'}, options.title),
              h('thead', {}, h('tr', {}, head.map(c => h('th', {scope: 'col'}, c)))),
              h('tbody', {}, shown.map(r => h('tr', {}, r.map((c, i) => h(i ? 'td' : 'th', i ? {} : {scope: 'row'}, c))))))));
    }
  }

  /** Shows other data: {from, to, stepMs, x, values, stretches, selected, empty}. */
  function update(next) {
    data = next;
    const isEmpty = Boolean(data.empty);
    empty.hidden = !isEmpty;
    plot.hidden = isEmpty;
    empty.textContent = data.empty || '';
    if (isEmpty) {
      fill(caption);
      return;
    }
    u ? u.setData([data.x, ...data.values]) : create();
    u.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
    u.over.dataset.points = data.x.length;
    read();
    fillTable();
  }

  return {element, update, destroy: () => { resizes.disconnect(); u?.destroy(); }};
}

/** Points without a neighbour, which no line shows. */
function lonely(values) {
  const found = [];
  values.forEach((v, i) => {
    if (v !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null) {
      found.push(i);
    }
  });
  return found;
}

/** The middles of an answer's steps, and the index of a time among them. */
export function grid(answer) {
  const {fromMs, toMs, stepMs} = answer;
  const x = [];
  for (let ms = fromMs; ms < toMs; ms += stepMs) {
    x.push(ms + stepMs / 2);
  }
  return {x, index: ms => Math.round((ms - fromMs) / stepMs), from: fromMs, to: toMs, stepMs};
}

/** Points on a grid: null where there is none, so that a gap stays one. */
export function onGrid(g, points, value) {
  const values = new Array(g.x.length).fill(null);
  points.forEach(p => { values[g.index(p.startMs)] = value(p); });
  return values;
}
