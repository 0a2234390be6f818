// One scenario in the list: how it ended, its steps, and what it proposes.
import {badge, h, moment, seconds, refill} from '../dom.js';
import {proposal} from './proposal.js';

/** scenarioItem(scenario, {play, look}): {element, id, last, update(scenario), waits(bool)}. */
export function scenarioItem(scenario, {play, look}) {
  const state = h('span', {class: 'state'});
  const facts = h('p', {class: 'soft facts'});
  const reason = h('p', {class: 'reported'});
  const stages = h('ol', {class: 'stages'});
  const steps = h('details', {hidden: true}, h('summary', {}, 'Steps'), stages);
  const proposals = h('div', {class: 'proposal'});
  const button = h('button', {class: 'play', 'aria-label': `Play ${scenario.title}`, onclick: play}, 'Play');
  const links = h('span', {class: 'row'});
  const element = h('li', {},
    h('div', {class: 'scenario-head'}, state,
      h('div', {class: 'scenario-name'}, h('strong', {}, scenario.title), ' ', scenario.tags.map((tag) => h('span', {class: 'tag'}, tag)), facts),
      h('div', {class: 'row'}, links, button)),
    reason, steps, proposals);
  const item = {element, id: scenario.id, last: null, update, waits};
  let drawn = '';
  let waiting = false;
  let proposed = '';

  function waits(now) {
    if (waiting === now) return;
    waiting = now;
    drawState();
  }

  function drawState() {
    const last = item.last;
    const plain = (text) => h('span', {class: 'badge'}, text);
    state.replaceChildren(waiting ? plain('waiting') : !last ? plain('not played') : last.going_on ? h('span', {class: 'badge live'}, 'playing') : badge(last.verdict, 'cut off'));
  }

  function update(next) {
    const text = JSON.stringify(next);
    if (text === drawn) return;
    drawn = text;
    const last = item.last = next.last;
    drawState();
    const open = last?.going_on ? last.stages.findLast((stage) => !stage.verdict) : null;
    refill(facts, [
      `${next.steps} ${next.steps === 1 ? 'step' : 'steps'}`, next.cassette ? 'with a cassette' : 'no cassette',
      last && (last.going_on ? open && `now: ${open.kind} ${open.text}` : `${moment(last.began)}, ${seconds(last.seconds)}`),
    ].filter(Boolean).join(' · '));
    refill(reason, last?.damaged || (last?.verdict && last.verdict !== 'passed' ? last.reason : ''));
    reason.hidden = !reason.textContent;
    const name = last && encodeURIComponent(last.run);
    links.replaceChildren(...(last ? [
      h('a', {href: `#/run/${name}`, 'aria-label': `${last.going_on ? 'Watch' : 'Look at'} ${next.title}`}, last.going_on ? 'Watch' : 'Look'),
      last.going_on ? '' : h('a', {href: `api/runs/${name}/report`, target: '_blank', 'aria-label': `Report of ${next.title} (opens a new tab)`}, 'Report'),
    ] : []));
    steps.hidden = !last?.stages.length;
    stages.replaceChildren(...(last?.stages ?? []).map(stageItem));
    const key = last ? `${last.run} ${last.proposal}` : '';
    if (key !== proposed) {
      proposed = key;
      proposals.replaceChildren(...(last?.proposal ? [proposal(last.run, last.proposal, next.title, look)] : []));
    }
  }

  update(scenario);
  return item;
}

function stageItem(stage) {
  const marks = [stage.healed ? `${stage.healed} healed` : '', stage.rejudged ? `${stage.rejudged} judged again` : ''].filter(Boolean).join(', ');
  return h('li', {},
    h('span', {class: `step-mark ${stage.verdict || 'now'}`, 'aria-hidden': 'true'}, {passed: '✓', skipped: '–', '': '…'}[stage.verdict] ?? '✗'),
    h('span', {class: 'hidden'}, stage.verdict || 'in progress'),
    h('span', {}, `${stage.kind} ${stage.text}`, marks ? h('span', {class: 'badge warn'}, marks) : null, stage.verdict !== 'passed' && stage.reason ? h('small', {}, stage.reason) : null),
    h('span', {class: 'number soft'}, seconds(stage.seconds)));
}
