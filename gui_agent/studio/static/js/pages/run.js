// Start a run, see which are in progress, watch one of them.
import {get} from '../api.js';
import {h} from '../dom.js';
import {runForm} from '../run/form.js';
import {watch} from '../run/watch.js';

export const title = 'Run';
const LOOK_MS = 2000;

export async function show(main, [name], signal) {
  if (name) {
    watch(main, name, signal);
    return;
  }
  const choices = await get('api/choices');
  if (signal.aborted) return;
  const list = h('ul', {class: 'going-on'});
  const none = h('p', {class: 'soft'}, 'No run is in progress.');
  main.append(h('h1', {}, 'Run'),
    h('div', {class: 'columns'}, runForm(choices), h('section', {class: 'card'}, h('h2', {}, 'In progress'), none, list)));

  let shown = '';
  const look = async () => {
    const {runs} = await get('api/going-on').catch(() => ({runs: []}));
    if (signal.aborted || JSON.stringify(runs) === shown) return;
    shown = JSON.stringify(runs);
    none.hidden = runs.length > 0;
    list.replaceChildren(...runs.map((run) => h('li', {},
      h('span', {class: run.waits ? 'badge warn' : 'badge live'}, run.waits ? 'waits for you' : 'live'),
      h('span', {}, h('a', {href: `#/run/${encodeURIComponent(run.run)}`}, run.task || run.run),
        h('small', {}, ` ${run.steps} ${run.steps === 1 ? 'step' : 'steps'}`)))));
  };
  await look();
  const timer = setInterval(look, LOOK_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}
