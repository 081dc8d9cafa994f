// Every alert that is not gone.

import {h} from '../dom.js';
import {ask, offers} from '../api.js';
import {alertTable} from '../alertlist.js';
import {facts} from '../facts.js';
import {grouped} from '../units.js';

export default function alerts() {
  const summary = facts();
  const t = alertTable('alerts');
  const none = h('p', {class: 'empty', hidden: true},
      'This instance has no alerts: it runs without alert rules.');
  const panel = h('section', {class: 'panel', 'aria-label': 'Alerts'},
      h('div', {class: 'panel-head'}, h('h1', {}, 'Alerts'), t.find), t.element);
  const element = h('div', {class: 'page'}, summary.element, panel, none);

  async function load({signal}) {
    const answer = await offers('alerts', signal) ? await ask('alerts', {}, signal) : null;
    none.hidden = answer !== null;
    panel.hidden = answer === null;
    if (answer) {
      const of = s => answer.alerts.filter(a => a.state === s).length;
      summary.update(['firing', 'unknown', 'pending', 'resolved'].map(s => ({
        label: s[0].toUpperCase() + s.slice(1), text: grouped(of(s)), mark: of(s) ? 'alert-' + s : null,
      })));
      t.update(answer.alerts);
    }
  }

  return {element, load, render: t.render};
}
