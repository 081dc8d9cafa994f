import {h} from './dom.js';

let pending = null;

/** Asks for api.token; several requests that lack it ask once. */
export function askToken(wasWrong) {
  pending ??= new Promise(resolve => {
    const input = h('input', {
      type: 'password', id: 'token', autocomplete: 'off', required: true, spellcheck: 'false',
    });
    const dialog = h('dialog', {class: 'dialog', 'aria-labelledby': 'token-title'},
        h('form', {onsubmit: done},
            h('h2', {id: 'token-title'}, 'This instance wants a token'),
            h('p', {}, wasWrong ? 'That was not it. ' : '',
                'It is the streams application’s api.token. It stays in this tab until you close it.'),
            h('label', {for: 'token'}, 'Token'), input,
            h('button', {class: 'primary'}, 'Go on')));
    dialog.addEventListener('cancel', e => e.preventDefault());
    function done(e) {
      e.preventDefault();
      pending = null;
      dialog.remove();
      resolve(input.value.trim());
    }
    document.body.append(dialog);
    dialog.showModal();
  });
  return pending;
}
