// One run as it happens, or as it was: its screen, the model's words, the timeline, and what a user can do to it.
import {post} from '../api.js';
import {badge, count, fill, h, problemLine, refill, say, seconds} from '../dom.js';
import {watchRun} from './live.js';
import {questionCard} from './question.js';
import {screen} from './screen.js';
import {timeline} from './timeline.js';

/** @import {Handlers, Kind, RunFinished, RunStarted, Shown} from '../events.d.ts' */

/** @type {{[K in Kind]?: string}} */
const ACTIVITY = {
  run_started: 'waiting for the screen', observed: 'thinking', model_replied: 'acting', action_started: 'acting',
  action_sent: 'settling', action_finished: 'thinking', action_refused: 'thinking', approval_asked: 'waiting for you',
  approval_answered: 'acting', request_replaced: 'thinking', paused: 'paused', resumed: 'thinking', hint: 'thinking', handoff: 'thinking', run_resumed: 'thinking',
};
const NO_STATE = {paused: false, standing: false, taken_over: false, can_take_over: false, takes_hints: false, waiting_hints: [], question: null};

/** Fill `main` with the run's view, until `signal` is aborted. */
export function watch(main, name, signal) {
  new Watch(main, name, signal);
}

class Watch {
  constructor(main, name, signal) {
    this.name = name;
    this.files = `api/runs/${encodeURIComponent(name)}/files/`;
    this.area = [0, 0, 1260, 784];
    /** @type {{started: RunStarted | null, finished: RunFinished | null}} */
    this.events = {started: null, finished: null};
    this.status = {going_on: null, steered: false};
    this.state = NO_STATE;
    this.complete = -1;  // the event of the newest reply that is complete, as far as the words say
    this.streams = false;  // whether words of the next reply have come
    this.chosen = null;  // the step whose picture is shown; null for the live screen
    this.tokens = 0;
    this.step = 0;
    this.activity = 'starting';
    this.since = Date.now();
    this.build(main);
    this.line = watchRun(name, {
      events: (events) => this.take(events),
      words: (message) => this.words(message),
      state: (state) => { this.state = state; this.draw(); },
      status: (status) => { this.status = status; if (!status.going_on) this.state = NO_STATE; this.draw(); },
      frame: (blob) => { if (this.chosen === null) this.screen.frame(blob); },
      refused: (text) => this.problem.show(text),
      connected: (there) => { this.lost.hidden = there; },
    }, signal);
    const clock = setInterval(() => this.drawClock(), 200);
    signal.addEventListener('abort', () => clearInterval(clock));
  }

  build(main) {
    const button = (words, kind, act) => h('button', {class: kind, onclick: act}, words);
    this.problem = problemLine();
    this.lost = h('p', {class: 'line warn', role: 'status', hidden: true}, 'The connection to the studio was lost; trying again. The run continues.');
    this.title = h('h1', {}, this.name);
    this.facts = h('p', {class: 'facts soft'});
    this.badge = h('span', {class: 'state'});
    this.clock = h('span', {class: 'soft clock'});
    this.screen = screen((gesture) => this.line.gesture(gesture), () => this.order({do: 'go_on'}));
    this.pause = button('Pause', '', () => this.order({do: this.state.paused ? 'go_on' : 'pause'}));
    this.takeOver = button('Take over', '', () => this.order({do: this.state.taken_over ? 'go_on' : 'take_over'}));
    this.stop = button('Stop', 'danger', () => this.order({do: 'stop'}));
    this.back = button('Back to the live screen', 'quiet', () => this.choose(null));
    this.hintField = h('input', {type: 'text', name: 'hint', id: 'hint', autocomplete: 'off', placeholder: 'Tell the model something'});
    this.hintForm = h('form', {class: 'hint', onsubmit: (event) => this.giveHint(event)},
      h('label', {for: 'hint', class: 'hidden'}, 'Hint for the model'), this.hintField, h('button', {}, 'Send hint'));
    this.help = h('p', {class: 'soft small help'});
    this.controls = h('div', {class: 'controls'}, h('div', {class: 'row'}, this.pause, this.takeOver, this.stop, this.back), this.hintForm, this.help);
    this.question = h('div', {class: 'asks'});
    this.result = h('div', {});
    this.said = h('div', {class: 'said', tabindex: '0', role: 'region', 'aria-label': 'The model\'s thinking'});
    this.thinking = h('section', {class: 'card thinking'}, h('h2', {}, 'Thinking'), this.said);
    this.timeline = timeline((step) => this.choose(step.number === this.chosen ? null : step.number));
    main.append(
      h('div', {class: 'watch-head'}, h('div', {}, this.title, this.facts), h('div', {class: 'row'}, this.badge, this.clock)),
      this.lost, this.problem.element,
      h('div', {class: 'columns watch'},
        this.question,
        h('div', {class: 'seen'}, this.screen.element, this.controls, this.thinking),
        h('div', {class: 'beside'}, this.result, h('section', {class: 'card'}, h('h2', {}, 'Timeline'), this.timeline.element))));
  }

