// The history: every run, also those that were started elsewhere.
import {get} from '../api.js';
import {badge, h, moment, seconds} from '../dom.js';

export const title = 'Runs';

export async function show(main, rest, signal) {
  const {runs} = await get('/api/runs');
  if (signal.aborted) return;
  main.append(h('h1', {}, title), runs.length ? table(runs) : h('p', {class: 'empty'}, 'No runs yet.'));
}

function table(runs) {
  const rows = runs.map((run) => h('tr', {},
    h('td', {}, badge(run.verdict)),
    h('td', {}, h('a', {href: `#/run/${encodeURIComponent(run.run)}`}, run.task || run.run)),
    h('td', {}, moment(run.began)),
    h('td', {class: 'number'}, String(run.steps ?? '')),
    h('td', {class: 'number'}, seconds(run.seconds))));
  return h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Runs'},
    h('table', {}, h('thead', {}, h('tr', {}, ...['Verdict', 'Task', 'Began', 'Steps', 'Time'].map((head) => h('th', {scope: 'col'}, head)))),
      h('tbody', {}, rows)));
}
