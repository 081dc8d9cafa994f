// Calls of one function by task, or by an argument that its probe asks for (by: [task, fd]).

import {h, fill} from './dom.js';
import {ask} from './api.js';
import {current, set} from './route.js';
import {byPart} from './calltables.js';

const MOST = 100;
const ARGUMENT = 'arg.';

export function partsPanel() {
  const t = byPart();
  const choice = h('div', {class: 'segments', role: 'group', 'aria-label': 'Told apart by'});
  const element = h('section', {class: 'panel', 'aria-label': 'Calls told apart', hidden: true},
      h('div', {class: 'panel-head'}, h('h2', {}, 'By '), choice, t.find), t.element);

  /** @param of what is asked about; host: one of those that call the function */
  async function load(of, host, signal) {
    const offered = host ? await partsOf(of.function, host, signal) : [];
    element.hidden = offered.length === 0;
    if (!offered.length) {
      return;
    }
    const wanted = current().params.by;
    const by = offered.includes(wanted) ? wanted : offered[0];
    fill(choice, offered.map(o => h('button', {type: 'button', 'aria-pressed': String(o === by), onclick: () => set({by: o}, true)},
        o.replace(ARGUMENT, ''))));
    const answer = await ask('latency', {...of, by, limit: MOST}, signal);
    t.update(answer.series.map(s => ({
      ...s.points[0],
      other: s.other,
      key: s.other ? 'other' : '=' + s.group,
      text: s.other ? 'other' : s.task ? s.task + '-' + s.group : s.group,
    })));
  }
  return {element, load, render: t.render};
}

/** What a host's probes tell the function's calls apart by, as the API names it. */
async function partsOf(name, host, signal) {
  const known = await ask('hosts', {host, status: true}, signal);
  const pair = known.hosts[0]?.status?.pairs.find(p => p.function === name);
  return (pair?.by || []).map(b => b === 'task' ? b : ARGUMENT + b);
}
