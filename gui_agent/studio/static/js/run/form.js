// The form that starts a run.
import {post} from '../api.js';
import {field, h, problemLine} from '../dom.js';

const REMEMBERED = 'run-form';
const KEPT = ['app', 'display', 'size', 'brain', 'base_url', 'model', 'team', 'approve'];

/** The form, with what the server's settings say; a run that began is opened. */
export function runForm(choices) {
  const kept = remembered();
  const value = (name, otherwise = '') => kept[name] ?? otherwise;
  const options = (pairs, chosen) => pairs.map(([key, words]) => h('option', {value: key, selected: key === chosen}, words));
  const problem = problemLine();
  const start = h('button', {class: 'main', type: 'submit'}, 'Start');

  const endpoint = h('div', {class: 'fields wide'},
    field('Address', h('input', {type: 'url', name: 'base_url', value: value('base_url', choices.base_url), placeholder: 'http://127.0.0.1:8000/v1'})),
    field('Model', h('input', {type: 'text', name: 'model', value: value('model', choices.model === 'literal' ? '' : choices.model), placeholder: 'glm-4.5v', spellcheck: 'false'})));
  const brain = value('brain', choices.base_url ? 'endpoint' : 'literal');
  const brains = h('fieldset', {class: 'field wide'}, h('legend', {}, 'Who decides'),
    h('div', {class: 'row choices'},
      radio('brain', 'literal', 'Literal', 'embedded, for literal instructions; not GLM', brain),
      radio('brain', 'endpoint', 'GLM-4.5V', 'behind an OpenAI-compatible address', brain)));
  const size = field('Size', h('input', {type: 'text', name: 'size', value: value('size'), placeholder: '1260x784', pattern: '\\d{2,5}x\\d{2,5}'}));
  const display = h('select', {name: 'display'}, options([
    ['', `As set (${choices.display})`], ['virtual', 'Private screen'], ['desktop', 'This desktop'], ['other', 'Another display']], value('display')));
  const other = field('Display', h('input', {type: 'text', name: 'other', placeholder: ':1'}));

  const form = h('form', {class: 'card run-form', novalidate: true},
    h('div', {class: 'fields'},
      field('Task', h('textarea', {name: 'task', rows: '3', required: true, placeholder: 'Type \'Buy milk\' into the New todo field, then click Add'}),
        {wide: true, hint: 'What should happen on the screen, in plain words.'}),
      field('Application', h('input', {type: 'text', name: 'app', value: value('app'), placeholder: 'mousepad', spellcheck: 'false'}),
        {wide: true, hint: `A program with its arguments, started for the run in ${choices.folder} and ended with it; empty for what is on the display already.`}),
      brains, endpoint,
      field('Display', display), size, other,
      field('Agents', h('select', {name: 'team'}, options([['', 'As set'], ['solo', 'Solo: the operator alone'], ['team', 'Team: planner, operator, verifier']], value('team')))),
      field('Ask me before', h('select', {name: 'approve'}, options([['', choices.approve ? `As set (${choices.approve})` : 'Risky actions on a desktop'], ['never', 'Nothing'], ['risky', 'Risky actions'], ['always', 'Every action']], value('approve'))))),
    h('details', {class: 'more'}, h('summary', {}, 'More'),
      h('div', {class: 'fields'},
        field('Steps at most', h('input', {type: 'number', name: 'max_steps', min: '1', placeholder: String(choices.max_steps)})),
        field('Seconds at most', h('input', {type: 'number', name: 'timeout', min: '1', placeholder: String(choices.timeout)})),
        field('Verify with', h('input', {type: 'text', name: 'verify', placeholder: 'grep -q milk todo.txt', spellcheck: 'false'}),
          {hint: 'A shell command that must succeed when the model says that it is done; else the run has failed.'}),
        field('Its output contains', h('input', {type: 'text', name: 'verify_output', spellcheck: 'false'})),
        field('Thinking', h('select', {name: 'thinking'}, options([['', choices.thinking ? 'As set (on)' : 'As set (off)'], ['on', 'On'], ['off', 'Off']], ''))),
        field('API key variable', h('input', {type: 'text', name: 'api_key_env', placeholder: choices.api_key_env, spellcheck: 'false'}),
          {hint: 'The name of the environment variable, never the key.'}),
        field('Secrets', h('input', {type: 'text', name: 'secrets', placeholder: 'MAIL_PASSWORD', spellcheck: 'false'}),
          {hint: 'Names of environment variables of the studio; write {{secret:NAME}} in the task.'}),
        choices.sandbox && h('label', {class: 'check'}, h('input', {type: 'checkbox', name: 'sandbox'}), 'Application in a sandbox, without a network'))),
    problem.element,
    h('div', {class: 'row'}, start));

  const control = (name) => form.elements[name];
  const adapt = () => {
    endpoint.hidden = control('brain').value !== 'endpoint';
    size.hidden = display.value !== 'virtual';
    other.hidden = display.value !== 'other';
  };
  form.addEventListener('input', adapt);
  adapt();

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    problem.clear();
    start.disabled = true;
    start.textContent = 'Starting';
    try {
      remember(control);
      const {run} = await post('api/runs', read(control));
      location.hash = `#/run/${encodeURIComponent(run)}`;
    } catch (error) {
      problem.show(error.message);
    } finally {
      start.disabled = false;
      start.textContent = 'Start';
    }
  });
  return form;
}

function radio(name, key, words, about, chosen) {
  return h('label', {class: 'choice'}, h('input', {type: 'radio', name, value: key, checked: key === chosen}),
    h('span', {}, h('strong', {}, words), ' ', h('small', {}, about)));
}

/** The form as the server takes it. */
function read(control) {
  const text = (name) => control(name).value.trim();
  const number = (name) => (text(name) ? Number(text(name)) : null);
  const endpoint = text('brain') === 'endpoint';
  if (endpoint && !text('base_url')) throw new Error('The address of the model is empty: give it as http://HOST:PORT/v1, or choose Literal.');
  const display = {virtual: text('size') ? `virtual:${text('size')}` : 'virtual', other: text('other')}[text('display')] ?? text('display');
  if (text('display') === 'other' && !display) throw new Error('Name the display, for example :1');
  return {
    task: text('task'),
    app: text('app'),
    display,
    model: endpoint ? text('model') || 'glm-4.5v' : 'literal',
    base_url: endpoint ? text('base_url') : '',
    team: {solo: false, team: true}[text('team')] ?? (endpoint ? null : false),
    approve: text('approve'),
    verify: text('verify'),
    verify_output: text('verify_output'),
    max_steps: number('max_steps'),
    timeout: number('timeout'),
    thinking: {on: true, off: false}[text('thinking')] ?? null,
    api_key_env: text('api_key_env'),
    secrets: text('secrets').split(/[\s,]+/).filter(Boolean),
    sandbox: control('sandbox')?.checked ?? false,
  };
}

function remembered() {
  try { return JSON.parse(localStorage.getItem(REMEMBERED)) ?? {}; } catch { return {}; }
}

function remember(control) {
  localStorage.setItem(REMEMBERED, JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, control(name).value]))));
}
