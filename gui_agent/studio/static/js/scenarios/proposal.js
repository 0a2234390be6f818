// What healing proposes to change in a cassette: before and after, with pictures; accepted or rejected here.
import {get, post} from '../api.js';
import {h, problemLine, say, svg} from '../dom.js';

const ANSWERED = {accepted: 'The healed steps were accepted: the cassette has them.', rejected: 'The healed steps were rejected: the cassette is as it was.'};

/** The part of a scenario's item with a proposal; `look` reads the list again. */
export function proposal(run, state, title, look) {
  if (state !== 'open') return h('p', {class: 'line'}, ANSWERED[state]);
  const body = h('div', {});
  const element = h('details', {class: 'line warn healed'}, h('summary', {}, 'The model decided again. Keep this in the cassette?'), body);
  element.addEventListener('toggle', async () => {
    if (!element.open || body.childElementCount) return;
    const problem = problemLine();
    body.append(problem.element);
    try { body.append(...reported(run, await get(address(run)), problem, title, look)); } catch (error) { problem.show(error.message); }
  });
  return element;
}

function address(run) {
  return `api/proposals/${encodeURIComponent(run)}`;
}

function reported(run, found, problem, title, look) {
  const answer = async (event, what) => {
    const buttons = [...event.target.parentElement.querySelectorAll('button')];
    buttons.forEach((button) => { button.disabled = true; });
    problem.clear();
    try {
      const {state} = await post(`${address(run)}/${what}`);
      say(ANSWERED[state]);
      await look();
    } catch (error) {
      problem.show(error.message);
      buttons.forEach((button) => { button.disabled = false; });
    }
  };
  const changes = found.changes.map((change) => changeItem(run, change));
  return [
    h('p', {}, `${found.changes.length} ${found.changes.length === 1 ? 'change' : 'changes'} of ${found.file}`),
    h('ol', {class: 'changes'}, changes),
    found.outdated ? h('p', {class: 'line bad'}, 'The cassette has changed since: play the scenario again.') : null,
    h('div', {class: 'row'},
      h('button', {class: 'main', disabled: found.outdated, 'aria-label': `Accept the healed steps of ${title}`, onclick: (event) => answer(event, 'accept')}, 'Accept'),
      h('button', {class: 'danger', 'aria-label': `Reject the healed steps of ${title}`, onclick: (event) => answer(event, 'reject')}, 'Reject')),
    h('details', {}, h('summary', {}, 'The difference as text'), diff(found.diff)),
  ].filter(Boolean);
}

function changeItem(run, change) {
  const sides = [['Recorded', change.old, 'recorded'], ['Now', change.new, 'proposed']];
  return h('li', {}, h('p', {class: 'step-text'}, change.step), h('div', {class: 'pair'}, sides.map(([label, seen, side]) =>
    h('div', {}, h('p', {class: 'soft facts'}, label), seen ? [
      h('p', {class: 'decided'}, seen.words),
      seen.picture ? piece(`${address(run)}/${side}/${encodeURIComponent(seen.picture)}`, `${label}: ${seen.words}`, seen.box) : null,
    ] : h('p', {class: 'soft'}, 'nothing')))));
}

/** A piece of the screen at its own size at most, with the target in it. */
function piece(src, alt, box) {
  const layer = svg('svg', {'aria-hidden': 'true', preserveAspectRatio: 'none'});
  const image = h('img', {src, alt});
  const frame = h('span', {class: 'picture piece'}, image, layer);
  image.addEventListener('load', () => {
    frame.style.maxWidth = `${Math.max(image.naturalWidth, 60) * 2}px`;
    layer.setAttribute('viewBox', `0 0 ${image.naturalWidth} ${image.naturalHeight}`);
    if (box) layer.append(svg('rect', {class: 'mark-box', x: box[0], y: box[1], width: box[2] - box[0], height: box[3] - box[1], rx: 2}));
  });
  return frame;
}

function diff(text) {
  const kinds = {'+': 'added', '-': 'removed', '@': 'place'};
  return h('pre', {class: 'diff', tabindex: '0', role: 'region', 'aria-label': 'Difference'}, text.split('\n').map((line) =>
    h('span', {class: kinds[line[0]] ?? null}, `${line}\n`)));
}
