// The frame around the pages: what is shown follows the address; live pages ask again.

import {h, fill, say} from './dom.js';
import {clock} from './units.js';
import {current, link, onChange} from './route.js';
import {goLive, picker, rangeOf} from './range.js';
import {themeButton} from './theme.js';
import {shortcuts} from './keys.js';
import overview from './pages/overview.js';
import functionPage from './pages/function.js';
import hostPage from './pages/host.js';
import alerts from './pages/alerts.js';

const PAGES = {overview, function: functionPage, host: hostPage, alerts};
const MIN_MS = 2000;
const MAX_MS = 30000;

const main = document.getElementById('main');
const range = picker();
const status = h('p', {class: 'status', role: 'status'});
const live = h('button', {type: 'button', class: 'live', title: 'Live  l', onclick: toggleLive});
const nav = h('nav', {'aria-label': 'Pages'});
const problem = h('p', {class: 'problem', role: 'alert', hidden: true});
const notes = h('p', {class: 'notes', hidden: true});

let page = null;
let shown = null;
let paused = false;
let running = null;
let timer = 0;
let failed = 0;
let lastOk = null;

fill(document.getElementById('bar'),
    h('div', {class: 'brand'}, h('a', {href: '#/'}, 'probestream')), nav, range.element,
    h('div', {class: 'tools'}, live, themeButton(), shortcuts({toggleLive})));
main.before(problem, notes);
fill(document.getElementById('foot'), status,
    h('p', {}, h('a', {href: '/openapi.json', rel: 'external'}, 'API'), ' · ',
        h('span', {}, 'keys: ', h('kbd', {}, '?'))));

function toggleLive() {
  if (!rangeOf(current().params).live) {
    paused = false;
    goLive();
  } else {
    paused = !paused;
    refresh();
  }
  say(paused ? 'Paused' : 'Live');
}

function frame() {
  const route = current();
  const {live: isLive} = rangeOf(route.params);
  range.render();
  live.setAttribute('aria-pressed', String(isLive && !paused));
  fill(live, h('i', {class: 'dot'}), isLive && !paused ? 'Live' : 'Paused');
  fill(nav,
      h('a', {href: link('overview'), 'aria-current': route.page === 'overview' ? 'page' : null}, 'Fleet'),
      h('a', {href: link('alerts'), 'aria-current': route.page === 'alerts' ? 'page' : null}, 'Alerts'),
      (route.page === 'function' || route.page === 'host')
          && h('span', {class: 'here', 'aria-current': 'page', title: route.name}, route.name));
}

function show() {
  const route = current();
  const key = route.page + '/' + route.name;
  if (shown !== key) {
    const isFirst = shown === null;
    page?.destroy?.();
    page = PAGES[route.page](route);
    fill(main, page.element);
    document.title = (route.name || {overview: 'Fleet', alerts: 'Alerts'}[route.page]) + ' · probestream';
    shown = key;
    notes.hidden = true;
    if (!isFirst) {
      scrollTo(0, 0);
      main.focus({preventScroll: true});
    }
  }
  refresh();
}

/** Asks for the page's figures now, and again when they may have changed. */
async function refresh() {
  clearTimeout(timer);
  running?.abort();
  const mine = running = new AbortController();
  frame();
  page.render?.();
  const began = performance.now();
  const route = current();
  const shownRange = rangeOf(route.params);
  try {
    const said = await page.load({route, range: shownRange, signal: mine.signal});
    if (mine.signal.aborted) {
      return;
    }
    failed = 0;
    lastOk = Date.now();
    problem.hidden = true;
    document.body.classList.remove('outdated');
    document.body.dataset.shown = location.hash;
    const sentences = [...new Set((said || []).filter(Boolean))];
    notes.hidden = sentences.length === 0;
    notes.textContent = sentences.join(' · ');
    status.textContent = 'As of ' + clock(lastOk) + (shownRange.live && !paused ? '' : ', not refreshed');
  } catch (e) {
    if (e.name === 'AbortError' || mine.signal.aborted) {
      return;
    }
    failed++;
    problem.hidden = false;
    problem.textContent = e.message + (lastOk ? ' What is shown is as of ' + clock(lastOk) + '.' : '')
        + (e.status === 400 || e.status === 422 ? '' : ' Trying again.');
    document.body.classList.add('outdated');
    if (e.status === undefined) {
      console.error(e);
    }
  }
  const took = performance.now() - began;
  if (failed || (shownRange.live && !paused)) {
    const pause = failed ? Math.min(MAX_MS, MIN_MS * failed) : (shownRange.to - shownRange.from) / 600;
    timer = setTimeout(again, Math.min(MAX_MS, Math.max(MIN_MS, pause, 5 * took)));
  }
}

function again() {
  if (document.hidden) {
    document.addEventListener('visibilitychange', again, {once: true});
  } else {
    refresh();
  }
}

onChange(show);
addEventListener('theme', () => {
  shown = null;
  show();
});
show();
