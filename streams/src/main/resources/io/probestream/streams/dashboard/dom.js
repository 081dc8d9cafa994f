// Elements without markup in strings: names of tasks and functions are others' text.

/** An element; attributes that are null are left out, on… are listeners, children may nest. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (name === 'style') {
      Object.entries(value).forEach(([k, v]) => element.style.setProperty(k, v));
    } else {
      element.setAttribute(name, value === true ? '' : value);
    }
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) {
      append(element, child);
    } else if (child !== null && child !== undefined && child !== false) {
      element.append(child);
    }
  }
}

/** Gives an element other children. */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([k, v]) => element.setAttribute(k, v));
  element.append(...children);
  return element;
}

/** Says something to screen readers, once, without showing it. */
export function say(text) {
  let region = document.getElementById('say');
  if (!region) {
    region = h('div', {id: 'say', class: 'hidden', 'aria-live': 'polite'});
    document.body.append(region);
  }
  region.textContent = text;
}
