// Why events are missing, over the range that is shown, and what to do about it.

import {h, fill} from './dom.js';
import {exact} from './units.js';

export const CAUSES = {
  ringLost: 'lost in the kernel’s ring buffer: enlarge bufferSize, or trace less',
  collectorDropped: 'read by the collector and not sent: it was killed, or its end was cut short',
  transportLost: 'sent and never arrived',
  malformed: 'lines that are no trace output: see the topic rejects',
  late: 'lines whose window was closed',
  kernelMissed: 'hits of an entry probe while another probe’s handler ran on that CPU',
  returnMissed: 'returns that were not probed: nested, or no free instance; raise maxactive',
  inferredMissed: 'calls whose return must have been missed though no counter says so',
  orphanEntry: 'entries that turned out to have no return',
  orphanReturn: 'returns without an entry: their calls began before the trace, or under a loss',
  discarded: 'calls not measured, for a loss or a clock step lies within',
  duplicate: 'lines that came twice: ignored, no loss',
  reordered: 'lines that came too late: ignored, they count as lost on the way',
  hostConflict: 'lines of an older collector that claims the same host',
  clockAhead: 'lines dated in the future: check the host’s clock',
  overLimit: 'counted together as (other): more names than the limits allow',
};

export function causeList() {
  const body = h('div');
  const element = h('section', {class: 'panel', 'aria-label': 'Causes'}, h('h2', {}, 'What is missing, and why ', h('small', {}, 'in this range')), body);
  /** @param series of /missed */
  function update(series) {
    const sums = {};
    series.forEach(s => s.points.forEach(p => Object.entries(p.causes).forEach(([k, n]) => {
      if (k in CAUSES && n > 0) {
        sums[k] = (sums[k] || 0) + n;
      }
    })));
    const found = Object.keys(CAUSES).filter(k => sums[k]);
    fill(body, found.length
        ? h('dl', {class: 'causes'}, found.map(k => [h('dt', {}, h('span', {class: 'mono'}, k), ' ', h('b', {}, exact(sums, k))), h('dd', {}, CAUSES[k])]))
        : h('p', {class: 'empty'}, 'Nothing is missing in this range.'));
  }
  return {element, update};
}
