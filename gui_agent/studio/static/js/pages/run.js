// Start a run, and see which are going on.
import {h} from '../dom.js';

export const title = 'Run';

export function show(main) {
  main.append(h('h1', {}, title));
}
