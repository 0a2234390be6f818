// One run in the list: its picture, how it ended, and what can be made of it.
import {post} from '../api.js';
import {badge, count, field, h, moment, problemLine, say, seconds} from '../dom.js';

/** runItem(run, {checked, choose}): a list item; `choose(name, on)` is called when it is marked for a comparison. */
export function runItem(run, {checked, choose}) {
  const address = `api/runs/${encodeURIComponent(run.run)}`;
  const view = `#/run/${encodeURIComponent(run.run)}`;
  const name = run.task || run.run;
  const mark = h('input', {type: 'checkbox', value: run.run, checked, 'aria-label': `Compare ${name}, ${moment(run.began)}`});
  mark.addEventListener('change', () => choose(run.run, mark.checked));
  const problem = problemLine();
  const panel = h('div', {class: 'run-panel'});
  const thumb = run.picture
    ? h('img', {src: `${address}/files/${run.picture}`, alt: '', loading: 'lazy'})
    : h('span', {class: 'no-picture', 'aria-hidden': 'true'});
  return h('li', {class: 'card run-item'},
    h('a', {class: 'thumb', href: view, tabindex: '-1', 'aria-hidden': 'true'}, thumb),
    h('div', {class: 'run-text'},
      h('div', {class: 'row'}, state(run), h('a', {class: 'run-name', href: view}, name)),
      reported(run), h('p', {class: 'soft facts'}, facts(run))),
    h('div', {class: 'row actions'}, run.damaged ? null : [h('label', {class: 'check mark'}, mark, 'Compare'), actions(run, name, address, problem, panel)]),
    problem.element, panel);
}

function state(run) {
  if (run.going_on) return h('span', {class: 'badge live'}, 'in progress');
  return badge(run.damaged ? 'damaged' : run.verdict, 'cut off');
}

function reported(run) {
  const text = run.damaged || run.reason || run.answer;
  return text ? h('p', {class: 'reported'}, text) : null;
}

function facts(run) {
  return [
    moment(run.began), run.scenario && `scenario in ${run.scenario}`, run.model, run.steps != null && `${run.steps} ${run.steps === 1 ? 'step' : 'steps'}`,
    seconds(run.seconds), run.tokens && `${count(run.tokens)} tokens`,
  ].filter(Boolean).join(' · ');
}

function actions(run, name, address, problem, panel) {
  const button = (text, act) => h('button', {type: 'button', 'aria-label': `${text}: ${name}`, onclick: act}, text);
  const resume = async (event) => {
    if (run.verdict === 'limit') limitsForm(run, address, problem, panel);
    else await goOn(run, address, problem, event.target, {});
  };
  const good = ['done', 'verified'].includes(run.verdict);
  return [
    run.going_on ? null : h('a', {class: 'button', href: `${address}/report`, target: '_blank', 'aria-label': `Report: ${name} (opens a new tab)`}, 'Report'),
    good && !run.scenario ? button('Make a scenario', () => scenarioForm(run, address, problem, panel)) : null,
    run.resumable ? button('Resume', resume) : null,
  ];
}

async function goOn(run, address, problem, button, limits) {
  button.disabled = true;
  problem.clear();
  try {
    await post(`${address}/resume`, limits);
    location.hash = `#/run/${encodeURIComponent(run.run)}`;
  } catch (error) {
    button.disabled = false;
    problem.show(error.message);
  }
}

/** A run that a limit ended needs another limit to continue. */
function limitsForm(run, address, problem, panel) {
  const steps = h('input', {type: 'number', min: 1, step: 1, name: `steps-${run.run}`, value: (run.limits.steps || 50) + 50});
  const time = h('input', {type: 'number', min: 1, step: 1, name: `time-${run.run}`, value: run.limits.seconds || 600});
  const go = h('button', {class: 'main'}, 'Go on');
  const form = h('form', {class: 'row make'}, field('Steps at most, those before included', steps), field('Seconds at most, from now on', time), go, cancel(panel, problem));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    goOn(run, address, problem, go, {max_steps: Number(steps.value), timeout: Number(time.value)});
  });
  panel.replaceChildren(form);
  steps.focus();
}

function cancel(panel, problem) {
  return h('button', {type: 'button', class: 'quiet', onclick: () => { panel.replaceChildren(); problem.clear(); }}, 'Cancel');
}

/** Where the new scenario goes, and then what is in it. */
function scenarioForm(run, address, problem, panel) {
  const slug = run.task.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40).replace(/-$/, '');
  const file = h('input', {name: `file-${run.run}`, value: `scenarios/${slug || 'new'}.yaml`});
  const make = h('button', {class: 'main'}, 'Make it');
  const form = h('form', {class: 'row make'}, field('File of the scenario', file), make, cancel(panel, problem));
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.clear();
    make.disabled = true;
    make.textContent = 'Reading its pictures';
    try {
      const made = await post(`${address}/scenario`, {file: file.value});
      const done = h('p', {class: 'line good', tabindex: '-1'}, `${made.file} was written. `, h('a', {href: '#/scenarios'}, 'Play it on the page Scenarios'));
      panel.replaceChildren(done, h('pre', {class: 'file'}, made.text));
      done.focus();
      say(`${made.file} was written.`);
    } catch (error) {
      problem.show(error.message);
      make.disabled = false;
      make.textContent = 'Make it';
    }
  });
  panel.replaceChildren(form);
  file.focus();
}
