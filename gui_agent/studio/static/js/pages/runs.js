// The history: every run, also those that were started elsewhere; two of them step by step.
import {get} from '../api.js';
import {field, h, say} from '../dom.js';
import {showComparison} from '../runs/compare.js';
import {runItem} from '../runs/item.js';

export const title = 'Runs';

const AT_ONCE = 40;
const LOOK_MS = 3000;
const wanted = {text: '', verdict: '', kind: ''};  // stays while other pages are looked at
const VERDICTS = {
  '': 'All', good: 'Succeeded', bad: 'Did not succeed', unfinished: 'Cut off', live: 'Going on',
};
const GOOD = ['done', 'verified', 'passed'];

export async function show(main, rest, signal) {
  if (rest[0] === 'compare') {
    await showComparison(main, rest[1], rest[2], signal);
    return;
  }
  let {runs} = await get('api/runs');
  if (signal.aborted) return;
  const chosen = [];
  const list = h('ul', {class: 'runs'});
  const counted = h('p', {class: 'soft counted', role: 'status'});
  const more = h('button', {type: 'button', hidden: true, onclick: () => { limit += AT_ONCE; draw(); }}, 'Show more');
  const compare = h('a', {class: 'button main'});
  const bar = h('div', {class: 'compare-bar', hidden: true}, h('span', {}), compare,
    h('button', {type: 'button', class: 'quiet', onclick: () => { chosen.length = 0; draw(); }}, 'Choose none'));
  let limit = AT_ONCE;
  let drawn = '';

  function draw() {
    const fitting = runs.filter(fits);
    const shown = fitting.slice(0, limit);
    list.replaceChildren(...shown.map((run) => runItem(run, {checked: chosen.includes(run.run), choose})));
    counted.textContent = runs.length ? `${fitting.length === runs.length ? '' : `${fitting.length} of `}${runs.length} ${runs.length === 1 ? 'run' : 'runs'}` : '';
    more.hidden = fitting.length <= limit;
    empty.hidden = fitting.length > 0;
    empty.textContent = runs.length ? 'No run fits.' : 'No runs yet. Start one on the page Run, or with gui-agent run.';
    drawBar();
  }

  function choose(name, on) {
    if (!on) chosen.splice(chosen.indexOf(name), 1);
    else if (chosen.push(name) > 2) {
      const left = chosen.shift();  // a third one takes the place of the first
      for (const box of list.querySelectorAll('.mark input')) if (box.value === left) box.checked = false;
    }
    drawBar();
  }

  function drawBar() {
    bar.hidden = chosen.length === 0;
    bar.firstChild.textContent = chosen.length < 2 ? 'Choose one more run to compare.' : '';
    compare.hidden = chosen.length < 2;
    // The older one first, whatever was chosen first.
    const [one, other] = [...chosen].sort();
    compare.href = `#/runs/compare/${encodeURIComponent(one)}/${encodeURIComponent(other ?? '')}`;
    compare.textContent = 'Compare the two runs';
  }

  const empty = h('p', {class: 'empty'});
  main.append(h('div', {class: 'row apart'}, h('h1', {}, title), counted), filters(() => { limit = AT_ONCE; draw(); say(counted.textContent); }),
    list, empty, h('div', {class: 'row'}, more), bar);
  draw();

  // Nothing is redrawn while it is in use.
  const inUse = () => document.hidden || list.contains(document.activeElement) || list.querySelector('.run-panel > *') !== null;
  const timer = setInterval(async () => {
    if (inUse()) return;
    const answer = await get('api/runs').catch(() => null);
    if (!answer || signal.aborted || inUse()) return;
    const text = JSON.stringify(answer.runs);
    if (drawn && drawn !== text) { runs = answer.runs; draw(); }
    drawn = text;
  }, LOOK_MS);
  signal.addEventListener('abort', () => clearInterval(timer));
}

function fits(run) {
  const text = `${run.task} ${run.run} ${run.model} ${run.scenario} ${run.app ?? ''}`.toLowerCase();
  if (!wanted.text.toLowerCase().split(/\s+/).every((word) => text.includes(word))) return false;
  if (wanted.kind && (wanted.kind === 'scenario') !== Boolean(run.scenario)) return false;
  const state = GOOD.includes(run.verdict) ? 'good' : run.going_on ? 'live' : run.verdict ? 'bad' : 'unfinished';
  return !wanted.verdict || wanted.verdict === state;
}

function filters(changed) {
  const text = h('input', {type: 'search', name: 'search', value: wanted.text, placeholder: 'Task, model, application'});
  const verdict = h('select', {name: 'verdict'}, Object.entries(VERDICTS).map(([value, label]) => h('option', {value, selected: value === wanted.verdict}, label)));
  const kind = h('select', {name: 'kind'},
    [['', 'All'], ['run', 'Tasks'], ['scenario', 'Scenarios']].map(([value, label]) => h('option', {value, selected: value === wanted.kind}, label)));
  text.addEventListener('input', () => { wanted.text = text.value; changed(); });
  verdict.addEventListener('change', () => { wanted.verdict = verdict.value; changed(); });
  kind.addEventListener('change', () => { wanted.kind = kind.value; changed(); });
  return h('div', {class: 'fields filters', role: 'search'}, field('Search', text), field('Verdict', verdict), field('What', kind));
}
