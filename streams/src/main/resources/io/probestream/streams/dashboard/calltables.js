// What one function's page has in tables.

import {table} from './table.js';
import {current, format, link} from './route.js';
import {complete, figure, hostLink, perSecond, time} from './cells.js';
import {count, duration, exact, grouped, moment, clock} from './units.js';

const CALLS = [
  {key: 'rate', label: 'Rate', sort: f => f.perSecond, cell: perSecond},
  {key: 'p50', label: 'p50', sort: f => f.p50Ns, cell: f => time(f, 'p50Ns')},
  {key: 'p99', label: 'p99', sort: f => f.p99Ns, cell: f => time(f, 'p99Ns')},
  {key: 'max', label: 'Max', hide: 1, sort: f => f.maxNs, cell: f => time(f, 'maxNs')},
  {key: 'errors', label: 'Errors', hide: 1, sort: f => f.errors, cell: f => figure(f, 'errors')},
  {key: 'complete', label: 'Complete', hide: 1, sort: f => f.completenessPpm, cell: complete},
];

/** A function by host. */
export function byHost() {
  const only = host => {
    const now = current();
    return format({...now, params: {...now.params, host}});
  };
  return table({
    id: 'host', title: 'By host', key: f => f.group, sort: '-p99', page: 12, empty: 'No calls in this range.',
    find: f => f.group,
    columns: [
      {key: 'host', label: 'Host', left: true, mono: true, wide: true, sort: f => f.group, cell: f => hostLink(f.group)},
      ...CALLS,
      {key: 'only', label: '', cell: f => ({text: 'only', href: only(f.group), title: 'This page for ' + f.group + ' alone'})},
    ],
  });
}

/** Functions of a host. */
export function functionsOf(host) {
  return table({
    id: 'functions', title: 'Functions', key: f => f.function, sort: '-p99', page: 20, empty: 'No calls in this range.',
    find: f => f.function,
    columns: [
      {key: 'function', label: 'Function', left: true, mono: true, wide: true, sort: f => f.function,
        cell: f => ({text: f.function, title: f.function, href: link('function', f.function, {host})})},
      ...CALLS,
      {key: 'inflight', label: 'In flight', hide: 1, sort: f => f.inFlight?.atEnd, cell: f => f.inFlight ? {text: count(f.inFlight.atEnd), title: 'at most at once: ' + grouped(f.inFlight.max) + '; oldest: ' + duration(f.inFlight.oldestNs)} : '–'},
    ],
  });
}

/** A function's calls told apart by task, or by an argument; what is missing is known of all only. */
export function byPart() {
  return table({
    id: 'part', title: 'Calls told apart', key: f => f.key, sort: '-rate', page: 12, empty: 'No calls in this range.',
    find: f => f.text,
    columns: [
      {key: 'part', label: 'Value', left: true, mono: true, wide: true, sort: f => f.text, cell: f => ({text: f.text, title: f.other ? 'every other value together' : f.text})},
      ...CALLS.filter(c => c.key !== 'complete'),
    ],
  });
}

export function slowest() {
  return table({
    id: 'slow', title: 'Slowest calls', key: c => [c.host, c.endNs, c.pid, c.durationNs].join('/'), sort: '-took', page: 12,
    empty: 'No calls in this range.',
    columns: [
      {key: 'took', label: 'Took', left: true, sort: c => c.durationNs, cell: c => ({text: duration(c.durationNs, c.unit), title: exact(c, 'durationNs') + ' ' + c.unit})},
      {key: 'end', label: 'Until', sort: c => c.endNs, cell: c => ({text: clock(c.endNs / 1e6), title: moment(c.endNs / 1e6) + ', ' + exact(c, 'endNs') + ' ns'})},
      {key: 'host', label: 'Host', left: true, mono: true, sort: c => c.host, cell: c => hostLink(c.host)},
      {key: 'task', label: 'Task', left: true, mono: true, wide: true, sort: c => c.task, cell: c => ({text: c.task + '-' + c.pid, title: c.task + '-' + c.pid})},
      {key: 'cpu', label: 'CPU', hide: 1, sort: c => c.cpu, cell: c => String(c.cpu)},
      {key: 'raw', label: 'Raw lines', hide: 1, title: 'Partition of the raw topic, and offsets of the records with entry and return', sort: c => c.entryOffset,
        cell: c => ({text: c.partition + ' @ ' + c.entryOffset + (c.returnOffset === c.entryOffset ? '' : ', ' + c.returnOffset), title: 'probestream query slow prints these lines'})},
    ],
  });
}

const ERRNO = {1: 'EPERM', 2: 'ENOENT', 3: 'ESRCH', 4: 'EINTR', 5: 'EIO', 6: 'ENXIO', 7: 'E2BIG', 9: 'EBADF', 10: 'ECHILD',
  11: 'EAGAIN', 12: 'ENOMEM', 13: 'EACCES', 14: 'EFAULT', 16: 'EBUSY', 17: 'EEXIST', 19: 'ENODEV', 20: 'ENOTDIR', 21: 'EISDIR',
  22: 'EINVAL', 24: 'EMFILE', 25: 'ENOTTY', 26: 'ETXTBSY', 27: 'EFBIG', 28: 'ENOSPC', 29: 'ESPIPE', 30: 'EROFS', 32: 'EPIPE',
  36: 'ENAMETOOLONG', 38: 'ENOSYS', 39: 'ENOTEMPTY', 40: 'ELOOP', 61: 'ENODATA', 71: 'EPROTO', 75: 'EOVERFLOW', 95: 'EOPNOTSUPP',
  98: 'EADDRINUSE', 99: 'EADDRNOTAVAIL', 101: 'ENETUNREACH', 104: 'ECONNRESET', 110: 'ETIMEDOUT', 111: 'ECONNREFUSED',
  113: 'EHOSTUNREACH', 115: 'EINPROGRESS', 512: 'ERESTARTSYS', 516: 'ERESTART_RESTARTBLOCK'};

export function errors() {
  return table({
    id: 'errno', title: 'Errors', key: e => String(e.errno), sort: '-count', page: 12, empty: 'No errors in this range.',
    columns: [
      {key: 'errno', label: 'Errno', left: true, mono: true, wide: true, sort: e => e.errno, cell: e => '−' + e.errno + (ERRNO[e.errno] ? ' ' + ERRNO[e.errno] : '')},
      {key: 'count', label: 'Calls', sort: e => e.count, cell: e => figure(e, 'count')},
    ],
  });
}
