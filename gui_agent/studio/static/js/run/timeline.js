// What happened so far: a step for each action, with its thinking, effect, phase times and tokens, and what came between.
import {count, h, refill, seconds} from '../dom.js';
import {ours, PHASES} from './phases.js';

/** @import {Handlers, Shown} from '../events.d.ts' */

/** How an outcome is shown: the kind of its badge, and its words.
 *  @type {{[K in string]?: [string, string]}} */
const OUTCOMES = {
  confirmed: ['good', 'confirmed'], partial: ['warn', 'only in part'], unexpected: ['warn', 'unexpected'], no_effect: ['warn', 'no effect'],
  unverifiable: ['plain', 'cannot be seen'], stale: ['warn', 'screen had changed'], refused: ['bad', 'refused'],
};

/** timeline(onChoose): {element, add(event), choose(number)}; onChoose(step) when the user picks a step. */
export function timeline(onChoose) {
  const list = h('ol', {class: 'steps'});
  const empty = h('p', {class: 'soft'}, 'The first step is still to come.');
  const element = h('div', {class: 'timeline', tabindex: '0', role: 'region', 'aria-label': 'Timeline'}, empty, list);
  const steps = new Map();
  /** @type {Shown<'model_replied'>[]} */
  let calls = [];
  let follows = true;  // until the user scrolls back
  element.addEventListener('scroll', () => { follows = element.scrollHeight - element.scrollTop - element.clientHeight < 60; });

  function append(item) {
    empty.hidden = true;
    item.dataset.shown = String(Date.now());
    list.append(item);
    return item;
  }

  /** @type {Handlers} */
  const on = {
    model_replied(event) { calls.push(event); },
    action_started(event) {
      const said = calls;
      calls = [];
      const result = h('p', {class: 'effect soft'}, 'acting');
      const button = h('button', {class: 'step', 'aria-pressed': 'false', onclick: () => onChoose(step)},
        h('span', {class: 'step-number'}, String(event.step)), h('span', {class: 'step-words'}, event.words),
        event.risk === 'sensitive' && h('span', {class: 'badge warn'}, 'risky'));
      const item = h('li', {'data-seq': event.seq, 'data-time': event.time}, button, result, thinking(said));
      if (!said.length && steps.size) button.append(h('span', {class: 'badge plain', title: 'The model gave several actions in one reply.'}, 'same reply'));
      const step = {number: event.step, started: event, finished: null, item, button, result, calls: said};
      steps.set(event.step, step);
      append(item);
    },
    action_sent(event) { steps.get(event.step)?.result.replaceChildren('waiting for the screen to settle'); },
    action_finished(event) {
      const step = steps.get(event.step);
      if (!step) return;
      step.finished = event;
      const [kind, words] = OUTCOMES[event.effect.outcome] ?? [];
      refill(step.result, words && h('span', {class: `badge ${kind}`}, words), words && ' ', event.effect.text,
        event.effect.reason && !event.effect.text.includes(event.effect.reason) && ` (${event.effect.reason})`);
      step.result.classList.remove('soft');
      step.result.after(phases(event.timings));
    },
    action_refused(event) {
      const step = steps.get(event.step);
      if (step && !step.finished) refill(step.result, `Not performed: ${event.reason}`);
      else note('warn', `Not performed: ${event.words}`, event.reason);
    },
    approval_asked(event) { note('warn', `Asks for approval: ${event.words}`); },
    approval_answered(event) { note(event.granted ? 'good' : 'bad', event.granted ? 'Approved' : 'Denied'); },
    hint(event) { note('live', 'Your hint', event.text); },
    paused() { note('plain', 'Paused'); },
    resumed(event) { note('plain', event.used ? 'Handed back and resumed' : 'Resumed'); },
    run_resumed() { note('live', 'Resumed in another process'); },
    handoff(event) { note('live', `${event.source} hands over to ${event.target}`, event.words); },
    judged(event) { note(event.passed ? 'good' : 'bad', `Verifier: ${event.passed ? 'passed' : 'not passed'}`, event.reason); },
    verified(event) { note(event.ok ? 'good' : 'bad', `Second channel: ${event.ok ? 'it is done' : 'it is not done'}`, event.found); },
    checked(event) {
      const kinds = {ok: 'good', failed: 'bad', unsure: 'warn'};
      note(kinds[event.verdict], `Check ${event.verdict === 'ok' ? 'passed' : event.verdict}: ${event.statement}`, event.reason);
    },
    stage_started(event) { note('plain', `${event.kind} ${event.text}`.trim()); },
    stage_finished(event) { if (event.verdict !== 'passed') note('bad', `The step ${event.verdict === 'skipped' ? 'was skipped' : event.verdict}`, event.reason); },
    request_replaced() { note('warn', 'The screen changed while the model was thinking: it was asked again'); },
    collected(event) { note('plain', `${event.new} new rows read`); },
    foreign_call(event) { note('plain', event.name, event.result); },
    note(event) { note('plain', event.text); },
    run_finished() {
      if (calls.length) append(h('li', {}, h('p', {class: 'note'}, 'The end'), thinking(calls)));
      calls = [];
    },
  };

  function note(kind, title, text = '') {
    append(h('li', {}, h('p', {class: 'note'}, h('span', {class: `dot ${kind}`, 'aria-hidden': 'true'}), title),
      text && h('p', {class: 'soft small'}, text)));
  }

  return {
    element,
    steps,
    /** @param {Shown} event */
    add(event) {
      on[event.event]?.(/** @type {any} */ (event));
      if (follows) element.scrollTop = element.scrollHeight;
    },
    mark(number) {
      for (const step of steps.values()) step.button.setAttribute('aria-pressed', String(step.number === number));
    },
  };
}

/** The model's replies that led to a step, folded away.
 *  @param {Shown<'model_replied'>[]} calls */
function thinking(calls) {
  const parts = calls.flatMap((call) => [call.thinking, call.words]).filter(Boolean);
  const tokens = calls.reduce((sum, call) => sum + call.usage.total_tokens, 0);
  if (!parts.length && !tokens) return null;
  return h('details', {class: 'thought'}, h('summary', {}, tokens ? `Thinking · ${count(tokens)} tokens` : 'Thinking'), parts.map((part) => h('p', {class: 'soft small'}, part)));
}

/** Where the time of a step went: a bar and the same in words.
 *  @param {Record<string, number>} timings */
function phases(timings) {
  const total = PHASES.reduce((sum, phase) => sum + (timings[phase] ?? 0), 0) || 1;
  const bar = h('span', {class: 'phase-bar', 'aria-hidden': 'true'}, PHASES.map((phase) => h('span', {
    class: `phase-${phase}`, style: `width: ${(100 * (timings[phase] ?? 0) / total).toFixed(2)}%`})));
  return h('details', {class: 'phases'},
    h('summary', {}, bar, `model ${seconds(timings.model ?? 0)} · ours ${seconds(ours(timings))}`),
    h('dl', {}, PHASES.map((phase) => [h('dt', {}, h('span', {class: `dot phase-${phase}`, 'aria-hidden': 'true'}), phase),
      h('dd', {}, seconds(timings[phase] ?? 0))])));
}
