// Keyboard shortcuts, and the list of them.

import {h} from './dom.js';
import {link} from './route.js';
import {PRESETS, preset, shift, zoomOut} from './range.js';
import {toggleTheme} from './theme.js';

const LIST = [
  ['1 … 5', 'last 5 min, 15 min, 1 h, 6 h, 1 d'],
  ['[  ]', 'earlier, later by half of what is shown'],
  ['−', 'zoom out'],
  ['l', 'live, or paused'],
  ['/', 'find in the table'],
  ['g f', 'fleet'],
  ['g a', 'alerts'],
  ['t', 'colours: as the system, light, dark'],
  ['?', 'this list'],
  ['← →', 'in a chart: along the time; Home, End, Page Up, Page Down too'],
  ['Shift ← →', 'in a chart: choose a stretch; Enter zooms in, Escape lets go'],
  ['drag', 'in a chart: zoom in; with Shift: choose a stretch; double click: zoom out'],
];

/** Installs the shortcuts; the button shows them. */
export function shortcuts({toggleLive}) {
  const dialog = h('dialog', {class: 'dialog', 'aria-labelledby': 'keys-title'},
      h('h2', {id: 'keys-title'}, 'Keys'),
      h('dl', {class: 'keys'}, LIST.map(([key, what]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, what)])),
      h('form', {method: 'dialog'}, h('button', {class: 'primary'}, 'Close')));
  document.body.append(dialog);
  const open = () => dialog.open ? dialog.close() : dialog.showModal();
  let afterG = -Infinity;
  addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, textarea, select, dialog[open]')) {
      if (e.key === 'Escape' && e.target.matches('input')) {
        e.target.blur();
      }
      return;
    }
    const isAfterG = e.timeStamp - afterG < 1500;
    afterG = e.key === 'g' ? e.timeStamp : -Infinity;
    const act = isAfterG ? {f: () => go('overview'), a: () => go('alerts')}[e.key] : {
      '[': () => shift(-1),
      ']': () => shift(1),
      '-': zoomOut,
      '−': zoomOut,
      l: toggleLive,
      t: toggleTheme,
      '?': open,
      '/': find,
      ...Object.fromEntries(PRESETS.map((p, i) => [String(i + 1), () => preset(p)])),
    }[e.key];
    if (act) {
      e.preventDefault();
      act();
    }
  });
  return h('button', {type: 'button', class: 'icon', title: 'Keys  ?', 'aria-label': 'Keyboard shortcuts', onclick: open}, '?');
}

function go(page) {
  location.hash = link(page);
}

function find() {
  document.querySelector('main input[type=search]')?.focus();
}
