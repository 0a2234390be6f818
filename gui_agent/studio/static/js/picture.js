// A picture of a screen with what is drawn over it: boxes, click points, what changed. All places are pixels of the picture.
import {h, svg} from './dom.js';

/** picture({src, alt, width, height, marks: {box, points, changes, label}}): an element; .update(marks) draws other marks. */
export function picture({src, alt, width, height, marks}) {
  const image = h('img', {src, alt, width, height, loading: 'lazy'});
  const layer = svg('svg', {viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true', preserveAspectRatio: 'none'});
  const element = h('span', {class: 'picture'}, image, layer);
  element.update = (next) => drawMarks(layer, next, width);
  element.update(marks);
  return element;
}

/** Draw marks into an SVG layer whose viewBox is the picture's size. */
export function drawMarks(layer, marks, width = 1260) {
  layer.replaceChildren();
  if (!marks) return;
  for (const [left, top, right, bottom] of marks.changes ?? []) {
    layer.append(svg('rect', {class: 'mark-change', x: left, y: top, width: right - left, height: bottom - top, rx: 2}));
  }
  const boxes = marks.boxes ?? (marks.box ? [marks.box] : []);
  for (const [left, top, right, bottom] of boxes) {
    layer.append(svg('rect', {class: 'mark-box', x: left, y: top, width: right - left, height: bottom - top, rx: 2}));
  }
  for (const [x, y] of marks.points ?? []) {
    // Within its box a point is small: what it is aimed at stays readable.
    const boxed = boxes.some(([left, top, right, bottom]) => x >= left && x <= right && y >= top && y <= bottom);
    if (boxed) {
      layer.append(svg('circle', {class: 'mark-spot', cx: x, cy: y, r: Math.max(3, width / 400)}));
      continue;
    }
    const r = Math.max(8, width / 120);
    layer.append(svg('circle', {class: 'mark-halo', cx: x, cy: y, r}), svg('circle', {class: 'mark-point', cx: x, cy: y, r}),
      svg('circle', {class: 'mark-dot', cx: x, cy: y, r: r / 4}));
  }
}
