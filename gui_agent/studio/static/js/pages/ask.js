// Ask about pictures, a video or a PDF; the same question to two models, side by side.
import {get, post} from '../api.js';
import {count, field, fill, h, problemLine, refill, say, seconds} from '../dom.js';
import {postLines} from '../lines.js';
import {shownPictures} from '../shown.js';

export const title = 'Ask';

const KEPT = 'ask';
const ACCEPTED = 'image/*,video/*,.mkv,application/pdf';
const draft = {question: '', files: []};  // stays while other pages are looked at

export async function show(main, rest, signal) {
  const defaults = await get('api/ask');
  if (signal.aborted) return;
  /** @type {Record<string, any>[]} */
  const sides = kept(defaults);
  const problem = problemLine();
  const results = h('section', {'aria-label': 'Answers', class: 'answers'});
  const question = h('textarea', {name: 'question', value: draft.question, rows: 3, placeholder: 'What is the total? Where is the Save button?'});
  question.addEventListener('input', () => { draft.question = question.value; });
  question.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  const chooser = fileChooser(signal, problem);
  const settings = h('div', {class: 'sides'});
  const send = h('button', {class: 'main', type: 'submit'}, 'Ask');
  const stop = h('button', {class: 'danger', type: 'button', hidden: true}, 'Stop');
  const more = h('button', {type: 'button', onclick: () => { toggleSecond(); drawSides(); keep(sides); }});

  function toggleSecond() {
    if (sides.length > 1) sides.pop();
    else sides.push({...sides[0], thinking: !sides[0].thinking});
  }

  function drawSides() {
    settings.replaceChildren(...sides.map((side, index) => sideFields(side, index, sides, defaults, signal)));
    more.textContent = sides.length > 1 ? 'Ask one model only' : 'Compare two models or settings';
    send.textContent = sides.length > 1 ? 'Ask both' : 'Ask';
  }

  const form = h('form', {class: 'card ask-form', novalidate: true}, problem.element,
    field('Question', question, {wide: true}), chooser.element, settings, h('div', {class: 'row'}, send, stop, more));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.clear();
    if (!question.value.trim()) { problem.show('Write a question first.'); question.focus(); return; }
    if (draft.files.reduce((bytes, file) => bytes + file.size, 0) > defaults.largest_upload) {
      problem.show(`The files are larger than ${Math.round(defaults.largest_upload / 2 ** 20)} MB together.`);
      return;
    }
    const asking = new AbortController();
    const end = () => asking.abort();
    signal.addEventListener('abort', end);
    stop.onclick = end;
    busy(true);
    await answers(results, question.value, draft.files, sides, asking.signal);
    signal.removeEventListener('abort', end);
    busy(false);
  });

  function busy(now) {
    const there = document.activeElement;
    send.disabled = now;
    stop.hidden = !now;
    if (now && there === send) stop.focus();
    if (!now && there === stop) send.focus();
  }

  drawSides();
  main.append(h('h1', {}, title), form, results);
}

/** The settings of the last time, else those in force where the studio was started. */
function kept(defaults) {
  const {model, base_url, api_key_env, thinking, temperature} = defaults;
  const first = {model, base_url, api_key_env, thinking, temperature: temperature ?? '', max_tokens: ''};
  try {
    const sides = JSON.parse(localStorage.getItem(KEPT));
    if (Array.isArray(sides) && sides.length) return sides.slice(0, 2).map((side) => Object.fromEntries(Object.entries(first).map(([name, value]) => [name, side[name] ?? value])));
  } catch { /* from another version: start again */ }
  return [first];
}

function keep(sides) {
  localStorage.setItem(KEPT, JSON.stringify(sides));
}

