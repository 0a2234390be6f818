// Unit tests of the studio's scripts, by node's own runner: node --test tests/gui_agent/studio/
import assert from 'node:assert/strict';
import test from 'node:test';

const SCRIPTS = new URL('../../../gui_agent/studio/static/js/', import.meta.url);
const load = (name) => import(new URL(name, SCRIPTS).href);

/** The few parts of a document that dom.js needs. */
class Element {
  constructor(tag) { this.tag = tag; this.attributes = {}; this.children = []; this.listeners = {}; }
  setAttribute(name, value) { this.attributes[name] = value; }
  getAttribute(name) { return this.attributes[name] ?? null; }
  addEventListener(kind, listener) { this.listeners[kind] = listener; }
  append(...children) { this.children.push(...children); }
  replaceChildren(...children) { this.children = children; }
}
globalThis.Node = Element;
globalThis.document = {createElement: (tag) => new Element(tag), baseURI: 'https://host.example/tools/studio/'};

test('an element has its properties and children, without those that are nothing', async () => {
  const {h} = await load('dom.js');
  const clicked = [];
  const inner = h('b', {}, 'x');
  const element = h('button', {class: 'main', disabled: true, hidden: true, title: null, lang: false, onclick: () => clicked.push(1)}, 'Start', [null, [inner, false]]);
  assert.deepEqual(element.attributes, {class: 'main', hidden: ''});
  assert.equal(element.disabled, true);
  assert.deepEqual(element.children, ['Start', inner]);
  element.listeners.click();
  assert.deepEqual(clicked, [1]);
});

test('nothing in a text, a title or a label is invisible', async () => {
  const {h, fill, refill} = await load('dom.js');
  const element = h('p', {title: 'a\u202eb', 'aria-label': 'a\u200bb', href: '?a=\u200b'}, 'c\x1bd');
  assert.deepEqual(element.attributes, {title: 'a\\u202eb', 'aria-label': 'a\\u200bb', href: '?a=\u200b'});
  assert.deepEqual(element.children, ['c\\x1bd']);
  fill(element, 'e\u2066');
  assert.deepEqual(element.children, ['c\\x1bd', 'e\\u2066']);
  refill(element, 'f\u00ad', element);
  assert.deepEqual(element.children, ['f\\xad', element]);
});

test('numbers are written as people read them', async () => {
  const {seconds, count, moment} = await load('dom.js');
  assert.deepEqual([null, 0.421, 9.999, 12.34, 119.96, 200, 120].map(seconds), ['', '0.42 s', '10.00 s', '12.3 s', '120.0 s', '3:20 min', '2:00 min']);
  assert.deepEqual([0, undefined, 9999, 12345].map(count), ['0', '0', '9999', '12.3k']);
  assert.equal(moment(''), '');
  assert.match(moment('2026-01-02T03:04:05Z'), /2026/);
});

test('a verdict has its kind of badge', async () => {
  const {badge} = await load('dom.js');
  const kinds = ['done', 'verified', 'passed', '', 'limit', 'unsure', 'failed', 'endpoint'].map((verdict) => badge(verdict).attributes.class.split(' ')[1]);
  assert.deepEqual(kinds, ['good', 'good', 'good', 'plain', 'warn', 'warn', 'bad', 'bad']);
  assert.deepEqual(badge('').children, ['unfinished']);
  assert.deepEqual(badge('', 'cut off').children, ['cut off']);
});

function answering(status, body) {
  globalThis.fetch = async (...given) => { answering.given = given; return new Response(body, {status}); };
}

test('an answer is its JSON, and what goes wrong is one line', async () => {
  const {get, post} = await load('api.js');
  answering(200, '{"a": 1}');
  assert.deepEqual(await get('api/x'), {a: 1});
  assert.deepEqual(await post('api/x', {b: 2}), {a: 1});
  assert.equal(answering.given[1].body, '{"b":2}');
  answering(400, '{"error": "wrong"}');
  await assert.rejects(get('api/x'), {message: 'wrong'});
  answering(403, 'This studio needs its token.\n');
  await assert.rejects(get('api/x'), {message: 'This studio needs its token.'});
  answering(500, '');
  await assert.rejects(get('api/x'), {message: 'The studio answered with status 500.'});
  globalThis.fetch = async () => { throw new TypeError('Failed to fetch'); };
  await assert.rejects(get('api/x'), /does not answer/);
});

test('lines come one by one, however they are cut', async () => {
  const {postLines} = await load('lines.js');
  const pieces = ['{"a": 1}\n{"b"', ': "\u00e9', '"}\n\n{"c": 3}\n'].map((one) => new TextEncoder().encode(one));
  globalThis.fetch = async () => new Response(new ReadableStream({start(to) { pieces.forEach((one) => to.enqueue(one)); to.close(); }}));
  const taken = [];
  await postLines('api/ask', null, undefined, (line) => taken.push(line));
  assert.deepEqual(taken, [{a: 1}, {b: '\u00e9'}, {c: 3}]);
  answering(413, '{"error": "too large"}');
  await assert.rejects(postLines('api/ask', null, undefined, () => {}), {message: 'too large'});
});

test('the line of a run is below the path of the page, and comes back with what it missed', async (context) => {
  context.mock.timers.enable({apis: ['setTimeout']});
  const opened = [];
  globalThis.WebSocket = class {
    static OPEN = 1;
    constructor(address) { this.address = String(address); this.on = {}; this.sent = []; this.readyState = 1; opened.push(this); }
    addEventListener(kind, listener) { this.on[kind] = listener; }
    send(text) { this.sent.push(text); }
    close() { this.on.close(); }
  };
  const {watchRun} = await load('run/live.js');
  const ending = new AbortController();
  const heard = [];
  const on = Object.fromEntries(['events', 'words', 'state', 'status', 'refused', 'connected', 'frame'].map((name) => [name, (what) => heard.push([name, what])]));
  const line = watchRun('a b', on, ending.signal);
  assert.equal(opened[0].address, 'wss://host.example/tools/studio/api/runs/a%20b/live?after=-1');
  opened[0].on.open();
  opened[0].on.message({data: JSON.stringify({events: [{seq: 4}, {seq: 7}]})});
  opened[0].on.message({data: JSON.stringify({delta: 'text', text: 'x'})});
  line.gesture({x: 1});
  assert.deepEqual(opened[0].sent, ['{"gesture":{"x":1}}']);
  opened[0].on.close();
  context.mock.timers.tick(400);
  assert.equal(opened[1].address, 'wss://host.example/tools/studio/api/runs/a%20b/live?after=7');
  assert.deepEqual(heard.map(([name]) => name), ['connected', 'events', 'words', 'connected']);
  ending.abort();
  context.mock.timers.tick(10_000);
  assert.equal(opened.length, 2, 'an aborted line does not come back');
});
