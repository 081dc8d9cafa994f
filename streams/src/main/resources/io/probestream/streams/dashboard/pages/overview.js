// The fleet: who reports, how complete it is, what is slow and what is busy.

import {h} from '../dom.js';
import {ask, offers} from '../api.js';
import {asked, stepMs} from '../range.js';
import {count, grouped, percent, rate} from '../units.js';
import {eventsChart, ppm, totals} from '../events.js';
import {table} from '../table.js';
import {complete, functionLink, perSecond, time} from '../cells.js';
import {firingPanel} from '../alertlist.js';
import {hostTable} from '../hosttable.js';
import {silencesOfAll} from '../silence.js';
import {facts} from '../facts.js';

const TOP = 10;

export default function overview() {
  const summary = facts();
  const firing = firingPanel();
  const events = eventsChart('Events of all probes');
  const slow = functionTable('p99', 'Slowest functions', '-p99');
  const busy = functionTable('rate', 'Busiest functions', '-rate');
  const hosts = hostTable();
  const element = h('div', {class: 'page'},
      h('h1', {class: 'hidden'}, 'Fleet'), summary.element, firing.element, events.element,
      h('div', {class: 'two'},
          section('Slowest functions', 'by p99', slow), section('Busiest functions', 'by rate', busy)),
      hosts.element);

  async function load({range, signal}) {
    const over = asked(range);
    const step = stepMs(range, (events.element.clientWidth || 1000) / 2.5) + 'ms';
    const [known, functions, sum, rates, gaps, alerts] = await Promise.all([
      ask('hosts', {}, signal),
      ask('functions', over, signal),
      ask('rates', over, signal),
      ask('rates', {...over, step}, signal),
      silencesOfAll(over, signal),
      alertsOf(signal),
    ]);
    firing.update(alerts);
    const total = totals(sum.series.map(s => s.points[0]));
    const calls = callTotals(functions.functions);
    const live = known.hosts.filter(x => x.state === 'live').length;
    const other = ['silent', 'closed', 'unknown'].map(s => [known.hosts.filter(x => x.state === s).length, s])
        .filter(([n]) => n > 0).map(([n, s]) => grouped(n) + ' ' + s).join(', ');
    summary.update([
      {label: 'Hosts live', text: grouped(live) + ' of ' + grouped(known.hosts.length), note: other,
        mark: other.includes('silent') ? 'silent' : null},
      {label: 'Events', text: rate(total.count / (sum.toMs - sum.fromMs) * 1e3), title: grouped(total.count) + ' events',
        note: count(total.count) + ' in all'},
      {label: 'Events complete', text: percent(total.ppm), mark: total.ppm < 1e6 ? 'incomplete' : null,
        title: total.ppm + ' of 1,000,000 at least', note: missingNote(total)},
      {label: 'Calls complete', text: percent(calls.ppm), mark: calls.ppm < 1e6 ? 'incomplete' : null,
        title: calls.ppm + ' of 1,000,000 at least', note: count(calls.count) + ' calls measured'},
    ]);
    events.show(rates, gaps);
    slow.update(functions.functions);
    busy.update(functions.functions);
    await hosts.load(known, over, signal);
    return [functions.note, rates.note, stale(functions)];
  }

  return {
    element, load,
    render: () => [slow, busy, hosts].forEach(t => t.render()),
    destroy: () => events.destroy(),
  };
}

/** Null where there are none, or they are still being read: the rest is shown all the same. */
async function alertsOf(signal) {
  try {
    return await offers('alerts', signal) ? await ask('alerts', {}, signal) : null;
  } catch (e) {
    if (e.status === 503) {
      return null;
    }
    throw e;
  }
}

function stale(answer) {
  return answer.stale && 'From a copy that is ' + answer.lagRecords + ' records behind, while instances change.';
}

function missingNote(t) {
  const parts = [];
  if (t.lostMax) {
    parts.push((t.lostMin === t.lostMax ? '' : 'up to ') + count(t.lostMax) + ' lost');
  }
  if (t.kernelMissed) {
    parts.push(count(t.kernelMissed) + ' missed by the kernel');
  }
  return parts.join(', ') || 'nothing missing';
}

function section(title, note, t) {
  return h('section', {class: 'panel', 'aria-label': title}, h('h2', {}, title, ' ', h('small', {}, note)), t.element);
}

function callTotals(functions) {
  const sum = f => functions.reduce((n, row) => n + f(row), 0);
  const calls = sum(f => f.count);
  return {count: calls, ppm: ppm(calls, sum(f => f.returnMissed + f.discarded + f.callsLostMax))};
}

function functionTable(id, title, sort) {
  return table({
    id, title, sort, page: TOP,
    key: f => f.function,
    empty: 'No calls in this range.',
    columns: [
      {key: 'function', label: 'Function', left: true, wide: true, mono: true, sort: f => f.function, cell: f => functionLink(f.function)},
      {key: 'rate', label: 'Rate', title: 'Calls per second', sort: f => f.perSecond, cell: perSecond},
      {key: 'p50', label: 'p50', hide: 1, sort: f => f.p50Ns, cell: f => time(f, 'p50Ns')},
      {key: 'p99', label: 'p99', sort: f => f.p99Ns, cell: f => time(f, 'p99Ns')},
      {key: 'max', label: 'Max', hide: 1, sort: f => f.maxNs, cell: f => time(f, 'maxNs')},
      {key: 'complete', label: 'Complete', sort: f => f.completenessPpm, cell: complete},
    ],
  });
}
