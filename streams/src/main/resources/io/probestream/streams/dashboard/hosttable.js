// All hosts: found, sorted and paged. Figures are asked for only of those on the page, unless the
// order is by a figure.

import {h, fill} from './dom.js';
import {ask} from './api.js';
import {current} from './route.js';
import {table} from './table.js';
import {complete, figure, hostLink} from './cells.js';
import {ago, count, grouped, moment, rate} from './units.js';

const AT_ONCE = 100;
const FIGURES = ['events', 'complete', 'missing'];

/** Worst first. */
const STATES = ['silent', 'unknown', 'closed', 'live'];

export function state(host) {
  const title = host.state === 'silent' ? 'nothing heard since ' + moment(host.silentFromMs)
      : host.state === 'closed' ? 'its collector has ended'
      : host.state === 'unknown' ? 'no status was seen yet' : 'it speaks';
  return {text: host.state, title, mark: 'state-' + host.state};
}

export function hostTable() {
  const figures = new Map();
  let nowMs = 0;
  const sums = x => figures.get(x.host) || {};
  const missing = x => {
    const s = sums(x);
    return s.count === undefined ? undefined : s.lostMax + s.kernelMissed;
  };
  const t = table({
    id: 'hosts', title: 'Hosts', key: x => x.host, sort: 'state', page: 25,
    empty: 'No host has reported yet.',
    find: x => [x.host, x.state, x.kernelRelease, x.arch, ...Object.entries(x.labels || {}).map(([k, v]) => k + '=' + v)].join(' '),
    columns: [
      {key: 'host', label: 'Host', left: true, mono: true, sort: x => x.host, cell: x => hostLink(x.host)},
      {key: 'state', label: 'State', left: true, sort: x => STATES.indexOf(x.state), cell: state},
      {key: 'labels', label: 'Labels', left: true, hide: 2, wide: true, sort: x => labels(x), cell: x => labels(x) || '–'},
      {key: 'kernel', label: 'Kernel', left: true, hide: 2, sort: x => x.kernelRelease || '', cell: x => x.kernelRelease ? {text: x.kernelRelease + ' ' + x.arch, title: 'clock ' + x.clock + ', read from ' + x.capture} : '–'},
      {key: 'probes', label: 'Probes', title: 'Enabled of all', hide: 1, sort: x => x.probesEnabled, cell: x => x.probes === undefined ? '–' : {text: x.probesEnabled + '/' + x.probes, title: x.probesThrottled ? x.probesThrottled + ' are switched off to keep within the budget' : undefined, mark: x.state === 'live' && x.probesEnabled < x.probes ? 'warn' : undefined}},
      {key: 'events', label: 'Events', title: 'Per second, in the range shown', hide: 1, sort: x => sums(x).count, cell: x => eventsCell(sums(x))},
      {key: 'missing', label: 'Missing', title: 'Lost at most, and missed by the kernel', hide: 1, sort: missing, cell: x => missingCell(sums(x))},
      {key: 'complete', label: 'Complete', sort: x => sums(x).completenessPpm, cell: x => complete(sums(x))},
      {key: 'seen', label: 'Last window', hide: 1, sort: x => x.newestMs, cell: x => x.newestMs ? {text: ago(nowMs - x.newestMs), title: moment(x.newestMs)} : '–'},
    ],
  });
  const head = h('h2', {}, 'Hosts');
  const element = h('section', {class: 'panel', 'aria-label': 'Hosts'},
      h('div', {class: 'panel-head'}, head, t.find), t.element);
  let all = [];

  async function load(known, over, signal) {
    nowMs = known.nowMs;
    all = known.hosts;
    fill(head, 'Hosts ', h('small', {}, grouped(all.length)));
    const visible = t.update(all);
    const order = (current().params['sort-hosts'] || '').replace('-', '');
    const wanted = (FIGURES.includes(order) ? all : visible).map(x => x.host);
    for (let i = 0; i < wanted.length; i += AT_ONCE) {
      const answer = await ask('hosts', {...over, host: wanted.slice(i, i + AT_ONCE)}, signal);
      const lengthMs = answer.toMs - answer.fromMs;
      answer.hosts.forEach(x => figures.set(x.host, {...x, lengthMs}));
      t.update(all);
    }
  }

  return {element, load, render: () => t.update(all)};
}

function labels(host) {
  return Object.entries(host.labels || {}).map(([k, v]) => k + '=' + v).join(' ');
}

function eventsCell(s) {
  return s.count === undefined ? '–' : {text: rate(s.count / s.lengthMs * 1e3), title: grouped(s.countExact ?? s.count) + ' events'};
}

function missingCell(s) {
  return s.count === undefined ? '–' : {
    text: (s.lostMin === s.lostMax ? '' : '≤ ') + count(s.lostMax + s.kernelMissed),
    title: grouped(s.lostMin) + ' to ' + grouped(s.lostMax) + ' lost, ' + grouped(s.kernelMissed) + ' missed by the kernel',
  };
}
