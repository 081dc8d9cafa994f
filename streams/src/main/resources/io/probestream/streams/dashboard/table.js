// Tables that sort, search and page; what is shown stays in the address. Rows keep their elements,
// so that a refresh moves neither focus nor selection.

import {h, fill} from './dom.js';
import {count} from './units.js';
import {current, set} from './route.js';

const PAGE = 50;

/**
 * @param options {
 *   id: short, for the address,
 *   title: for screen readers,
 *   key: row => its name,
 *   columns: [{key, label, title, left, cell: row => text or {text, title, href, bar, mark, kind},
 *              sort: row => number or text, hide: 1 (narrow) or 2 (middle)}],
 *   sort: key or -key at first,
 *   find: row => text to search in; without it there is no field,
 *   page: rows on a page,
 *   empty: sentence}
 */
export function table(options) {
  const {id, columns} = options;
  let rows = [];
  const known = new Map();
  const heads = columns.map(c => h('th', {
    scope: 'col', class: classes(c), title: c.title,
  }, c.sort ? h('button', {type: 'button', onclick: () => sortBy(c)}, c.label) : c.label));
  const body = h('tbody');
  const empty = h('p', {class: 'empty', hidden: true});
  const pager = h('nav', {class: 'pager', 'aria-label': 'Pages of ' + options.title, hidden: true});
  const find = options.find && h('input', {
    type: 'search', class: 'find', placeholder: 'Find  /', 'aria-label': 'Find in ' + options.title,
    oninput: () => set({['find-' + id]: find.value || null, ['page-' + id]: null}, true),
  });
  const element = h('div', {class: 'table', id: 'table-' + id},
      h('div', {class: 'scroll'}, h('table', {},
          h('caption', {class: 'hidden'}, options.title), h('thead', {}, h('tr', {}, heads)), body)),
      empty, pager);

  function sorting() {
    const text = current().params['sort-' + id] || options.sort || columns[0].key;
    const down = text.startsWith('-');
    return {column: columns.find(c => c.key === text.slice(down ? 1 : 0)) || columns[0], down};
  }

  function sortBy(column) {
    const now = sorting();
    // Figures are first wanted with the largest on top.
    const down = now.column === column ? !now.down : !column.left;
    set({['sort-' + id]: (down ? '-' : '') + column.key, ['page-' + id]: null}, true);
  }

  /** The rows that are on the page, in order. */
  function visible() {
    const {column, down} = sorting();
    const wanted = (current().params['find-' + id] || '').toLowerCase();
    const matching = wanted && options.find
        ? rows.filter(r => options.find(r).toLowerCase().includes(wanted)) : [...rows];
    const sign = down ? -1 : 1;
    matching.sort((a, b) => sign * compare(column.sort(a), column.sort(b))
        || compare(options.key(a), options.key(b)));
    const size = options.page || PAGE;
    const pages = Math.max(1, Math.ceil(matching.length / size));
    const page = Math.min(pages, Math.max(1, Number(current().params['page-' + id]) || 1));
    return {shown: matching.slice((page - 1) * size, page * size), page, pages, found: matching.length};
  }

  function render() {
    const {column, down} = sorting();
    heads.forEach((th, i) => {
      const sorted = columns[i] === column;
      sorted ? th.setAttribute('aria-sort', down ? 'descending' : 'ascending') : th.removeAttribute('aria-sort');
    });
    if (find && find !== document.activeElement) {
      find.value = current().params['find-' + id] || '';
    }
    const {shown, page, pages, found} = visible();
    const keys = new Set(shown.map(options.key));
    known.forEach((row, key) => {
      if (!keys.has(key)) {
        row.tr.remove();
        known.delete(key);
      }
    });
    shown.forEach((row, i) => {
      const tr = rowOf(row);
      if (body.children[i] !== tr) {
        body.insertBefore(tr, body.children[i] || null);
      }
    });
    empty.hidden = shown.length > 0;
    empty.textContent = rows.length ? 'None of ' + rows.length + ' matches.' : options.empty;
    element.firstChild.hidden = shown.length === 0;
    pager.hidden = pages === 1;
    if (pages > 1) {
      const go = to => set({['page-' + id]: to === 1 ? null : to}, true);
      fill(pager,
          h('button', {type: 'button', disabled: page === 1, onclick: () => go(page - 1)}, '‹ Before'),
          h('span', {}, 'page ' + page + ' of ' + pages + ', ' + count(found) + ' rows'),
          h('button', {type: 'button', disabled: page === pages, onclick: () => go(page + 1)}, 'Next ›'));
    }
    return shown;
  }

  function rowOf(row) {
    const key = options.key(row);
    let entry = known.get(key);
    if (!entry) {
      entry = {tr: h('tr', {'data-key': key}), shown: [], cells: columns.map((c, i) => h(i ? 'td' : 'th', {
        class: classes(c), scope: i ? null : 'row',
      }))};
      entry.tr.append(...entry.cells);
      known.set(key, entry);
    }
    columns.forEach((c, i) => {
      const wanted = c.cell(row);
      const cell = typeof wanted === 'object' && wanted !== null ? wanted : {text: wanted};
      const sign = JSON.stringify(cell);
      if (entry.shown[i] !== sign) {
        entry.shown[i] = sign;
        content(entry.cells[i], cell);
      }
    });
    return entry.tr;
  }

  return {
    element, find, render,
    update: next => {
      rows = next;
      return render();
    },
  };
}

function classes(column) {
  return (column.left ? 'left' : 'right') + (column.hide ? ' hide-' + column.hide : '')
      + (column.wide ? ' wide' : '') + (column.mono ? ' mono' : '');
}

function content(td, cell) {
  const text = cell.href ? h('a', {href: cell.href}, cell.text) : cell.text;
  cell.title ? td.setAttribute('title', cell.title) : td.removeAttribute('title');
  fill(td,
      cell.bar !== undefined && h('span', {class: 'inbar ' + (cell.kind || ''), style: {'--w': cell.bar.toFixed(4)}}),
      cell.mark && h('span', {class: 'mark ' + cell.mark, 'aria-hidden': 'true'}),
      text);
}

function compare(a, b) {
  if (typeof a === 'string' || typeof b === 'string') {
    return String(a).localeCompare(String(b), undefined, {numeric: true});
  }
  const [x, y] = [a ?? -Infinity, b ?? -Infinity];
  return x < y ? -1 : x > y ? 1 : 0;
}
