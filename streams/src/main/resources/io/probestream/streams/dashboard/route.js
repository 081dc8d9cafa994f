// The whole state of the picture stands in the address: #/function/vfs_write?since=1h&host=a

const PAGES = ['overview', 'function', 'host', 'alerts'];

/** {page, name, params} of an address's fragment. */
export function parse(hash) {
  const [path, search] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const [page, ...rest] = path.split('/');
  const params = Object.fromEntries(new URLSearchParams(search || ''));
  let name = '';
  try {
    name = decodeURIComponent(rest.join('/'));
  } catch {
    name = rest.join('/');
  }
  if (!PAGES.includes(page) || ((page === 'function' || page === 'host') && !name)) {
    return {page: 'overview', name: '', params};
  }
  return {page, name, params};
}

/** The fragment; parameters that are null are left out. */
export function format({page, name, params}) {
  const search = new URLSearchParams();
  for (const [k, v] of Object.entries(params || {})) {
    if (v !== null && v !== undefined && v !== '') {
      search.set(k, v);
    }
  }
  const path = page === 'overview' ? '' : page + (name ? '/' + encodeURIComponent(name) : '');
  return '#/' + path + (search.size ? '?' + search : '');
}

export function current() {
  return parse(location.hash);
}

/** A link to another page that keeps the range of time. */
export function link(page, name, more) {
  const {since, from, to} = current().params;
  return format({page, name, params: {since, from, to, ...more}});
}

/** Changes parameters of this page; the browser's history gets a step unless replace. */
export function set(changes, replace) {
  const now = current();
  const hash = format({...now, params: {...now.params, ...changes}});
  if (hash === location.hash) {
    return;
  }
  history[replace ? 'replaceState' : 'pushState'](null, '', hash);
  dispatchEvent(new Event('route'));
}

export function onChange(listener) {
  addEventListener('hashchange', listener);
  addEventListener('popstate', listener);
  addEventListener('route', listener);
}
