// The HTTP API of this server; with api.token the token is asked for once and kept for this tab.

import {askToken} from './token.js';

const KEY = 'probestream.token';

/** Why there is no answer: a sentence, and the HTTP status, 0 where nobody answered. */
export class NoAnswer extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

/** The query part of a path; values may be lists, those that are null are left out. */
export function query(params) {
  const pairs = [];
  for (const [name, value] of Object.entries(params || {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined) {
        pairs.push(encodeURIComponent(name) + '=' + encodeURIComponent(one));
      }
    }
  }
  return pairs.length ? '?' + pairs.join('&') : '';
}

/** Asks /api/v1/NAME. */
export function ask(name, params, signal) {
  return answer('/api/v1/' + name + query(params), signal);
}

async function answer(url, signal) {
  let response = await send(url, signal);
  while (response.status === 401) {
    const given = sessionStorage.getItem(KEY);
    sessionStorage.setItem(KEY, await askToken(given !== null));
    response = await send(url, signal);
  }
  if (response.ok) {
    return response.json();
  }
  throw new NoAnswer(response.status, await sentence(response));
}

async function send(url, signal) {
  const token = sessionStorage.getItem(KEY);
  try {
    return await fetch(url, {
      signal,
      cache: 'no-store',
      headers: token === null ? {} : {Authorization: 'Bearer ' + token},
    });
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new NoAnswer(0, 'The streams application does not answer.');
  }
}

async function sentence(response) {
  try {
    const problem = await response.json();
    return problem.title + ': ' + problem.detail;
  } catch {
    return 'The server answered with status ' + response.status + '.';
  }
}

let offered = null;

/** Whether this server has a path, such as alerts. */
export async function offers(name, signal) {
  if (offered === null) {
    const paths = Object.keys((await answer('/openapi.json', signal)).paths);
    offered = new Set(paths.map(path => path.replace('/api/v1/', '')));
  }
  return offered.has(name);
}
