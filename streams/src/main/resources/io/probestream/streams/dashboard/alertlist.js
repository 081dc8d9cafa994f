// Alerts, on the overview and on their own page; a server without alert rules has none.

import {h} from './dom.js';
import {table} from './table.js';
import {ago, count, duration, exact, moment, percent, span} from './units.js';

const ORDER = ['firing', 'unknown', 'pending', 'resolved'];

export function alertTable(id, sort) {
  return table({
    id, title: 'Alerts', sort: sort || 'state', key: a => a.fingerprint,
    empty: 'No alerts.',
    find: a => [a.rule, a.state, a.severity, ...Object.values(a.labels || {})].join(' '),
    columns: [
      {key: 'state', label: 'State', left: true, sort: a => ORDER.indexOf(a.state), cell: a => ({text: a.state, mark: 'alert-' + a.state, title: a.reason || undefined})},
      {key: 'severity', label: 'Severity', left: true, hide: 1, sort: a => a.severity, cell: a => a.severity},
      {key: 'rule', label: 'Rule', left: true, sort: a => a.rule, cell: a => ({text: a.rule, href: ownLink(a.link), title: 'rule set ' + a.ruleSet + ', in force from ' + moment(a.ruleSetFromMs)})},
      {key: 'where', label: 'Where', left: true, wide: true, mono: true, sort: where, cell: where},
      {key: 'value', label: 'Value', sort: a => a.value, cell: a => valueCell(a)},
      {key: 'threshold', label: 'Threshold', hide: 1, sort: a => a.threshold, cell: a => figure(a, 'threshold')},
      {key: 'complete', label: 'Complete', hide: 2, sort: a => a.completenessPpm, cell: a => ({text: percent(a.completenessPpm), mark: a.completenessPpm < 1e6 ? 'incomplete' : undefined})},
      {key: 'since', label: 'Since', hide: 1, sort: a => since(a), cell: a => since(a) ? {text: ago(Date.now() - since(a)), title: moment(since(a))} : '–'},
      {key: 'says', label: 'Says', left: true, wide: true, hide: 2, sort: says, cell: says},
    ],
  });
}

/** Links within this page only: others' text must not lead elsewhere. */
function ownLink(link) {
  return typeof link === 'string' && link.startsWith('#/') ? link : undefined;
}

function where(a) {
  return Object.entries(a.labels || {}).filter(([k]) => k !== 'alertname' && k !== 'severity')
      .map(([k, v]) => k + '=' + v).join(' ');
}

function says(a) {
  return a.reason || a.annotations?.summary || a.annotations?.description || '';
}

function since(a) {
  return a.state === 'unknown' ? a.unknownSinceMs : a.state === 'resolved' ? a.resolvedAtMs
      : a.firingSinceMs || a.pendingSinceMs;
}

const FORMATS = {
  ns: v => duration(v, 'ns'), ppm: percent, milliPerSecond: v => count(v / 1e3) + '/s', ms: span, count: v => count(v),
};

function figure(a, field) {
  const v = a[field];
  return v === null || v === undefined ? '–' : {text: (FORMATS[a.unit] || count)(v), title: exact(a, field) + ' ' + a.unit};
}

function valueCell(a) {
  const cell = figure(a, 'value');
  if (cell !== '–' && a.lower !== null && a.lower !== undefined) {
    cell.title += '; worst case from ' + exact(a, 'lower') + ' to '
        + (a.upper === null || a.upper === undefined ? 'unbounded' : exact(a, 'upper'));
  }
  return cell;
}

/** What fires, on the overview; hidden where this server has no alerts. */
export function firingPanel() {
  const t = alertTable('firing', '-since');
  const element = h('section', {class: 'panel', 'aria-label': 'Firing alerts', hidden: true}, h('h2', {}, 'Firing alerts'), t.element);
  return {
    element,
    update: answer => {
      element.hidden = !answer;
      if (answer) {
        t.update(answer.alerts.filter(a => a.firing));
      }
    },
  };
}
