// Where every hit of every probe went, since the session began: hits = seen + lost + unrecorded,
// and the hits that the kernel itself counts as missed.

import {h, fill} from './dom.js';
import {count, exact, grouped, percent} from './units.js';

const PARTS = [
  ['seen', 'seen', 'lines of the probe that arrived and were counted'],
  ['lost', 'lost', 'recorded by the kernel and never seen here'],
  ['maybe', 'lost, or not recorded', 'between the least and the most that can be lost'],
  ['unrecorded', 'unrecorded', 'hits that the kernel counted and did not record: filters, excluded threads, moments of switching on and off'],
  ['missed', 'missed by the kernel', 'hits that it could not handle: kernelMissed of an entry probe, returnMissed of a return probe'],
];

/** Sums of one probe: they add up to hits + missed. */
export function account(totals) {
  const t = totals;
  const maybe = Math.max(0, Math.min(t.lostMax - t.lostMin, t.hits - t.seen - t.lostMin - t.unrecordedMin));
  return {seen: t.seen, lost: t.lostMin, maybe, unrecorded: t.unrecordedMin, missed: t.missed};
}

export function ledger() {
  const note = h('small');
  const key = h('p', {class: 'legend wrap'}, PARTS.map(([id, text, title]) =>
      h('span', {title}, h('i', {class: 'swatch part-' + id}), text)));
  const body = h('tbody');
  const table = h('table', {class: 'ledger'},
      h('caption', {class: 'hidden'}, 'Where every hit went'),
      h('thead', {}, h('tr', {},
          ['Probe', '', 'Hits', 'Seen', 'Lost', 'Unrecorded', 'Missed'].map((t, i) =>
              h('th', {scope: 'col', class: i < 2 ? 'left' : [3, 5, 6].includes(i) ? 'hide-1' : null},
                  t || h('span', {class: 'hidden'}, 'Account'))))), body);
  const empty = h('p', {class: 'empty'},
      'No account in this range: the collector sends one with its status, every 60 s, and at its end.');
  const element = h('section', {class: 'panel', 'aria-label': 'Ledger'},
      h('div', {class: 'panel-head'}, h('h2', {}, 'Where every hit went ', note), key), h('div', {class: 'table'}, h('div', {class: 'scroll'}, table)), empty);

  /** @param rows [{probe, totals}] */
  function update(rows, text) {
    note.textContent = text;
    empty.hidden = rows.length > 0;
    table.hidden = key.hidden = rows.length === 0;
    fill(body, rows.map(({probe, totals}) => h('tr', {'data-key': probe},
        h('th', {scope: 'row', class: 'left mono'}, probe),
        h('td', {class: 'left stack-cell'}, stack(totals)),
        h('td', {title: exact(totals, 'hits')}, count(totals.hits)),
        h('td', {class: 'hide-1', title: exact(totals, 'seen')}, count(totals.seen)),
        h('td', {title: range(totals, 'lost')}, short(totals, 'lost')),
        h('td', {class: 'hide-1', title: range(totals, 'unrecorded')}, short(totals, 'unrecorded')),
        h('td', {class: 'hide-1', title: exact(totals, 'missed')}, count(totals.missed)))));
  }
  return {element, update};
}

function stack(totals) {
  const parts = account(totals);
  const sum = Object.values(parts).reduce((a, b) => a + b, 0) || 1;
  const text = PARTS.filter(([id]) => parts[id] > 0)
      .map(([id, what]) => what + ' ' + grouped(parts[id]) + ' (' + percent(Math.round(parts[id] / sum * 1e6)) + ')').join(', ');
  return h('span', {class: 'stack', role: 'img', 'aria-label': text || 'no hits', title: text || 'no hits'},
      PARTS.filter(([id]) => parts[id] > 0)
          .map(([id]) => h('span', {class: 'part-' + id, style: {'flex-grow': String(parts[id] / sum)}})));
}

function range(t, what) {
  const [low, high] = [t[what + 'Min'], t[what + 'Max']];
  return low === high ? grouped(low) : grouped(low) + ' to ' + grouped(high);
}

function short(t, what) {
  const [low, high] = [t[what + 'Min'], t[what + 'Max']];
  return low === high ? count(low) : count(low) === count(high) ? '≈ ' + count(low) : count(low) + ' – ' + count(high);
}

const LINES = [
  ['records', 'received', 'seen'],
  ['collectorDropped', 'dropped by the collector', 'lost'],
  ['transportLost', 'lost on the way', 'maybe'],
  ['malformed', 'no trace output', 'unrecorded'],
];

/** Where every record that the kernel handed out went, and what never left its ring buffer. */
export function lineAccount() {
  const body = h('div');
  const element = h('section', {class: 'panel', 'aria-label': 'Lines'}, h('h2', {}, 'Where every line went'), body);
  function update(law) {
    if (!law) {
      fill(body, h('p', {class: 'empty'}, 'No account in this range.'));
      return;
    }
    const parts = [...LINES, ['ringLost', 'lost in the ring buffer', 'lost']];
    const sum = parts.reduce((n, [field]) => n + law[field], 0) || 1;
    fill(body,
        h('span', {class: 'stack tall', 'aria-hidden': 'true'}, parts.filter(([f]) => law[f] > 0)
            .map(([f, , part]) => h('span', {class: 'part-' + (f === 'ringLost' ? 'missed' : part), style: {'flex-grow': String(law[f] / sum)}}))),
        h('dl', {class: 'sums'},
            line('handed out by the kernel', law.handedOut < 0 ? '–' : exact(law, 'handedOut')),
            LINES.map(([f, what, part], i) => line((i ? '+ ' : '= ') + what, exact(law, f), part, law[f] > 0)),
            line('lost in the ring buffer, never handed out', exact(law, 'ringLost'), 'missed', law.ringLost > 0)),
        h('p', {class: 'empty'}, law.exact ? 'The session is closed: the account is exact.' : 'The session goes on: between two readings lines may be here that the counters do not know yet.'));
  }
  return {element, update};
}

function line(what, text, part, isSome) {
  return h('div', {class: isSome === false ? 'none' : null},
      h('dt', {}, part && h('i', {class: 'swatch part-' + part}), what), h('dd', {}, text));
}
