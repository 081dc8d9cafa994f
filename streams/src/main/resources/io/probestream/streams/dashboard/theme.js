// Light, dark, or what the system says; and the style sheet's colours for what is drawn on canvas.

import {h} from './dom.js';

const KEY = 'probestream.theme';
const NEXT = {auto: 'light', light: 'dark', dark: 'auto'};
const ICON = {auto: '◐', light: '☀', dark: '☾'};
const system = matchMedia('(prefers-color-scheme: dark)');

let chosen = localStorage.getItem(KEY) in NEXT ? localStorage.getItem(KEY) : 'auto';
let known = null;

export function isDark() {
  return chosen === 'dark' || (chosen === 'auto' && system.matches);
}

function apply() {
  document.documentElement.dataset.theme = isDark() ? 'dark' : 'light';
  known = null;
  dispatchEvent(new Event('theme'));
}

/** A colour of the style sheet, without its dashes: color('p99'). */
export function color(name) {
  known ??= new Map();
  if (!known.has(name)) {
    const style = getComputedStyle(document.documentElement);
    known.set(name, style.getPropertyValue('--' + name).trim());
  }
  return known.get(name);
}

const HEAT = {
  light: [[205, 227, 224], [134, 197, 188], [58, 149, 168], [38, 88, 143], [26, 28, 84]],
  dark: [[38, 34, 66], [92, 37, 110], [177, 52, 90], [236, 110, 47], [253, 224, 106]],
};

/** A colour for 0 to 1, from few to many. */
export function heat(part) {
  const stops = HEAT[isDark() ? 'dark' : 'light'];
  const at = Math.min(1, Math.max(0, part)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  const mix = stops[i].map((c, k) => Math.round(c + (stops[i + 1][k] - c) * (at - i)));
  return 'rgb(' + mix.join(' ') + ')';
}

export function toggleTheme() {
  chosen = NEXT[chosen];
  localStorage.setItem(KEY, chosen);
  apply();
}

export function themeButton() {
  const button = h('button', {type: 'button', class: 'icon', onclick: toggleTheme});
  const show = () => {
    button.textContent = ICON[chosen];
    button.title = 'Colours: ' + chosen + '  t';
    button.setAttribute('aria-label', 'Colours: ' + chosen + '. Change');
  };
  addEventListener('theme', show);
  show();
  return button;
}

system.addEventListener('change', apply);
apply();