function sideFields(side, index, sides, defaults, signal) {
  const name = (part) => `${part}-${index}`;
  const names = h('datalist', {id: name('served')});
  const input = (part, attributes) => {
    const control = h('input', {name: name(part), value: side[part] ?? '', autocomplete: 'off', ...attributes});
    control.addEventListener('input', () => { side[part] = control.value; keep(sides); });
    return control;
  };
  const model = input('model', {list: names.id, placeholder: 'glm-4.5v'});
  const endpoint = input('base_url', {type: 'url', placeholder: 'http://127.0.0.1:8000/v1'});
  const found = h('small', {role: 'status', class: 'served'});
  const look = async () => {
    if (signal.aborted) return;
    if (!side.base_url) { found.textContent = ''; return; }
    try {
      const {models} = await post('api/ask/models', {base_url: side.base_url, api_key_env: side.api_key_env ?? ''});
      names.replaceChildren(...models.map((one) => h('option', {value: one})));
      found.textContent = models.length ? `Serves ${models.join(', ')}` : 'It serves no model.';
      if (!model.value && models.length === 1) { model.value = side.model = models[0]; keep(sides); }
    } catch (error) { found.textContent = error.message; }
  };
  endpoint.addEventListener('change', look);
  const thinking = h('input', {type: 'checkbox', id: name('thinking'), checked: side.thinking});
  thinking.addEventListener('change', () => { side.thinking = thinking.checked; keep(sides); });
  const key = input('api_key_env', {placeholder: defaults.api_key_env});
  const served = field('Endpoint', endpoint);
  served.append(found);
  return h('fieldset', {class: 'side'}, h('legend', {}, sides.length > 1 ? `Model ${'AB'[index]}` : 'Model'), names,
    h('div', {class: 'fields'}, served, field('Model name', model)),
    h('label', {class: 'check'}, thinking, 'Think before answering'),
    h('details', {}, h('summary', {}, 'More settings'), h('div', {class: 'fields'},
      field('Temperature', input('temperature', {type: 'number', min: 0, max: 2, step: 0.1, placeholder: 'the server’s'})),
      field('Longest answer (tokens)', input('max_tokens', {type: 'number', min: 1, step: 1, placeholder: String(defaults.max_tokens ?? 'no limit')})),
      field('Environment variable with the key', key))));
}

/** Files by choosing, dropping anywhere on the page, or pasting. */
function fileChooser(signal, problem) {
  const input = h('input', {type: 'file', name: 'files', id: 'f-files', multiple: true, accept: ACCEPTED});
  const list = h('ul', {class: 'files', 'aria-label': 'Chosen files'});
  const zone = h('div', {class: 'drop'}, input,
    h('label', {for: 'f-files', class: 'button'}, 'Choose files'), h('span', {class: 'soft'}, 'or drop or paste pictures, a video or a PDF'));
  const addresses = new Map();

  function add(files) {
    const wrong = files.filter((file) => !/^(image|video)\/|^application\/pdf$/.test(file.type) && !/\.(mkv|pdf)$/i.test(file.name));
    if (wrong.length) problem.show(`${wrong[0].name} is no picture, video or PDF.`);
    else problem.clear();
    draft.files.push(...files.filter((file) => !wrong.includes(file)));
    draw();
  }

  function draw() {
    list.replaceChildren(...draft.files.map((file, index) => h('li', {}, preview(file),
      h('span', {}, file.name), h('button', {type: 'button', class: 'quiet', 'aria-label': `Remove ${file.name}`, onclick: () => {
        draft.files.splice(index, 1);
        draw();
        (list.querySelectorAll('button')[Math.min(index, draft.files.length - 1)] ?? input).focus();
      }}, '✕'))));
    list.hidden = !draft.files.length;
  }

  function preview(file) {
    if (!file.type.startsWith('image/')) return h('span', {class: 'kind', 'aria-hidden': 'true'}, file.type === 'application/pdf' ? 'PDF' : 'Video');
    if (!addresses.has(file)) addresses.set(file, URL.createObjectURL(file));
    return h('img', {src: addresses.get(file), alt: ''});
  }

  input.addEventListener('change', () => { add([...input.files]); input.value = ''; });
  document.addEventListener('paste', (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) { event.preventDefault(); add(files); }
  }, {signal});
  for (const kind of /** @type {const} */ (['dragover', 'dragleave', 'drop'])) {
    document.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      zone.classList.toggle('over', kind === 'dragover');
      if (kind === 'drop') add([...event.dataTransfer.files]);
    }, {signal});
  }
  signal.addEventListener('abort', () => addresses.forEach((address) => URL.revokeObjectURL(address)));
  draw();
  return {element: h('div', {class: 'field wide'}, h('span', {class: 'label', id: 'files-label'}, 'Pictures, video or PDF'), zone, list)};
}

/** Ask all sides at once, and show what comes. */
async function answers(results, question, files, sides, signal) {
  const columns = sides.map((side, index) => column(side, sides.length > 1 ? `${'AB'[index]}: ` : ''));
  const figures = h('div', {});
  results.replaceChildren(figures, h('div', {class: columns.length > 1 ? 'versus' : ''}, columns.map((one) => one.element)));
  await Promise.all(columns.map((one, index) => one.ask(question, files, sides[index], signal)));
  if (columns.some((one) => one.reported)) figures.replaceChildren(figureTable(columns));
  say(columns.map((one) => one.said()).join(' '));
}

