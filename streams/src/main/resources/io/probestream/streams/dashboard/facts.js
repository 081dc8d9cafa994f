// A line of figures at the top of a page.

import {h, fill} from './dom.js';

export function facts() {
  const element = h('dl', {class: 'facts'});
  /** @param items [{label, text, title, note, mark}] */
  function update(items) {
    fill(element, items.filter(Boolean).map(i => h('div', {title: i.title},
        h('dt', {}, i.label),
        h('dd', {}, i.mark && h('span', {class: 'mark ' + i.mark, 'aria-hidden': 'true'}), i.text,
            i.note && h('small', {}, i.note)))));
  }
  return {element, update};
}
