// One function: its latencies over time and their distribution, by host and by task.

import {h, fill} from '../dom.js';
import {ask} from '../api.js';
import {asked, describe, stepMs} from '../range.js';
import {current, link, set} from '../route.js';
import {clock, count, duration, exact, grouped, percent, rate, span} from '../units.js';
import {heatmap} from '../heatmap.js';
import {quantileLines, rateLines} from '../lines.js';
import {distribution, label} from '../distribution.js';
import {byHost, errors, slowest} from '../calltables.js';
import {partsPanel} from '../parts.js';
import {missing} from '../cells.js';
import {facts} from '../facts.js';
import {silencesOf, silencesOfAll} from '../silence.js';

/** Figures that cost more are asked for only so often, unless the range has changed. */
const SELDOM_MS = 10000;

export default function functionPage({name}) {
  const chips = h('span', {class: 'lead'});
  const summary = facts();
  const heat = heatmap(select);
  const quantiles = quantileLines(select);
  const calls = rateLines(select);
  const shape = distribution();
  const hosts = byHost();
  const parts = partsPanel();
  const slow = slowest();
  const errnos = errors();
  const element = h('div', {class: 'page'},
      h('div', {class: 'lead'}, h('h1', {}, name), chips), summary.element,
      heat.element, quantiles.element, calls.element,
      h('div', {class: 'two'}, shape.element, panel('By host', hosts)),
      h('div', {class: 'two'}, panel('Slowest calls', slow), h('div', {class: 'page'}, parts.element, panel('Errors', errnos))));
  let seldom = {key: '', at: 0};

  function select(from, to) {
    set({sel: from === null ? null : Math.round(from) + '-' + Math.round(to)}, true);
  }

  async function load({route, range, signal}) {
    const host = route.params.host || null;
    const selected = /^\d+-\d+$/.test(route.params.sel || '') ? route.params.sel.split('-').map(Number) : null;
    const of = {...asked(range), function: name, host};
    const chosen = selected ? {...of, since: null, from: selected[0], to: selected[1]} : of;
    const step = stepMs(range, (heat.element.clientWidth || 1000) / 2.5) + 'ms';
    // By host takes longest where there are many: the charts do not wait for it, nor it for them.
    const [note] = await Promise.all([charts(), tables(chosen, JSON.stringify([chosen, route.params.by]), signal)]);
    return note;

    async function charts() {
      const [cells, lines, whole, part, buckets, gaps] = await Promise.all([
        ask('heatmap', {...of, step}, signal),
        ask('latency', {...of, step}, signal),
        ask('functions', of, signal),
        selected ? ask('functions', chosen, signal) : null,
        ask('histogram', {...chosen, perOctave: 8}, signal),
        host ? silencesOf(host, asked(range), signal) : silencesOfAll(asked(range), signal),
      ]);
      const at = (part || whole).functions[0];
      const text = selected ? clock(selected[0]) + ' – ' + clock(selected[1]) + ' (' + span(selected[1] - selected[0]) + ')' : describe(range);
      header(host, selected);
      figures(whole.functions[0], whole);
      heat.show(cells, selected, gaps, 'No calls of ' + name + ' in this range.');
      quantiles.show(lines, selected, gaps);
      calls.show(lines, selected, gaps);
      shape.show(buckets.series[0], at, text);
      return [cells.note, cells.stale && 'From a copy that is behind, while instances change.'];
    }
  }

  async function tables(of, key, signal) {
    if (seldom.key === key && Date.now() - seldom.at < SELDOM_MS) {
      return;
    }
    const [perHost, worst, failed] = await Promise.all([
      ask('latency', {...of, by: 'host'}, signal),
      ask('slow', {...of, limit: 100}, signal),
      ask('errors', of, signal),
    ]);
    hosts.update(perHost.series.map(s => ({group: s.group, ...s.points[0]})));
    slow.update(worst.calls);
    errnos.update(failed.series[0]?.points[0]?.errnos || []);
    await parts.load(of, of.host || perHost.series[0]?.group, signal);
    seldom = {key, at: Date.now()};
  }

  function header(host, selected) {
    fill(chips,
        host
          ? h('span', {class: 'chip'}, 'host ', h('b', {}, h('a', {href: link('host', host)}, host)),
              h('button', {type: 'button', class: 'icon', 'aria-label': 'All hosts', title: 'All hosts', onclick: () => set({host: null})}, '×'))
          : h('span', {class: 'chip'}, 'all hosts'),
        selected && h('span', {class: 'chip'}, 'chosen ', h('b', {}, clock(selected[0]) + ' – ' + clock(selected[1])),
            h('button', {type: 'button', class: 'icon', 'aria-label': 'Let go', title: 'Let go', onclick: () => select(null)}, '×')));
  }

  function figures(f, answer) {
    if (!f) {
      summary.update([{label: 'Calls', text: '0', note: 'in this range'}]);
      return;
    }
    const q = key => ({label: label(key), text: f.count ? duration(f[key + 'Ns'], f.unit) : '–', title: exact(f, key + 'Ns') + ' ' + f.unit, note: worst(f, key)});
    summary.update([
      {label: 'Rate', text: rate(f.perSecond), title: exact(f, 'count') + ' calls', note: count(f.count) + ' calls'},
      q('p50'), q('p90'), q('p99'), q('p999'),
      {label: 'Max', text: f.count ? duration(f.maxNs, f.unit) : '–', title: exact(f, 'maxNs') + ' ' + f.unit},
      {label: 'Errors', text: count(f.errors), title: exact(f, 'errors'), note: f.count ? percent(Math.round(f.errors * 1e6 / f.count)) : null},
      {label: 'In flight', text: f.inFlight ? count(f.inFlight.atEnd) : '–', note: f.inFlight?.atEnd ? 'oldest ' + duration(f.inFlight.oldestNs) : null,
        title: f.inFlight && 'at the end; ' + grouped(f.inFlight.tainted) + ' more may have returned unseen'},
      {label: 'Complete', text: percent(f.completenessPpm), mark: f.completenessPpm < 1e6 ? 'incomplete' : null,
        title: f.completenessPpm + ' of 1,000,000 at least', note: missing(f) || null},
      f.hosts !== 1 && {label: 'Hosts', text: grouped(f.hosts ?? 1), note: answer.source === 'fleet' ? 'of the fleet' : null},
    ]);
  }

  /** Where calls are missing: the interval of a quantile in the worst case. */
  function worst(f, key) {
    const low = f.bounds?.[key + 'LowNs'];
    if (low === undefined) {
      return null;
    }
    const high = f.bounds[key + 'HighNs'];
    return duration(low, f.unit) + ' to ' + (high === undefined ? '∞' : duration(high, f.unit));
  }

  return {
    element, load,
    render: () => [hosts, parts, slow, errnos].forEach(t => t.render()),
    destroy: () => [heat, quantiles, calls, shape].forEach(c => c.destroy()),
  };
}

function panel(title, t) {
  return h('section', {class: 'panel', 'aria-label': title},
      h('div', {class: 'panel-head'}, h('h2', {}, title), t.find), t.element);
}
