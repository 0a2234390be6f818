// A risky action that waits for the user's word, with its picture: the part of the screen that it is aimed at, large enough to read.
import {h, svg} from '../dom.js';
import {drawMarks} from '../picture.js';

const CLOSE_UP = {width: 480, height: 300};

/** The card of a question about the run `name` with this screen; onAnswer(granted). */
export function questionCard(question, name, area, onAnswer) {
  return h('section', {class: 'card question', 'aria-labelledby': 'question-title', role: 'alert'},
    h('h2', {id: 'question-title'}, 'May this be done?'),
    h('p', {class: 'asked'}, question.words),
    question.picture && closeUp(question, `api/runs/${encodeURIComponent(name)}/files/${question.picture}`, area),
    h('div', {class: 'row'},
      h('button', {class: 'main', onclick: () => onAnswer(true)}, 'Approve'),
      h('button', {class: 'danger', onclick: () => onAnswer(false)}, 'Deny')));
}

/** The picture around the action's last place; all of it for an action without a place. */
function closeUp(question, source, [left, top, right, bottom]) {
  const width = right - left;
  const height = bottom - top;
  const picture = svg('image', {href: source, x: left, y: top, width, height});
  let tries = 12;  // it may still be on its way to the disk
  picture.addEventListener('error', () => { if (tries-- > 0) setTimeout(() => picture.setAttribute('href', `${source}?again=${tries}`), 250); });
  const marks = svg('g');
  drawMarks(marks, {boxes: question.box ? [question.box] : [], points: question.points}, CLOSE_UP.width * 1.5);
  return h('div', {class: 'picture closeup'},
    svg('svg', {viewBox: part(question, [left, top, right, bottom]).join(' '), role: 'img', 'aria-label': `The screen before: ${question.words}`},
      picture, marks));
}

function part({points, box}, [left, top, right, bottom]) {
  const [x, y] = points.at(-1) ?? [];
  const width = Math.min(right - left, Math.max(CLOSE_UP.width, box ? (box[2] - box[0]) * 1.2 : 0));
  const height = Math.min(bottom - top, Math.max(CLOSE_UP.height, box ? (box[3] - box[1]) * 1.2 : 0));
  if (x === undefined) return [left, top, right - left, bottom - top];
  return [Math.min(Math.max(x - width / 2, left), right - width), Math.min(Math.max(y - height / 2, top), bottom - height), width, height];
}
