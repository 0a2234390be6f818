// A risky action that waits for the person's word, with its picture.
import {h} from '../dom.js';
import {picture} from '../picture.js';

/** The card of a question; onAnswer(granted). */
export function questionCard(question, name, area, onAnswer) {
  const [left, top, right, bottom] = area;
  const inside = (numbers) => numbers.map((number, index) => number - (index % 2 ? top : left));
  const shown = question.picture && picture({
    src: `/api/runs/${encodeURIComponent(name)}/files/${question.picture}`,
    alt: `The screen before the action: ${question.words}`,
    width: right - left,
    height: bottom - top,
    marks: {box: question.box && inside(question.box), points: question.points.map(inside)},
  });
  return h('section', {class: 'card question', 'aria-labelledby': 'question-title', role: 'alert'},
    h('h2', {id: 'question-title'}, 'May this be done?'),
    h('p', {class: 'asked'}, question.words),
    shown,
    h('div', {class: 'row'},
      h('button', {class: 'main', onclick: () => onAnswer(true)}, 'Approve'),
      h('button', {class: 'danger', onclick: () => onAnswer(false)}, 'Deny')));
}
