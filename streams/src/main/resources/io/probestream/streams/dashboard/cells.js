// Cells that several tables have.

import {count, duration, exact, percent, rate} from './units.js';
import {link} from './route.js';

/** A figure with its digits in the title. */
export function figure(row, field, format = count) {
  return row[field] === undefined || row[field] === null
      ? '–' : {text: format(row[field], row.unit), title: exact(row, field)};
}

export function time(row, field) {
  return row.count === 0 ? '–' : {
    text: duration(row[field], row.unit), title: exact(row, field) + ' ' + row.unit,
  };
}

export function perSecond(row) {
  return {text: rate(row.perSecond), title: row.perSecond + ' per second; ' + exact(row, 'count') + ' in all'};
}

/** Completeness: hatched, and in words, where it is not all. */
export function complete(row) {
  const ppm = row.completenessPpm;
  if (ppm === undefined || ppm === null) {
    return '–';
  }
  return ppm === 1e6 ? {text: percent(ppm), title: 'complete', kind: 'ok'}
      : {text: percent(ppm), title: ppm + ' of 1,000,000 at least: incomplete', mark: 'incomplete'};
}

export function functionLink(name, more) {
  return {text: name, href: link('function', name, more), title: name};
}

export function hostLink(name) {
  return {text: name, href: link('host', name), title: name};
}

/** What is missing of a function's calls, in words. */
export function missing(f) {
  const parts = [
    [f.callsLostMax, 'lost at most'],
    [f.returnMissed, 'returns missed'],
    [f.discarded, 'discarded: a loss lies within'],
  ].filter(([n]) => n > 0).map(([n, what]) => count(n) + ' ' + what);
  return parts.join(', ');
}
