// Two runs step by step: what they did alike, and where they part.
import {get} from '../api.js';
import {badge, count, h, moment, seconds} from '../dom.js';
import {picture} from '../picture.js';

const NAMES = ['A', 'B'];
const SIDES = ['first', 'second'];

/** Fill `main` with the comparison of the runs `first` and `second`. */
export async function showComparison(main, first, second, signal) {
  const {runs, rows, parts, sizes} = await get(`api/comparison/${encodeURIComponent(first)}/${encodeURIComponent(second)}`);
  if (signal.aborted) return;
  const only = h('input', {type: 'checkbox', id: 'only-different'});
  const list = h('ol', {class: 'compared'}, rows.map((row, index) => rowItem(row, index, index === parts, runs, sizes)));
  only.addEventListener('change', () => list.classList.toggle('only-different', only.checked));
  main.append(
    h('p', {}, h('a', {href: '#/runs'}, '← All runs')), h('h1', {}, 'Two runs, step by step'),
    head(runs, rows), partLine(rows, parts, runs),
    rows.length ? h('div', {class: 'row apart'}, h('h2', {}, 'Steps'), h('label', {class: 'check'}, only, 'Only what differs')) : null, list);
}

function head(runs, rows) {
  const sum = (side, part) => rows.reduce((total, row) => total + (row[side]?.[part] ?? 0), 0);
  const line = (label, value) => h('tr', {}, h('th', {scope: 'row'}, label), runs.map((run, index) => h('td', {}, value(run, SIDES[index]))));
  return h('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'The two runs'}, h('table', {class: 'two-runs'},
    h('thead', {}, h('tr', {}, h('td', {}), runs.map((run, index) => h('th', {scope: 'col'}, `${NAMES[index]}: `,
      h('a', {href: `#/run/${encodeURIComponent(run.run)}`}, run.task || run.run))))),
    h('tbody', {},
      line('Began', (run) => moment(run.began)), line('Model', (run) => run.model),
      line('Ended', (run) => [run.going_on ? h('span', {class: 'badge live'}, 'in progress') : badge(run.verdict, 'cut off'), ' ', run.reason]),
      line('Steps', (run) => String(run.steps)), line('Time', (run) => seconds(run.seconds)),
      line('of it the model', (run, side) => seconds(sum(side, 'model'))),
      line('Tokens', (run, side) => `${count(sum(side, 'prompt'))} prompt (${count(sum(side, 'cached'))} cached), ${count(sum(side, 'completion'))} answer`))));
}

function partLine(rows, parts, runs) {
  if (!rows.length) return h('p', {class: 'line'}, 'Neither of them did anything.');
  if (parts === null) {
    const same = runs[0].verdict === runs[1].verdict;
    return h('p', {class: same ? 'line good' : 'line warn'}, same ? 'They did the same, step by step.' : 'They did the same, step by step, but ended differently.');
  }
  const {first, second, differs} = rows[parts];
  const text = differs.length
    ? `the same was done, but with another ${differs.join(' and ')}.`
    : `A ${first ? `did “${first.title}”` : 'was at its end'}, B ${second ? `did “${second.title}”` : 'was at its end'}.`;
  const jump = h('button', {type: 'button', class: 'quiet', onclick: () => {
    const row = document.getElementById(`row-${parts}`);
    row.scrollIntoView({block: 'start'});
    row.focus({preventScroll: true});
  }}, 'Go there');
  return h('div', {class: 'line warn'}, `They part at step ${parts + 1}: ${text} `, jump);
}

function rowItem(row, index, first, runs, sizes) {
  const same = row.same && !row.differs.length;
  const label = same ? 'the same' : row.same ? `another ${row.differs.join(' and ')}` : row.first && row.second ? 'different' : `only ${row.first ? 'A' : 'B'}`;
  const cells = SIDES.map((side, at) => cell(row[side], runs[at], sizes[at], NAMES[at]));
  const heading = h('div', {class: 'row'}, h('h3', {}, `Step ${index + 1}`), h('span', {class: same ? 'badge' : 'badge warn'}, label), first ? h('strong', {}, 'Here they part') : null);
  return h('li', {id: `row-${index}`, tabindex: '-1', class: `card ${same ? 'alike' : 'differs'}`}, heading, h('div', {class: 'pair'}, cells));
}

function cell(entry, run, size, name) {
  if (!entry) return h('div', {class: 'side-cell none'}, h('p', {class: 'soft'}, `${name}: nothing`));
  const shown = entry.before || entry.after;
  const marks = entry.before ? {box: entry.mark.box, points: entry.mark.points} : {};
  const spent = [
    entry.model ? `model ${seconds(entry.model)}` : '', entry.ours ? `ours ${seconds(entry.ours)}` : '',
    entry.prompt ? `${count(entry.prompt)} + ${count(entry.completion)} tokens (${count(entry.cached)} cached)` : '',
  ].filter(Boolean).join(' · ');
  return h('div', {class: 'side-cell'},
    h('p', {class: 'did'}, h('span', {class: 'letter', 'aria-hidden': 'true'}, name), h('span', {class: 'hidden'}, `${name}: `), entry.title),
    entry.effect ? h('p', {class: 'reported'}, entry.effect) : null,
    spent ? h('p', {class: 'soft facts'}, spent) : null,
    shown ? picture({
      src: `api/runs/${encodeURIComponent(run.run)}/files/${shown}`, alt: `The screen of ${name} at “${entry.title}”`, width: size[0], height: size[1], marks,
    }) : null,
    entry.thinking ? h('details', {}, h('summary', {}, 'Reasoning'), h('pre', {}, entry.thinking)) : null);
}
