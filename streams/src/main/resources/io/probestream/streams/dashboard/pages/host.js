// One host: its probes and their states, what the collector costs, and where every hit went.

import {h, fill} from '../dom.js';
import {ask} from '../api.js';
import {asked, stepMs} from '../range.js';
import {ago, bytes, clock, count, exact, grouped, moment, percent, rate, span} from '../units.js';
import {causeList} from '../causes.js';
import {eventsChart} from '../events.js';
import {facts} from '../facts.js';
import {figure} from '../cells.js';
import {functionsOf} from '../calltables.js';
import {ledger, lineAccount} from '../ledger.js';
import {silencesOf} from '../silence.js';
import {state} from '../hosttable.js';
import {table} from '../table.js';

/** Causes of events that were recorded and are not here. */
const LOSSES = ['ringLost', 'collectorDropped', 'transportLost', 'malformed'];
const STATE_ORDER = ['failed', 'disabled', 'removed', 'enabled'];

export default function hostPage({name}) {
  const chips = h('span', {class: 'lead'});
  const summary = facts();
  const events = eventsChart('Events of all probes');
  const hits = ledger();
  const lines = lineAccount();
  const causes = causeList();
  const functions = functionsOf(name);
  const rates = new Map();
  const probes = probeTable(rates);
  const agent = h('dl', {class: 'sums'});
  const element = h('div', {class: 'page'},
      h('div', {class: 'lead'}, h('h1', {}, name), chips), summary.element, events.element, hits.element,
      h('div', {class: 'two'}, lines.element, causes.element),
      h('div', {class: 'wide-narrow'},
          h('section', {class: 'panel', 'aria-label': 'Probes'}, h('div', {class: 'panel-head'}, h('h2', {}, 'Probes'), probes.find), probes.element),
          h('section', {class: 'panel', 'aria-label': 'Collector'}, h('h2', {}, 'What the collector handled ', h('small', {}, 'this session')), agent)),
      h('section', {class: 'panel', 'aria-label': 'Functions'}, h('div', {class: 'panel-head'}, h('h2', {}, 'Functions'), functions.find), functions.element));

  async function load({range, signal}) {
    const of = {...asked(range), host: name};
    const step = stepMs(range, (events.element.clientWidth || 1000) / 2.5) + 'ms';
    const [known, own, perStep, sums, missed, calls, gaps] = await Promise.all([
      ask('hosts', {...of, status: true}, signal),
      ask('probes', {host: name}, signal),
      ask('rates', {...of, step}, signal),
      ask('rates', of, signal),
      ask('missed', {...of, by: 'host'}, signal),
      ask('functions', of, signal),
      silencesOf(name, asked(range), signal),
    ]);
    const host = known.hosts[0];
    header(host);
    figures(host, known, lostOf(missed.series));
    events.show(perStep, gaps);
    account(missed);
    causes.update(missed.series);
    rates.clear();
    sums.series.forEach(s => rates.set(s.probe, s.points[0]));
    probes.update(own.probes);
    functions.update(calls.functions);
    collector(host, known.nowMs);
    return [host ? null : 'No host of this name has reported.', perStep.note,
      known.stale && 'From a copy that is behind, while instances change.'];
  }

  function header(host) {
    const s = host && state(host);
    fill(chips,
        s && h('span', {class: 'chip', title: s.title}, h('span', {class: 'mark ' + s.mark, 'aria-hidden': 'true'}), h('b', {}, s.text)),
        host?.kernelRelease && h('span', {class: 'chip'}, host.kernelRelease, ' ', host.arch),
        host?.capture && h('span', {class: 'chip', title: 'trace clock and what is read'}, host.clock, ' clock, ', host.capture),
        Object.entries(host?.labels || {}).map(([k, v]) => h('span', {class: 'chip'}, k, ' ', h('b', {}, v))));
  }

  function figures(host, answer, lost) {
    if (!host) {
      summary.update([]);
      return;
    }
    const lengthMs = answer.toMs - answer.fromMs;
    summary.update([
      {label: 'State', text: host.state, mark: 'state-' + host.state, note: host.silentFromMs ? 'for ' + span(answer.nowMs - host.silentFromMs) : null,
        title: state(host).title},
      host.count !== undefined && {label: 'Events', text: rate(host.count / lengthMs * 1e3), title: exact(host, 'count') + ' events', note: count(host.count) + ' in this range'},
      host.count !== undefined && {label: 'Complete', text: percent(host.completenessPpm), mark: host.completenessPpm < 1e6 ? 'incomplete' : null,
        title: host.completenessPpm + ' of 1,000,000 at least'},
      {label: 'Lost', text: count(lost), title: grouped(lost) + ' events and lines of all probes: in the ring buffer, in the collector, on the way'},
      host.count !== undefined && {label: 'Kernel missed', text: count(host.kernelMissed), title: exact(host, 'kernelMissed') + ' hits that the kernel could not handle'},
      host.probes !== undefined && {label: 'Probes enabled', text: host.probesEnabled + ' of ' + host.probes, mark: host.state === 'live' && host.probesEnabled < host.probes ? 'warn' : null,
        note: host.probesThrottled ? host.probesThrottled + ' throttled' : null, title: host.probesThrottled ? 'switched off by the collector to keep within its budget' : null},
      host.budget?.cpuPpm !== undefined && {label: 'Collector', text: percent(host.budget.cpuPpm), note: ofBudget(host.budget),
        title: 'CPU time of its process, of one core, before the last status'},
      host.sinceMs !== undefined && {label: 'Session began', text: ago(answer.nowMs - host.sinceMs), title: host.session + ', since ' + moment(host.sinceMs)},
      {label: 'Last window', text: host.newestMs ? ago(answer.nowMs - host.newestMs) : '–', title: host.newestMs && moment(host.newestMs)},
    ]);
  }

  /** What the host lost, to the last one: of a single probe there are only bounds. */
  function lostOf(series) {
    const sum = {};
    series.forEach(s => s.points.forEach(p => LOSSES.forEach(k => { sum[k] = (sum[k] || 0) + p.causes[k]; })));
    return Object.values(sum).reduce((a, b) => a + b, 0);
  }

  function account(missed) {
    const newest = missed.series.map(s => ({probe: s.probe, ...s.points.at(-1)}));
    const rows = newest.filter(p => p.totals).map(p => ({probe: p.probe, totals: p.totals}));
    const ended = rows.length > 0 && rows.every(r => r.totals.exact);
    hits.update(rows, ended ? 'in the session that ended last' : 'since the session began');
    lines.update(newest.find(p => p.lineLaw)?.lineLaw);
  }

  function collector(host, nowMs) {
    const a = host?.status?.counters.agent;
    if (!a) {
      fill(agent, h('p', {class: 'empty'}, 'No status was seen.'));
      return;
    }
    const seconds = Math.max(1, (host.statusMs - host.sinceMs) / 1e3);
    const row = (what, text, title, mark) => h('div', {title}, h('dt', {}, mark && h('span', {class: 'mark ' + mark, 'aria-hidden': 'true'}), what), h('dd', {}, text));
    fill(agent,
        row('lines read', exact(a, 'linesRead'), rate(a.linesRead / seconds)),
        row('bytes read', bytes(a.bytesRead), exact(a, 'bytesRead') + ', ' + bytes(a.bytesRead / seconds) + '/s'),
        row('lines published', exact(a, 'linesPublished'), rate(a.linesPublished / seconds)),
        row('bytes published', bytes(a.bytesPublished), exact(a, 'bytesPublished')),
        row('lines dropped', exact(a, 'linesDropped'), 'read, and never given a sequence number', a.linesDropped > 0 ? 'warn' : null),
        a.bytesSkipped !== undefined && row('bytes not understood', bytes(a.bytesSkipped), exact(a, 'bytesSkipped'), a.bytesSkipped > 0 ? 'warn' : null),
        row('bytes per line', a.linesRead ? bytes(Math.round(a.bytesRead / a.linesRead)) : '–'),
        host.budget && row('hits', rate(host.budget.hitsPerSecond), 'of all probes, before the last status'
            + (host.budget.hitsLimitPerSecond === undefined ? '' : '; the budget is ' + rate(host.budget.hitsLimitPerSecond))),
        throttled(host).map(p => row(p.name + ' is off', 'until ' + clock(p.throttle.toMs), throttling(p.throttle), 'warn')),
        row('as of', ago(nowMs - host.statusMs), moment(host.statusMs)));
  }

  return {
    element, load,
    render: () => [probes, functions].forEach(t => t.render()),
    destroy: () => events.destroy(),
  };
}

