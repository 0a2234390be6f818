// The scenarios: how each ended the last time, playing them, and what healing proposes.
import {get, post} from '../api.js';
import {field, h, problemLine, say, seconds} from '../dom.js';
import {scenarioItem} from '../scenarios/item.js';

export const title = 'Scenarios';

const LOOK_MS = 700;
const IDLE_MS = 4000;
const wanted = {replay: 'auto', workers: '1', model: '', base_url: ''};  // stays while other pages are looked at
const REPLAY = {
  auto: 'Cassettes; the model where they do not hold', only: 'Cassettes only, no model',
  strict: 'Cassettes only, pixel by pixel',
  record: 'Record again with the model', off: 'The model, no cassettes',
};

export async function show(main, rest, signal) {
  const problem = problemLine();
  const progress = h('div', {class: 'card playing', hidden: true});
  const list = h('div', {class: 'scenario-files'});
  const all = h('button', {class: 'main', onclick: () => play([])}, 'Play all');
  const asked = h('input', {name: 'model', value: wanted.model, autocomplete: 'off'});
  const items = new Map();
  const headings = new Map();
  let going = false;
  let timer = 0;

  async function play(chosen) {
    problem.clear();
    try {
      drawProgress(await post('api/scenarios/play', {...wanted, chosen, workers: Number(wanted.workers) || 0}));
      await look();
    } catch (error) { problem.show(error.message); }
  }

  const stop = h('button', {type: 'button', class: 'danger', onclick: () => post('api/scenarios/stop').catch((error) => problem.show(error.message))}, 'Stop');
  const output = h('pre', {class: 'output', tabindex: '0', role: 'region', 'aria-label': 'Output'});
  const counted = h('span', {});
  const bar = h('progress', {'aria-label': 'Scenarios played', max: 1, value: 0});
  const outputs = h('details', {}, h('summary', {}, 'Output'), output);
  progress.append(h('div', {class: 'row apart'}, counted, stop), bar, outputs);

  function drawProgress(playing) {
    progress.hidden = !playing;
    if (!playing) return;
    const mine = [...items.values()].filter((item) => playing.chosen.includes(item.id));
    const played = mine.filter((item) => item.last && item.last.began >= playing.began && !item.last.going_on && item.last.verdict);
    const failed = played.filter((item) => item.last.verdict !== 'passed').length;
    const figures = `${played.length} of ${playing.chosen.length} played${failed ? `, ${failed} did not pass` : ''}, ${seconds(playing.seconds)}`;
    counted.textContent = playing.going_on ? `Playing: ${figures}` : `Ended: ${playing.telling}. ${figures}`;
    bar.max = playing.chosen.length || 1;
    bar.value = played.length;
    stop.hidden = !playing.going_on;
    if (output.textContent !== playing.output) { output.textContent = playing.output; output.scrollTop = output.scrollHeight; }
    if (!playing.going_on && playing.status && !played.length) outputs.open = true;
    if (going && !playing.going_on) say(counted.textContent);
    going = playing.going_on;
    all.disabled = going;
    for (const button of list.querySelectorAll('button.play')) button.disabled = going;
    for (const item of items.values()) item.waits(going && playing.chosen.includes(item.id) && !(item.last?.began >= playing.began));
  }

  function draw({folder, model, files, plays}) {
    const ids = files.map((file) => `${file.file}\n${file.error}\n${file.scenarios.map((one) => one.id).join('\n')}`).join('\n');
    if (ids !== list.dataset.ids) {
      list.dataset.ids = ids;
      items.clear();
      list.replaceChildren(...files.map(fileSection));
      all.hidden = !files.some((file) => file.scenarios.length);
      if (!files.length) {
        list.append(h('p', {class: 'empty'}, `No scenarios in the folder ${folder}. Make one of a run on the page `, h('a', {href: '#/runs'}, 'Runs'), ', or write a first one with gui-agent scenarios new.'));
      }
    }
    for (const file of files) for (const one of file.scenarios) items.get(one.id).update(one);
    asked.placeholder = model;
    drawProgress(plays.at(-1));
  }

  function fileSection(file) {
    const heading = h('div', {class: 'row apart'}, h('h2', {}, file.file),
      file.scenarios.length > 1 ? h('button', {class: 'play', 'aria-label': `Play the file ${file.file}`, onclick: () => play(file.scenarios.map((one) => one.id))}, 'Play file') : null);
    headings.set(file.file, heading);
    const rows = file.scenarios.map((one) => {
      const item = scenarioItem(one, {play: () => play([one.id]), look});
      items.set(one.id, item);
      return item.element;
    });
    return h('section', {class: 'card'}, heading, file.error ? h('p', {class: 'line bad'}, file.error) : null, h('ul', {class: 'scenarios'}, rows));
  }

  async function look() {
    clearTimeout(timer);
    let live = going;
    try {
      if (!document.hidden) {
        const answer = await get('api/scenarios');
        if (signal.aborted) return;
        draw(answer);
        live = going || answer.files.some((file) => file.scenarios.some((one) => one.last?.going_on));
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!list.dataset.ids) throw error;
      problem.show(error.message);
    }
    clearTimeout(timer);
    if (!signal.aborted) timer = setTimeout(look, live ? LOOK_MS : IDLE_MS);
  }

  signal.addEventListener('abort', () => clearTimeout(timer));
  main.append(h('h1', {}, title), problem.element, options(all, asked), recorder(), progress, list);
  await look();
}

/** Record what a user does: the application starts on a private screen, which is theirs on the run's page. */
function recorder() {
  const problem = problemLine();
  const app = h('input', {name: 'app', required: true, autocomplete: 'off', placeholder: 'python app.py ${work}/data.json'});
  const name = h('input', {name: 'name', required: true, autocomplete: 'off', placeholder: 'an order is placed'});
  const button = h('button', {class: 'main'}, 'Record');
  async function start(event) {
    event.preventDefault();
    problem.clear();
    button.disabled = true;
    try {
      const {run} = await post('api/record', {app: app.value, name: name.value});
      location.hash = `#/run/${encodeURIComponent(run)}`;
    } catch (error) { problem.show(error.message); } finally { button.disabled = false; }
  }
  const form = h('form', {onsubmit: start}, h('div', {class: 'fields'},
    field('Application', app, {hint: 'Its command. ${work} is an empty folder.'}), field('Scenario', name)),
  h('div', {class: 'row'}, button), problem.element);
  return h('div', {class: 'play-options'}, h('details', {}, h('summary', {}, 'Record what you do'),
    h('p', {}, 'Use the application on the page that opens; mouse and keyboard are yours. Stop there makes the scenario file and plays it.'), form));
}

function options(all, model) {
  const replay = h('select', {name: 'replay'}, Object.entries(REPLAY).map(([value, label]) => h('option', {value, selected: value === wanted.replay}, label)));
  replay.addEventListener('change', () => { wanted.replay = replay.value; });
  const workers = h('input', {type: 'number', name: 'workers', min: 1, max: 16, value: wanted.workers});
  workers.addEventListener('input', () => { wanted.workers = workers.value; });
  const endpoint = h('input', {type: 'url', name: 'base_url', value: wanted.base_url, placeholder: 'http://127.0.0.1:8000/v1', autocomplete: 'off'});
  for (const control of [model, endpoint]) control.addEventListener('input', () => { wanted[control.name] = control.value; });
  return h('div', {class: 'play-options'}, h('div', {class: 'row'}, field('Decided by', replay), field('At once', workers), all),
    h('details', {}, h('summary', {}, 'Another model than that of the settings'), h('div', {class: 'fields'}, field('Endpoint', endpoint), field('Model name', model))));
}
