// Small means to build pages: elements, what is said to screen readers, numbers as people read them.
import {visible} from './visible.js';

const SHOWN = new Set(['title', 'aria-label', 'placeholder', 'alt']);

/** An element: h('button', {class: 'main', onclick: go}, 'Start'). Texts are never read as HTML, and nothing in them is invisible.
 *  Properties that are false, null or undefined are left out; true makes a bare attribute. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === false || value == null) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
    else element.setAttribute(name, value === true ? '' : SHOWN.has(name) ? visible(value) : value);
  }
  fill(element, ...children);
  return element;
}

/** Put these children, elements or texts, into the element instead of what it holds. */
export function refill(element, ...children) {
  element.replaceChildren();
  fill(element, ...children);
}

/** Add these children, elements or texts, to what the element holds. */
export function fill(element, ...children) {
  const given = children.flat(Infinity).filter((child) => child != null && child !== false);
  element.append(...given.map((child) => (child instanceof Node ? child : visible(child))));
}

/** An SVG element. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Say something to people who do not see the page change. */
export function say(text) {
  document.getElementById('said').textContent = visible(text);
}

/** A labelled field: field('Task', h('textarea', {name: 'task'}), {hint: '...', wide: true}). */
export function field(label, control, {hint = '', wide = false} = {}) {
  control.id ||= `f-${control.getAttribute('name')}`;
  const described = hint ? h('small', {id: `${control.id}-hint`}, hint) : null;
  if (described) control.setAttribute('aria-describedby', described.id);
  return h('div', {class: wide ? 'field wide' : 'field'}, h('label', {for: control.id}, label), control, described);
}

/** A line that says what went wrong, or nothing: problem.show('...'), problem.clear(). It takes no room while it is empty. */
export function problemLine() {
  const line = h('p', {class: 'line bad', role: 'alert', hidden: true});
  return {
    element: line,
    show(text) { line.textContent = visible(text); line.hidden = false; },
    clear() { line.textContent = ''; line.hidden = true; },
  };
}

/** The badge of a verdict; '' is a run without an end. */
export function badge(verdict, unfinished = 'unfinished') {
  const kind = {done: 'good', verified: 'good', passed: 'good', '': 'plain', interrupted: 'warn', limit: 'warn', unsure: 'warn'};
  return h('span', {class: `badge ${kind[verdict] ?? 'bad'}`}, verdict || unfinished);
}

/** 0.42 s, 12.3 s, 3:20 min */
export function seconds(value) {
  if (value == null) return '';
  if (value >= 120) return `${Math.floor(value / 60)}:${String(Math.floor(value % 60)).padStart(2, '0')} min`;
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

/** 1 234, 12.3k */
export function count(value) {
  return value >= 10000 ? `${(value / 1000).toFixed(1)}k` : String(value ?? 0);
}

/** The moment of an event, in the user's own time. */
export function moment(iso) {
  return iso ? new Date(iso).toLocaleString([], {dateStyle: 'medium', timeStyle: 'short'}) : '';
}