/** The limits, in words. */
function ofBudget(budget) {
  const limits = [budget.cpuLimitPpm && budget.cpuLimitPpm / 1e4 + ' %', budget.hitsLimitPerSecond && rate(budget.hitsLimitPerSecond)];
  return limits.some(Boolean) ? 'budget ' + limits.filter(Boolean).join(', ') : 'no budget';
}

function isThrottled(probe) {
  return probe.throttle !== undefined && probe.state === 'disabled';
}

function throttled(host) {
  return host.status.closing ? [] : host.status.probes.filter(isThrottled);
}

function throttling(t) {
  return `switched off ${t.times} times so far; since ${moment(t.fromMs)}: ${t.reason}`;
}

function probeTable(rates) {
  const of = p => rates.get(p.probe) || {};
  return table({
    id: 'probes', title: 'Probes', key: p => p.group + '/' + p.probe, sort: 'state', page: 25, empty: 'No status was seen.',
    find: p => p.probe + ' ' + p.definition + ' ' + p.state,
    columns: [
      {key: 'probe', label: 'Probe', left: true, mono: true, sort: p => p.probe, cell: p => ({text: p.probe, title: p.group + '/' + p.probe})},
      {key: 'state', label: 'State', left: true, sort: p => STATE_ORDER.indexOf(p.state), cell: p => isThrottled(p) ? {text: 'throttled', title: 'until ' + moment(p.throttle.toMs) + '; ' + throttling(p.throttle), mark: 'warn'} : ({text: p.state, title: p.error || (p.throttle && throttling(p.throttle)), mark: p.state === 'enabled' ? 'state-live' : p.state === 'failed' ? 'warn' : 'state-closed'})},
      {key: 'kind', label: 'Kind', left: true, hide: 1, sort: p => p.kind, cell: p => p.kind},
      {key: 'definition', label: 'Definition', left: true, mono: true, hide: 1, wide: true, sort: p => p.definition, cell: p => ({text: p.error ? p.error : p.definition, title: p.definition + (p.error ? '\n' + p.error : '')})},
      {key: 'rate', label: 'Rate', sort: p => of(p).perSecond, cell: p => of(p).count === undefined ? '–' : {text: rate(of(p).perSecond), title: exact(of(p), 'count') + ' events'}},
      {key: 'lost', label: 'Lost', hide: 2, sort: p => of(p).lostMax, cell: p => of(p).count === undefined ? '–' : {text: (of(p).lostMin === of(p).lostMax ? '' : '≤ ') + count(of(p).lostMax), title: grouped(of(p).lostMin) + ' to ' + grouped(of(p).lostMax)}},
      {key: 'missed', label: 'Missed', hide: 2, sort: p => of(p).kernelMissed, cell: p => figure(of(p), 'kernelMissed')},
      {key: 'complete', label: 'Complete', hide: 1, sort: p => of(p).completenessPpm, cell: p => of(p).count === undefined ? '–' : {text: percent(of(p).completenessPpm), mark: of(p).completenessPpm < 1e6 ? 'incomplete' : undefined}},
    ],
  });
}
