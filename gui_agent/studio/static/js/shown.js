// Pictures that a model was shown, with the boxes that it named drawn over them (thousandths of each picture).
import {h, svg} from './dom.js';

/** The pictures [[label, address]...] with the places [{box, picture}...]; a place of no picture is drawn over all. */
export function shownPictures(pictures, places = []) {
  const numbered = places.map((place, index) => ({...place, number: places.length > 1 ? String(index + 1) : ''}));
  return h('div', {class: pictures.length > 1 ? 'shown many' : 'shown'}, pictures.map(([label, src], index) => {
    const here = numbered.filter((place) => place.picture === index || place.picture === null);
    const boxes = here.length ? `, with ${here.length} ${here.length === 1 ? 'box' : 'boxes'}` : '';
    return h('figure', {class: here.length && places.length ? 'pointed' : null},
      marked({src, alt: `${label}${boxes}`, places: here}), h('figcaption', {}, label));
  }));
}

function marked({src, alt, places}) {
  const layer = svg('svg', {'aria-hidden': 'true', preserveAspectRatio: 'none'});
  const image = h('img', {src, alt});
  image.addEventListener('load', () => draw(layer, places, image.naturalWidth, image.naturalHeight));
  return h('span', {class: 'picture'}, image, layer);
}

function draw(layer, places, width, height) {
  layer.setAttribute('viewBox', `0 0 ${width} ${height}`);
  layer.replaceChildren();
  for (const {box, number} of places) {
    const [left, top, right, bottom] = box.map((value, index) => value * (index % 2 ? height : width) / 1000);
    if (right - left < 2 && bottom - top < 2) layer.append(svg('circle', {class: 'mark-point', cx: left, cy: top, r: Math.max(5, width / 150)}));
    else layer.append(svg('rect', {class: 'mark-box', x: left, y: top, width: right - left, height: bottom - top, rx: 2}));
    if (number) {
      const size = Math.max(14, width / 45);
      const label = svg('text', {class: 'mark-label', x: left + 2, y: top > size * 1.3 ? top - size * 0.35 : bottom + size, 'font-size': size});
      label.style.fontSize = `${size}px`;
      label.append(number);
      layer.append(label);
    }
  }
}