  // --- what comes

  /** @param {Shown[]} events */
  take(events) {
    for (const event of events) {
      this.timeline.add(event);
      this.on[event.event]?.(/** @type {any} */ (event));
      if (event.event in ACTIVITY) [this.activity, this.since] = [ACTIVITY[event.event], Date.parse(event.time)];
    }
    this.draw();
  }

  /** @type {Handlers} */
  on = {
    run_started: (event) => {
      this.events.started = event;
      this.area = event.screen;
      this.screen.size(event.screen);
      const [left, top, right, bottom] = event.screen;
      refill(this.title, event.task);
      const where = event.private ? 'private screen' : `display ${event.display ?? ''}`.trim();
      const team = event.settings?.team ? 'team' : 'solo';
      refill(this.facts, [event.model, event.app, `${where} ${right - left}×${bottom - top}`, team,
        `approve ${event.settings?.approve ?? 'never'}`].filter(Boolean).join(' · '));
    },
    run_resumed: () => {
      this.events.finished = null;
      this.lastWords = undefined;
    },
    model_replied: (event) => {
      this.tokens += event.usage.total_tokens;
      this.reply = event;
      // The log comes another way than the words: the next reply may stream in already.
      if (this.chosen === null && !(this.streams && this.complete >= event.seq)) this.showReplies([event]);
    },
    action_started: (event) => {
      this.step = event.step;
      this.acting = event;
      if (this.chosen === null) this.screen.marks({boxes: event.box ? [event.box] : [], points: event.points});
      say(`Step ${event.step}: ${event.words}`);
    },
    action_finished: (event) => {
      if (this.chosen !== null || this.acting?.step !== event.step) return;
      const {box, points} = this.acting;
      this.screen.marks({boxes: box ? [box] : [], points, changes: event.effect.boxes});
    },
    observed: () => { if (this.chosen === null && this.events.finished === null && !this.state.question) this.screen.marks(null); },
    run_finished: (event) => {
      this.events.finished = event;
      say(`The run ended: ${event.verdict}`);
    },
  };

  /** What the model said before an action, as a whole. */
  showReplies(replies) {
    const said = replies.flatMap((reply) => [reply.thinking, reply.words]).filter(Boolean).join('\n\n');
    refill(this.said, said || 'It said nothing beside its action.');
    this.said.dataset.whole = 'true';
  }

  words({delta: kind, text, seq}) {
    if (kind === 'new') {
      this.complete = seq;
      this.streams = false;
      this.said.dataset.whole = 'true';
      return;
    }
    this.streams = true;
    if (this.chosen !== null) return;
    if (this.said.dataset.whole) {
      this.said.replaceChildren();
      delete this.said.dataset.whole;
    }
    const atEnd = this.said.scrollHeight - this.said.scrollTop - this.said.clientHeight < 40;
    const last = this.said.lastElementChild;
    if (last?.dataset.kind === kind) fill(last, text);
    else this.said.append(h('p', {class: `words ${kind}`, 'data-kind': kind}, text));
    if (atEnd) this.said.scrollTop = this.said.scrollHeight;
  }

  // --- what the user does

  async order(order) {
    this.problem.clear();
    try {
      await post(`api/runs/${encodeURIComponent(this.name)}/steer`, order);
      return true;
    } catch (error) {
      this.problem.show(error.message);
      return false;
    }
  }

  async giveHint(event) {
    event.preventDefault();
    if (await this.order({do: 'hint', text: this.hintField.value})) {
      this.hintField.value = '';
      say('The hint goes to the model with its next picture of the screen.');
    }
  }

  /** Show the picture of a step, or the live screen (the last picture of a run that has ended). */
  choose(number) {
    this.chosen = number;
    const step = this.timeline.steps.get(number);
    this.timeline.mark(number);
    if (step) {
      this.screen.still(this.files + step.started.picture, `The screen before step ${number}: ${step.started.words}`);
      this.screen.marks({boxes: step.started.box ? [step.started.box] : [], points: step.started.points, changes: step.finished?.effect.boxes});
      this.showReplies(step.calls);
    } else {
      if (this.reply) this.showReplies([this.reply]);
      this.screen.still(null);
      this.screen.marks(null);
      this.lastSeen = null;
    }
    this.draw();
  }

  // --- what is shown

