// The frame around the pages: which one is shown, the tabs, the colours.
//
// A page is a module in js/pages/ with `title`, and `show(main, rest, signal)`: it fills `main`; `rest` is what is in the
// address after the page's name; `signal` is aborted when the page is left (for fetch, timers, listeners, sockets).

import * as run from './pages/run.js';
import * as ask from './pages/ask.js';
import * as runs from './pages/runs.js';
import * as scenarios from './pages/scenarios.js';
import {h, say} from './dom.js';

const PAGES = {run, ask, runs, scenarios};
const main = document.getElementById('main');
const tabs = document.getElementById('pages');
let leave = new AbortController();

for (const [name, page] of Object.entries(PAGES)) {
  tabs.append(h('a', {href: `#/${name}`, 'data-page': name}, page.title));
}

async function route(first = false) {
  leave.abort();
  leave = new AbortController();
  const signal = leave.signal;
  const [, name, ...rest] = location.hash.split('/').map(decodeURIComponent);
  const page = PAGES[name] ?? PAGES.run;
  for (const tab of /** @type {Iterable<HTMLElement>} */ (tabs.children)) {
    if (PAGES[tab.dataset.page] === page) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
  document.title = `${page.title} · gui-agent studio`;
  main.replaceChildren();
  main.className = `page-${page.title.toLowerCase()}`;
  try {
    await page.show(main, rest.filter(Boolean), signal);
  } catch (error) {
    if (signal.aborted) return;
    main.replaceChildren(h('p', {class: 'line bad', role: 'alert'}, error.message));
  }
  if (first === true || signal.aborted) return;
  main.focus({preventScroll: true});
  window.scrollTo(0, 0);
  say(`${page.title}`);
}

const theme = /** @type {HTMLSelectElement} */ (document.getElementById('theme'));
theme.value = document.documentElement.dataset.theme ?? 'auto';
theme.addEventListener('change', () => {
  if (theme.value === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme.value;
  localStorage.setItem('theme', theme.value);
});

document.querySelector('.skip').addEventListener('click', (event) => {
  event.preventDefault();  // the part after '#' is the page's name
  main.focus();
});
window.addEventListener('hashchange', () => { if (location.hash !== '#main') route(); });
route(true);
