// The screen of a run: live frames, or the picture of a step; boxes, click points and changes over it; the user's hands on it.
import {h, svg} from '../dom.js';
import {drawMarks} from '../picture.js';

const MOVE_MS = 40;
const BUTTONS = ['left', 'middle', 'right'];
const HAND_BACK = {ctrl: true, alt: true, key: 'h'};

/** screen(onGesture, onHandBack): see the returned functions. Places are pixels of the run's screen. */
export function screen(onGesture, onHandBack) {
  const canvas = h('canvas', {role: 'img', 'aria-label': 'The screen of the run', width: '1260', height: '784'});
  const image = h('img', {alt: '', hidden: true});
  const layer = svg('svg', {'aria-hidden': 'true'});
  const waiting = h('p', {class: 'waiting'}, 'Waiting for the screen');
  // A text field, so that every way to enter text works: dead keys, input methods, the keyboard of a phone.
  const typing = h('textarea', {class: 'typing', 'aria-label': 'Mouse and keyboard of the screen', hidden: true, spellcheck: 'false',
    autocomplete: 'off', autocapitalize: 'off'});
  const element = h('div', {class: 'picture screen'}, canvas, image, layer, waiting, typing);
  const context = canvas.getContext('2d', {alpha: false});
  let area = {left: 0, top: 0, width: 1260, height: 784};
  let drawing = false;
  let next = null;
  let frames = 0;
  let taken = false;
  let movedAt = 0;

  async function draw(blob) {
    next = blob;
    if (drawing) return;  // a slow browser skips to the newest
    drawing = true;
    while (next) {
      const bitmap = await createImageBitmap(next.slice());
      next = null;
      if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
        canvas.width = bitmap.width;
        canvas.height = bitmap.height;
      }
      context.drawImage(bitmap, 0, 0);
      bitmap.close();
      waiting.hidden = true;
      canvas.dataset.frames = String(++frames);
    }
    drawing = false;
  }

  /** Where on the run's screen a pointer event is. */
  function place(event) {
    const box = canvas.getBoundingClientRect();
    const x = Math.round(area.left + (event.clientX - box.left) / box.width * area.width - 0.5);
    const y = Math.round(area.top + (event.clientY - box.top) / box.height * area.height - 0.5);
    return {x: Math.min(Math.max(x, area.left), area.left + area.width - 1), y: Math.min(Math.max(y, area.top), area.top + area.height - 1)};
  }

  typing.addEventListener('pointerdown', (event) => {
    typing.focus();
    typing.setPointerCapture(event.pointerId);
    onGesture({kind: 'down', ...place(event), button: BUTTONS[event.button] ?? 'left'});
  });
  typing.addEventListener('mousedown', (event) => event.preventDefault());
  typing.addEventListener('pointerup', (event) => onGesture({kind: 'up', ...place(event), button: BUTTONS[event.button] ?? 'left'}));
  typing.addEventListener('pointermove', (event) => {
    if (event.timeStamp - movedAt < MOVE_MS) return;
    movedAt = event.timeStamp;
    onGesture({kind: 'move', ...place(event)});
  });
  typing.addEventListener('contextmenu', (event) => event.preventDefault());
  typing.addEventListener('wheel', (event) => {
    event.preventDefault();
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const direction = sideways ? (event.deltaX > 0 ? 'right' : 'left') : (event.deltaY > 0 ? 'down' : 'up');
    onGesture({kind: 'wheel', ...place(event), direction});
  }, {passive: false});
  typing.addEventListener('keydown', (event) => {
    if (event.ctrlKey === HAND_BACK.ctrl && event.altKey === HAND_BACK.alt && event.key.toLowerCase() === HAND_BACK.key) {
      event.preventDefault();
      onHandBack();
      return;
    }
    const keys = event.isComposing ? '' : chord(event);
    if (!keys) return;  // it becomes text
    event.preventDefault();
    onGesture({kind: 'keys', keys});
  });
  const enter = () => {
    if (typing.value) onGesture({kind: 'text', text: typing.value});
    typing.value = '';
  };
  typing.addEventListener('input', (event) => { if (!event.isComposing) enter(); });
  typing.addEventListener('compositionend', enter);

  return {
    element,
    canvas,
    /** The run's screen in pixels: [left, top, right, bottom]. */
    size([left, top, right, bottom]) {
      area = {left, top, width: right - left, height: bottom - top};
      layer.setAttribute('viewBox', `${left} ${top} ${area.width} ${area.height}`);
      layer.setAttribute('preserveAspectRatio', 'none');
      element.style.aspectRatio = `${area.width} / ${area.height}`;
      if (!frames) { canvas.width = area.width; canvas.height = area.height; }
    },
    frame: draw,
    /** Show a stored picture instead of the live screen; null shows the live screen again. */
    still(source, words = '') {
      image.hidden = !source;
      canvas.hidden = Boolean(source);
      if (source) {
        loadPicture(image, source);
        image.alt = words;
        waiting.hidden = true;
      } else {
        waiting.hidden = frames > 0;
      }
    },
    /** {boxes, points, changes} over the picture; null for none. */
    marks(marks) { drawMarks(layer, marks, area.width); },
    waiting(text) { waiting.textContent = text; waiting.hidden = !text; },
    /** The user's mouse and keyboard go to the screen, or do not. */
    take(on) {
      if (on === taken) return;
      taken = on;
      element.classList.toggle('taken', on);
      typing.hidden = !on;
      if (on) typing.focus();
    },
  };
}

/** Put a picture of the run into an image; one that is still being written comes a moment later. */
export function loadPicture(image, source, tries = 12) {
  image.onerror = () => {
    if (tries-- > 0) setTimeout(() => { if (image.dataset.source === source) image.src = `${source}?again=${tries}`; }, 250);
  };
  image.dataset.source = source;
  image.src = source;
}

/** The chord that a key of the browser means on the screen; '' for what is text, or no key of its own. */
function chord(event) {
  if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'Dead', 'Unidentified', 'Process', 'CapsLock'].includes(event.key)) return '';
  const held = [event.ctrlKey && 'ctrl', event.altKey && 'alt', event.metaKey && 'super'].filter(Boolean);
  const letter = event.key.length === 1;
  if (letter && (!held.length || event.getModifierState('AltGraph'))) return '';
  if (event.shiftKey) held.push('shift');
  return [...held, event.key === ' ' ? 'space' : letter ? event.key.toLowerCase() : event.key].join('+');
}