  draw() {
    const {going_on, steered} = this.status;
    const {paused, standing, taken_over, can_take_over, takes_hints, waiting_hints, question} = this.state;
    const alive = Boolean(going_on && steered && !this.events.finished);
    this.controls.hidden = !alive && this.chosen === null && going_on !== true;
    for (const control of [this.pause, this.takeOver, this.stop, this.hintForm]) control.hidden = !alive;
    this.pause.textContent = paused ? 'Go on' : 'Pause';
    this.pause.setAttribute('aria-pressed', String(paused));
    this.takeOver.textContent = taken_over ? 'Hand back' : 'Take over';
    this.takeOver.setAttribute('aria-pressed', String(taken_over));
    this.takeOver.hidden = !alive || !can_take_over;
    this.hintForm.hidden = !alive || !takes_hints;
    this.back.hidden = this.chosen === null;
    this.back.textContent = going_on ? 'Back to the live screen' : 'Back to the last picture';
    this.help.textContent = this.helpText(alive, going_on, {paused, standing, taken_over, waiting_hints});
    this.help.hidden = !this.help.textContent;
    this.screen.take(alive && taken_over && this.chosen === null);
    this.drawQuestion(alive ? question : null);
    document.title = `${alive && question ? '(1) May this be done? · ' : ''}${this.title.textContent} · gui-agent studio`;
    this.drawEnd();
    this.drawBadge(going_on, paused, standing, question);
    this.drawClock();
  }

  helpText(alive, going_on, {paused, standing, taken_over, waiting_hints}) {
    if (going_on && !alive && !this.events.finished) return 'This run was started without --control: it can be watched from here, but not steered.';
    if (!alive) return '';
    if (taken_over) return 'Mouse and keyboard are yours: click into the picture. Ctrl+Alt+H hands back.';
    if (paused) return standing ? 'Paused, and so is its time limit.' : 'It pauses as soon as its action is over.';
    return waiting_hints.length ? 'Your hint goes to the model with its next picture of the screen.' : '';
  }

  drawQuestion(question) {
    if (question?.number === this.asked?.number && question?.words === this.asked?.words) return;
    this.asked = question;
    this.question.replaceChildren();
    if (!question) return;
    this.question.append(questionCard(question, this.name, this.area,
      (granted) => this.order({do: 'answer', number: question.number, granted})));
    say(`May this be done? ${question.words}`);
    if (this.chosen === null) this.screen.marks({boxes: question.box ? [question.box] : [], points: question.points});
  }

  drawEnd() {
    const {finished} = this.events;
    const ended = finished ?? (this.status.going_on === false ? {verdict: ''} : null);
    this.result.hidden = !ended;
    if (!ended) {
      if (this.lastSeen && this.chosen === null) this.screen.still(null);  // it was resumed
      this.lastSeen = null;
      return;
    }
    const words = finished ? finished.answer || finished.reason : `This run was cut off: its process is gone. ${this.lastWords ?? ''}`;
    if (!finished && this.lastWords === undefined) this.fetchLastWords();
    this.result.replaceChildren(h('section', {class: 'card'}, h('h2', {}, 'The end'), h('p', {}, badge(ended.verdict)), words && h('p', {}, words),
      h('p', {class: 'row'}, h('a', {href: '#/run'}, 'New run'), h('a', {href: '#/runs'}, 'All runs'))));
    if (this.chosen !== null || this.status.going_on) return;
    const last = [...this.timeline.steps.values()].at(-1);
    const source = last ? this.files + (last.finished?.picture ?? last.started.picture) : `${this.files}steps/0001/before.webp`;
    if (this.lastSeen === source) return;
    this.lastSeen = source;
    this.screen.still(source, 'The last picture of the screen');
    this.screen.marks(null);
  }

  /** What a process that broke off printed last: it is in the run's folder where the studio started it. */
  async fetchLastWords() {
    this.lastWords = '';
    const response = await fetch(`${this.files}console.log`).catch(() => null);
    if (!response?.ok) return;
    const line = (await response.text()).trim().split('\n').at(-1);
    if (line) this.lastWords = `Its last words: ${line}`;
    this.draw();
  }

  drawBadge(going_on, paused, standing, question) {
    const {finished} = this.events;
    if (finished) return this.badge.replaceChildren(badge(finished.verdict));
    if (going_on === null) return this.badge.replaceChildren(h('span', {class: 'badge'}, 'connecting'));
    if (!going_on) return this.badge.replaceChildren(badge(''));
    if (question) return this.badge.replaceChildren(h('span', {class: 'badge warn'}, 'waiting for you'));
    if (paused) return this.badge.replaceChildren(h('span', {class: 'badge warn'}, standing ? 'paused' : 'pausing'));
    return this.badge.replaceChildren(h('span', {class: 'badge live'}, 'live'));
  }

  drawClock() {
    const {started, finished} = this.events;
    if (!started) return;
    const of = (value) => (value ? ` of ${value}` : '');
    const parts = [`${finished?.steps ?? this.step}${of(!finished && started.limits?.steps)} steps`];
    if (finished) parts.push(seconds(finished.seconds));
    else if (this.status.going_on && !this.state.question && !this.state.paused) parts.push(`${this.activity} ${seconds(Math.max(0, Date.now() - this.since) / 1000)}`);
    if (this.tokens) parts.push(`${count(this.tokens)} tokens`);
    const text = parts.join(' · ');
    if (this.clock.textContent !== text) this.clock.textContent = text;
  }
}
