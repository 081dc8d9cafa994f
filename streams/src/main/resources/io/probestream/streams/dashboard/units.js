// Numbers for people; the exact integer goes into a title.

const THIN = '\u202f';

function short(value) {
  const size = Math.abs(value);
  return size >= 100 || Number.isInteger(value) && size >= 10 ? value.toFixed(0)
      : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Nanoseconds: 74.2 µs. */
export function duration(ns, unit) {
  if (ns === null || ns === undefined) {
    return '–';
  }
  if (unit === 'ticks') {
    return count(ns) + THIN + 'ticks';
  }
  const size = Math.abs(ns);
  if (size < 1e3) {
    return ns + THIN + 'ns';
  } else if (size < 999.5e3) {
    return short(ns / 1e3) + THIN + 'µs';
  } else if (size < 999.5e6) {
    return short(ns / 1e6) + THIN + 'ms';
  } else if (size < 120e9) {
    return short(ns / 1e9) + THIN + 's';
  }
  return span(ns / 1e6);
}

/** Milliseconds: 2 h 5 min. */
export function span(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) {
    return seconds + THIN + 's';
  } else if (seconds < 7200 && seconds % 3600) {
    return Math.floor(seconds / 60) + THIN + 'min' + rest(seconds % 60, 's', seconds < 600);
  } else if (seconds < 172800) {
    return Math.floor(seconds / 3600) + THIN + 'h' + rest(Math.floor(seconds % 3600 / 60), 'min', true);
  }
  return Math.floor(seconds / 86400) + THIN + 'd' + rest(Math.floor(seconds % 86400 / 3600), 'h', true);
}

/** How long ago, in its largest unit alone. */
export function ago(ms) {
  return span(Math.max(0, ms)).replace(/ .*/, '') + ' ago';
}

function rest(value, unit, isWanted) {
  return isWanted && value > 0 ? ' ' + value + THIN + unit : '';
}

/** 36.3k; below ten thousand to the last digit. */
export function count(n) {
  if (n === null || n === undefined) {
    return '–';
  }
  const size = Math.abs(n);
  if (size < 1e4) {
    return Number.isInteger(n) ? grouped(n) : short(n);
  }
  const [scale, letter] = size < 999.5e3 ? [1e3, 'k'] : size < 999.5e6 ? [1e6, 'M']
      : size < 999.5e9 ? [1e9, 'G'] : [1e12, 'T'];
  return short(n / scale) + letter;
}

/** 3.63k/s. */
export function rate(perSecond) {
  return perSecond === null || perSecond === undefined ? '–'
      : (perSecond > 0 && perSecond < 10 ? perSecond.toFixed(2) : count(Math.round(perSecond))) + '/s';
}

/** Parts per million: 99.18 %; never 100 % where something is missing. */
export function percent(ppm) {
  if (ppm === null || ppm === undefined) {
    return '–';
  }
  if (ppm === 1e6) {
    return '100' + THIN + '%';
  }
  const digits = ppm >= 999900 ? 4 : ppm >= 990000 ? 2 : ppm >= 100000 ? 1 : 2;
  return (ppm / 1e4).toFixed(digits) + THIN + '%';
}

export function bytes(n) {
  return n < 1024 ? n + THIN + 'B' : n < 1048576 ? short(n / 1024) + THIN + 'KiB'
      : n < 1073741824 ? short(n / 1048576) + THIN + 'MiB' : short(n / 1073741824) + THIN + 'GiB';
}

/** Every digit: 36,303. */
export function grouped(digits) {
  return String(digits).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Every digit of a field of an answer: beyond 2^53 the API gives them as a string beside it. */
export function exact(object, field) {
  const digits = object[field + 'Exact'];
  return digits !== undefined ? grouped(digits) : grouped(object[field]);
}

const two = n => String(n).padStart(2, '0');

/** Local time of day, with the day where it is another one. */
export function clock(ms, withDay) {
  const t = new Date(ms);
  const time = two(t.getHours()) + ':' + two(t.getMinutes()) + ':' + two(t.getSeconds());
  return withDay ? day(t) + ' ' + time : time;
}

function day(t) {
  return t.getFullYear() + '-' + two(t.getMonth() + 1) + '-' + two(t.getDate());
}

/** For titles: with milliseconds and zone. */
export function moment(ms) {
  const t = new Date(ms);
  return clock(ms, true) + '.' + String(t.getMilliseconds()).padStart(3, '0') + ' ('
      + t.toISOString() + ')';
}

export function isSameDay(a, b) {
  return new Date(a).toDateString() === new Date(b).toDateString();
}