function column(side, letter) {
  const status = h('p', {class: 'soft'});
  const problem = problemLine();
  const thoughts = h('pre', {class: 'thoughts', tabindex: '0', role: 'region', 'aria-label': 'Reasoning'});
  const thinking = h('details', {open: true, hidden: true}, h('summary', {}, 'Reasoning'), thoughts);
  const text = h('div', {class: 'answer'});
  const note = h('p', {class: 'soft', hidden: true});
  const shown = h('div', {});
  const name = `${letter}${side.model || 'the model of the settings'}, ${side.thinking ? 'thinking' : 'not thinking'}`;
  const element = h('article', {class: 'card', 'aria-label': name}, h('h2', {}, name), problem.element, status, thinking, text, note, shown);
  let saw = [];
  const one = {element, name, reported: null, ask, said: () => one.reported ? `${name} answered.` : `${name}: no answer.`};

  function take(line) {
    if (line.saw) {
      saw = line.saw;
      shown.replaceChildren(shownPictures(saw));
      if (line.descriptions.length) { refill(note, `It saw ${line.descriptions.join('; ')}`); note.hidden = false; }
    }
    if (line.thinking) { thinking.hidden = false; fill(thoughts, line.thinking); thoughts.scrollTop = thoughts.scrollHeight; }
    if (line.text) fill(text, line.text);
    if (line.error) problem.show(line.error);
    if (line.answer) finish(line.answer);
  }

  function finish(answer) {
    one.reported = answer;
    refill(text, withBoxes(answer.text, answer.places));
    refill(thoughts, answer.thinking);
    thinking.hidden = !answer.thinking;
    thinking.open = answer.thinking.length < 1200;
    if (saw.length) shown.replaceChildren(shownPictures(saw, answer.places));
    if (saw.length > 1 && answer.places.some((place) => place.picture === null)) {
      note.textContent += '. The answer does not say which picture a box is in: it is drawn over all of them.';
    }
  }

  async function ask(question, files, asked, signal) {
    const began = performance.now();
    const timer = setInterval(() => { status.textContent = `asking, ${((performance.now() - began) / 1000).toFixed(0)} s`; }, 500);
    status.textContent = 'asking';
    const form = new FormData();
    const number = (value) => value === '' || value == null ? null : Number(value);
    form.append('form', JSON.stringify({...asked, question, temperature: number(asked.temperature), max_tokens: number(asked.max_tokens)}));
    for (const file of files) form.append('files', file, file.name);
    try {
      await postLines('api/ask', form, signal, take);
      if (!one.reported && problem.element.hidden) problem.show('The answer broke off: the studio was closed.');
    } catch (error) {
      problem.show(error.name === 'AbortError' ? 'Stopped.' : error.message);
    } finally {
      clearInterval(timer);
      status.remove();
    }
  }
  return one;
}

/** @type {[string, (reported: any) => string][]} */
const FIGURES = [
  ['Time', (reported) => seconds(reported.seconds)],
  ['First word after', (reported) => reported.first == null ? 'not streamed' : seconds(reported.first)],
  ['Prompt tokens', (reported) => count(reported.usage.prompt)],
  ['Cached', (reported) => count(reported.usage.cached)],
  ['Answer tokens', (reported) => count(reported.usage.completion)],
  ['Requests', (reported) => String(reported.usage.requests)],
];

function figureTable(columns) {
  const head = h('tr', {}, h('td', {}), FIGURES.map(([label]) => h('th', {scope: 'col', class: 'number'}, label)));
  const rows = columns.map((one) => h('tr', {}, h('th', {scope: 'row'}, one.name),
    FIGURES.map(([, figure]) => h('td', {class: 'number'}, one.reported ? figure(one.reported) : 'none'))));
  return h('div', {class: 'scroll figures', tabindex: '0', role: 'region', 'aria-label': 'Time and tokens'},
    h('table', {}, h('thead', {}, head), h('tbody', {}, rows)));
}

/** The answer's text; where it names a place in numbers, the number of the box in the picture is shown. */
function withBoxes(text, places) {
  const key = (box) => box.join();
  const numbers = new Map(places.map((place, index) => [key(place.box), index + 1]));
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(/\[?\[\s*(\d[\d.]*(?:\s*,\s*\d[\d.]*){1,3})\s*\]\]?/g)) {
    const box = match[1].split(',').map(Number);
    const number = numbers.get(key(box.length === 2 ? [...box, ...box] : box));
    if (!number) continue;
    parts.push(text.slice(end, match.index), h('span', {class: 'box-name', title: match[0]}, places.length > 1 ? `box ${number}` : 'the box'));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
