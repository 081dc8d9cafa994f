// The range of time, and its picker.

import {h, fill} from './dom.js';
import {clock, isSameDay, span} from './units.js';
import {current, set} from './route.js';

export const PRESETS = ['5m', '15m', '1h', '6h', '1d'];
const DEFAULT = '15m';
const SLACK_MS = 4000;
const UNITS = {s: 1e3, m: 6e4, h: 36e5, d: 864e5};
const NICE_S = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21600, 43200, 86400];

function spanMs(text) {
  const match = /^(\d{1,6})([smhd])$/.exec(text || '');
  return match ? match[1] * UNITS[match[2]] : null;
}

/** {from, to, live, since}: times in ms; live where it ends now. */
export function rangeOf(params, nowMs = Date.now()) {
  const from = Number(params.from);
  const to = Number(params.to);
  if (params.from && params.to && from < to) {
    return {from, to, live: false, since: null};
  }
  const since = spanMs(params.since) ? params.since : DEFAULT;
  return {from: nowMs - spanMs(since), to: nowMs, live: true, since};
}

/** For requests. */
export function asked(range) {
  // The API's own clock decides what now is. A little less, for windows are kept for 15 min, and
  // longer ones would answer for the last 15 min otherwise.
  return range.live ? {since: (spanMs(range.since) - SLACK_MS) / 1e3 + 's'} : {from: range.from, to: range.to};
}

/** The shortest step by which a range has at most so many points. */
export function stepMs(range, points) {
  const perPoint = (range.to - range.from) / 1e3 / Math.max(10, points);
  return 1e3 * (NICE_S.find(s => s >= perPoint) || Math.ceil(perPoint / 86400) * 86400);
}

export function zoomTo(from, to) {
  set({since: null, from: Math.floor(from), to: Math.ceil(to), sel: null});
}

export function zoomOut() {
  const {from, to, live, since} = rangeOf(current().params);
  if (live) {
    set({since: PRESETS[Math.min(PRESETS.length - 1, PRESETS.indexOf(since) + 1)] || '1d', sel: null});
    return;
  }
  const half = (to - from) / 2;
  const end = to + half;
  end >= Date.now() ? goLive() : zoomTo(from - half, end);
}

/** Earlier or later by half of the range. */
export function shift(direction) {
  const {from, to} = rangeOf(current().params);
  const by = direction * (to - from) / 2;
  to + by > Date.now() ? goLive() : zoomTo(from + by, to + by);
}

/** The preset that is nearest to what is shown, ending now. */
export function goLive() {
  const {from, to, live} = rangeOf(current().params);
  if (!live) {
    const since = PRESETS.find(p => spanMs(p) >= to - from) || '1d';
    set({since, from: null, to: null, sel: null});
  }
}

export function preset(since) {
  set({since, from: null, to: null, sel: null});
}

export function describe({from, to, live, since}) {
  if (live) {
    return 'last ' + span(spanMs(since));
  }
  const withDay = !isSameDay(from, Date.now());
  return clock(from, withDay) + ' – ' + clock(to, !isSameDay(from, to)) + ' (' + span(to - from) + ')';
}

const local = ms => {
  const t = new Date(ms - new Date(ms).getTimezoneOffset() * 6e4);
  return t.toISOString().slice(0, 19);
};

/** The picker; render() shows the range of the address. */
export function picker() {
  const buttons = PRESETS.map(p => h('button', {
    type: 'button', 'data-since': p, 'aria-label': 'Last ' + span(spanMs(p)), onclick: () => preset(p),
  }, p));
  const label = h('span', {class: 'range-label'});
  const from = h('input', {type: 'datetime-local', step: 1, id: 'range-from', required: true});
  const to = h('input', {type: 'datetime-local', step: 1, id: 'range-to', required: true});
  const form = h('form', {class: 'popover', onsubmit: apply},
      h('label', {for: 'range-from'}, 'From'), from,
      h('label', {for: 'range-to'}, 'To'), to,
      h('button', {class: 'primary'}, 'Show'));
  const details = h('details', {class: 'menu range-menu'},
      h('summary', {title: 'Absolute times'}, label), form);
  details.addEventListener('toggle', () => {
    if (details.open) {
      const range = rangeOf(current().params);
      from.value = local(range.from);
      to.value = local(range.to);
      from.focus();
    }
  });
  function apply(e) {
    e.preventDefault();
    const [a, b] = [new Date(from.value).getTime(), new Date(to.value).getTime()];
    to.setCustomValidity(a < b ? '' : 'The end must be after the beginning.');
    if (to.reportValidity()) {
      details.open = false;
      zoomTo(a, b);
    }
  }
  to.addEventListener('input', () => to.setCustomValidity(''));
  const element = h('div', {class: 'range', role: 'group', 'aria-label': 'Range of time'},
      h('button', {type: 'button', class: 'icon', title: 'Earlier  [', 'aria-label': 'Earlier', onclick: () => shift(-1)}, '‹'),
      h('span', {class: 'segments'}, buttons), details,
      h('button', {type: 'button', class: 'icon', title: 'Later  ]', 'aria-label': 'Later', onclick: () => shift(1)}, '›'),
      h('button', {type: 'button', class: 'icon', title: 'Zoom out  −', 'aria-label': 'Zoom out', onclick: zoomOut}, '−'));
  function render() {
    const range = rangeOf(current().params);
    buttons.forEach(b =>
        b.setAttribute('aria-pressed', String(range.live && b.dataset.since === range.since)));
    fill(label, describe(range));
  }
  return {element, render};
}
