import {h} from '../dom.js';

export const title = 'Ask';

export function show(main) {
  main.append(h('h1', {}, title));
}
