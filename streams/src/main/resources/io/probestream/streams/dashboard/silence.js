// When nothing was known of hosts.

import {ask} from './api.js';

/** Stretches of one host, as the charts hatch them; also those after its collector had ended. */
export async function silencesOf(host, over, signal) {
  const answer = await ask('silence', {...over, host}, signal);
  return (answer.hosts[0]?.silences || []).map(s => stretch(s.fromMs, s.toMs ?? answer.toMs, 1));
}

/** Stretches in which at least one host of all was silent, each with how many. */
export async function silencesOfAll(over, signal) {
  const answer = await ask('silence', over, signal);
  const edges = [];
  for (const {silences} of answer.hosts) {
    for (const s of silences) {
      if (s.why === 'silent') {
        edges.push([Math.max(s.fromMs, answer.fromMs), 1], [Math.min(s.toMs ?? answer.toMs, answer.toMs), -1]);
      }
    }
  }
  edges.sort((a, b) => a[0] - b[0]);
  const stretches = [];
  let open = 0;
  edges.forEach(([ms, change], i) => {
    open += change;
    const next = edges[i + 1]?.[0];
    if (open > 0 && next > ms) {
      stretches.push(stretch(ms, next, open));
    }
  });
  return stretches;
}

function stretch(from, to, hosts) {
  return {from, to, kind: 'silent', alpha: 0.45, hosts};
}

/** For the figures at a time: how many hosts nothing is known of. */
export function silentAt(stretches, ms) {
  return stretches.find(s => s.kind === 'silent' && s.from <= ms && ms < s.to)?.hosts || 0;
}
