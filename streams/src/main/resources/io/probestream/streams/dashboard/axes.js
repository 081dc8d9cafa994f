// Axes of uPlot charts: 24 hours, decades on log scales, units.

import {clock} from './units.js';
import {color} from './theme.js';

const FONT = '11px system-ui, sans-serif';
const LEFT = 62;

export function timeAxis(shown) {
  return {
    show: true,
    stroke: () => color('muted'),
    grid: {stroke: () => color('grid'), width: 1},
    ticks: {show: false},
    font: FONT,
    size: shown ? 26 : 8,
    space: 84,
    values: (u, splits, axis, space, incr) => shown ? splits.map(ms => timeText(ms, incr)) : splits.map(() => ''),
  };
}

function timeText(ms, incr) {
  const text = clock(ms, true);
  if (incr >= 864e5) {
    return text.slice(5, 10);
  }
  const time = incr >= 6e4 ? text.slice(11, 16) : text.slice(11);
  return time === '00:00' ? text.slice(5, 10) : time;
}

export function valueAxis(format, isLog) {
  return {
    stroke: () => color('muted'),
    grid: {stroke: () => color('grid'), width: 1},
    ticks: {show: false},
    font: FONT,
    size: LEFT,
    gap: 6,
    space: 26,
    ...(isLog ? {splits: (u, axis, min, max) => decades(min, max), filter: (u, splits) => splits} : {}),
    values: (u, splits) => splits.map(v => v === null ? '' : format(v)),
  };
}

/** 1, 10, 100 …; with 2 and 5 between them where there are few. */
function decades(min, max) {
  const few = max / min < 5e3;
  const splits = [];
  for (let e = Math.floor(Math.log10(min)); e <= Math.ceil(Math.log10(max)); e++) {
    for (const m of few ? [1, 2, 5] : [1]) {
      const value = m * 10 ** e;
      if (value >= min && value <= max) {
        splits.push(value);
      }
    }
  }
  return splits;
}

/** Limits of a log scale around values, with a little air. */
export function logRange(low, high) {
  if (!(high > 0)) {
    return [1e3, 1e6];
  }
  const min = Math.max(low, 1) / 1.25;
  return [min, Math.max(high * 1.25, min * 4)];
}
