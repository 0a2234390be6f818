// Made by scripts/event_docs.py from the models in gui_agent/record. Do not edit.

export type RunEvent = ScenarioStarted | RunStarted | RunResumed | StageStarted | Observed | RequestReplaced | Verified | ModelReplied | Decided | ApprovalAsked | ApprovalAnswered | ActionStarted | ActionSent | ActionFinished | ActionRefused | Hint | Paused | Resumed | Handoff | Collected | Judged | ForeignCalled | Checked | ValueRead | Expected | ShellFinished | Note | StageFinished | RunFinished;
export type Kind = RunEvent['event'];
/** The event of one kind, with its words for people: as the studio's websocket sends it. */
export type Shown<K extends Kind = Kind> = Extract<RunEvent, {event: K}> & {words: string};
/** What is done with the events of some kinds. */
export type Handlers = {[K in Kind]?: (event: Shown<K>) => void};

/** What came of an action. */
export interface ActionEffect {
  /** One sentence. */
  text: string;
  /** What kind of effect it is; null in a log of gui-agent 0.1. */
  outcome: 'confirmed' | 'no_effect' | 'partial' | 'unexpected' | 'stale' | 'refused' | 'unverifiable' | null;
  /** What is missing; empty where all is well. */
  reason: string;
  /** What is different, the most significant first. */
  evidence: LoggedEvidence[];
  /** Where the screen changed: left, top, right, bottom in thousandths of the screen, the largest place first. */
  changed: ([number, number, number, number])[];
  /** Changed pixels, as a fraction of the screen (0 to 1). */
  fraction: number;
  /** Whether all that changed is a text caret, which came to where the mouse clicked. */
  caret: boolean;
  /** Where the screen changed, in pixels, the largest change first. */
  boxes: ([number, number, number, number])[];
}

/** The action and its effect are over. */
export interface ActionFinished {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'action_finished';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The action's step. */
  step: number;
  /** The action. */
  action: LoggedAction;
  /** What it visibly did. */
  effect: ActionEffect;
  /** The screen after it. */
  picture: string;
  /** How the screen came to rest. */
  settle: Settle;
  /** Seconds by phase, of this step. */
  timings: Record<string, number>;
}

/** An action was not performed. */
export interface ActionRefused {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'action_refused';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The action's step. */
  step: number;
  /** The action. */
  action: LoggedAction;
  /** refused: it must not or cannot be done; stale: the screen was not the one that was seen. */
  outcome: 'confirmed' | 'no_effect' | 'partial' | 'unexpected' | 'stale' | 'refused' | 'unverifiable';
  /** Why. */
  reason: string;
  /** The policy's decision; null where it was not the policy. */
  policy: PolicyDecision | null;
}

/** Mouse and keyboard have performed the action; its effect is awaited. */
export interface ActionSent {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'action_sent';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The action's step. */
  step: number;
}

/** An action is about to be performed. It is on disk before that. */
export interface ActionStarted {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'action_started';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The number of the step, from 1. */
  step: number;
  /** The action. */
  action: LoggedAction;
  /** The action's risk: reading, reversible or sensitive. */
  risk: string;
  /** Where it is aimed at. */
  points: ([number, number])[];
  /** The box around its target; null without one. */
  box: [number, number, number, number] | null;
  /** The screen before it. */
  picture: string;
}

/** The user approved or denied an action. */
export interface ApprovalAnswered {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'approval_answered';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The action's step. */
  step: number;
  /** The action as text. */
  action: string;
  /** Whether it may be performed. */
  granted: boolean;
}

/** An action waits for the user's approval in another program (the studio). */
export interface ApprovalAsked {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'approval_asked';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The action's step. */
  step: number;
  /** The action in words. */
  words: string;
  /** The action's risk: reading, reversible or sensitive. */
  risk: string;
  /** The screen before the action; empty for a call of a foreign tool. */
  picture: string;
  /** Where the action is aimed at. */
  points: ([number, number])[];
  /** The box around its target; null without one. */
  box: [number, number, number, number] | null;
}

/** A statement about the screen was judged. */
export interface Checked {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'checked';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The statement. */
  statement: string;
  /** What it means for the step. */
  verdict: 'ok' | 'failed' | 'unsure';
  /** What can be seen. */
  reason: string;
  /** The screen. */
  picture: string;
  /** The recorded picture, where the screen is another one. */
  recorded: string;
  /** Where the judgement came from. */
  source: '' | 'cassette' | 'reading' | 'healed' | 'model';
  /** How many times the model was asked about one picture. */
  votes: number;
  /** How many pictures were judged. */
  looks: number;
  /** How long it took. */
  seconds: number;
  /** Tokens of it. */
  usage: Usage;
}

/** A reader read rows from the screen. */
export interface Collected {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'collected';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The rows, as JSON values. */
  rows: any[];
  /** How many of them were new. */
  new: number;
}

/** The next action was decided, in a scenario with a cassette. */
export interface Decided {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'decided';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The step that comes next. */
  step: number;
  /** Where the decision came from. */
  source: '' | 'cassette' | 'reading' | 'healed' | 'model';
  /** Why it did not come from the cassette; empty if it did. */
  reason: string;
}

/** A value was compared with the expected one. */
export interface Expected {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'expected';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The value's name. */
  path: string;
  /** What it should be, as JSON. */
  expected: any;
  /** What it is, as JSON. */
  observed: any;
  /** Whether they are equal. */
  ok: boolean;
}

/** A tool of an MCP server was called. */
export interface ForeignCalled {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'foreign_call';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The tool, with the name of its server before it. */
  name: string;
  /** The beginning of its answer. */
  result: string;
}

/** One agent of a team hands over to another. */
export interface Handoff {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'handoff';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The agent that hands over. */
  source: string;
  /** The agent that continues. */
  target: string;
  /** What it says; null for nothing. */
  message: HandoffMessage | null;
}

/** What one agent of a team says to the next. Which fields are used depends on its kind. */
export interface HandoffMessage {
  /** plan: planner to operator; report: operator to verifier; missing: verifier to operator; question, reading: to and from a reader. */
  kind: 'plan' | 'report' | 'missing' | 'question' | 'reading';
  /** Of a plan: the parts of the task. */
  goals: LoggedGoal[];
  /** Of a report: the answer, if the task asks a question. */
  answer: string;
  /** Of a report: what was done. */
  summary: string;
  /** What is missing or wrong. */
  missing: string;
  /** Where that can be seen, in thousandths of the screen. */
  evidence_box: number[] | null;
  /** Of a question: what is to be read. */
  what: string;
  /** Of a reading: whether everything was read. */
  complete: boolean;
  /** Of a reading: what the operator should know about it. */
  note: string;
}

/** The user gave the model a hint in the middle of the run. */
export interface Hint {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'hint';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The step that comes next. */
  step: number;
  /** The hint. */
  text: string;
}

/** The verifier's verdict. */
export interface Judged {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'judged';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** Whether the task is done. */
  passed: boolean;
  /** What the screen shows that proves it, or what is missing. */
  reason: string;
  /** Criteria that are not met. */
  unmet: string[];
  /** Where the proof is; null where none was given. */
  box: [number, number, number, number] | null;
}

/** An action: its name, and the arguments that differ from their defaults, beside it. */
export interface LoggedAction {
  /** The action's name. */
  action: string;
  [argument: string]: any;
}

/** A function call of the model. */
export interface LoggedCall {
  /** The function. */
  name: string;
  /** The arguments as the model wrote them: JSON, if they are well formed. */
  arguments: string;
}

/** One thing that was different after an action. */
export interface LoggedEvidence {
  /** What happened to it. */
  kind: 'opened' | 'closed' | 'titled' | 'value' | 'checked' | 'unchecked' | 'selected' | 'focus' | 'changed' | 'appeared' | 'vanished';
  /** The text, the thing's name or the window's title; of a text that changed, what it said before. */
  what: string;
  /** What a field holds, a text says or a window is called since. */
  now: string;
  /** The kind of thing; empty where it is not known. */
  role: string;
}

/** One part of a plan. */
export interface LoggedGoal {
  /** What is to be done. */
  goal: string;
  /** What the screen shows when it is done. */
  success: string;
}

/** What a run may use at most. */
export interface LoggedLimits {
  /** Actions performed. */
  steps: number | null;
  /** Time from its beginning to its end. */
  seconds: number | null;
  /** Tokens of all requests together; null for no limit. */
  tokens: number | null;
  /** Money, in the currency of the prices; null for no limit. */
  cost: number | null;
  /** What tokens cost; null where no cost is limited. */
  prices: LoggedPrices | null;
}

/** What a million tokens cost, in any currency. */
export interface LoggedPrices {
  /** Tokens sent. */
  input: number;
  /** Tokens received. */
  output: number;
  /** Tokens sent that the server had in its cache; null for the price of any other. */
  cached: number | null;
}

/** What a later process needs to resume a run; no secret and no key. */
export interface LoggedSettings {
  /** The choice of the model; null where the program gave a model of its own. */
  model: Record<string, any> | null;
  /** The display that was asked for. */
  display: string;
  /** Which actions are asked for first: never, risky or always. */
  approve: 'never' | 'risky' | 'always';
  /** Whether a planner and a verifier work with the operator. */
  team: boolean;
  /** Whether the model may give one action a turn only. */
  one_at_a_time: boolean;
  /** The names of the secrets. */
  secrets: string[];
  /** What may be done where; null without a policy. */
  policy: Record<string, any> | null;
  /** The folder that keeps the application's state; empty where it had one of its own, or the user's. */
  home: string;
  /** The command that says whether the task is done; empty without one. */
  verify: string;
  /** What its output must contain. */
  verify_output: string;
  /** Whether the application runs in a sandbox. */
  sandbox: 'off' | 'offline' | 'online';
  /** Commands or addresses of MCP servers. */
  mcp_servers: string[];
  /** Whether calls of their tools are asked for first. */
  ask_before_foreign_tools: boolean;
}

/** The model has replied. */
export interface ModelReplied {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'model_replied';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The step that comes next. */
  step: number;
  /** The agent that was asked. */
  agent: string;
  /** The model's thinking; empty if it gave none. */
  thinking: string;
  /** What it said beside its calls. */
  text: string;
  /** Its function calls. */
  calls: LoggedCall[];
  /** The reply as items of the conversation (the Agents SDK's input items), without its thinking. */
  items: (Record<string, any>)[];
  /** Tokens of this reply. */
  usage: Usage;
  /** How long the model took. */
  seconds: number;
}

/** Something that a reader of the run should know. */
export interface Note {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'note';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** What it is. */
  text: string;
}

/** The screen was looked at, for the model. */
export interface Observed {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'observed';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The step that comes next. */
  step: number;
  /** The screen. */
  picture: string;
  /** How the screen came to rest; null where it was not waited for. */
  settle: Settle | null;
}

/** The user paused the run. */
export interface Paused {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'paused';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The step that comes next. */
  step: number;
}

/** Why a policy refused an action. */
export interface PolicyDecision {
  /** The rule, in words. */
  reason: string;
  /** What would have been touched. */
  windows: TouchedWindow[];
}

/** The screen changed before the model's answer began: it was asked again with the new picture. */
export interface RequestReplaced {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'request_replaced';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The step that comes next. */
  step: number;
  /** How often this decision was asked for again, from 1. */
  number: number;
}

/** A paused run continues. */
export interface Resumed {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'resumed';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The step that comes next. */
  step: number;
  /** Whether the user used mouse and keyboard meanwhile. */
  used: boolean;
}

/** The run has ended. */
export interface RunFinished {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'run_finished';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** How it ended; only done, verified and passed mean success. */
  verdict: 'done' | 'verified' | 'failed' | 'limit' | 'unparseable' | 'environment' | 'endpoint' | 'interrupted' | 'passed' | 'failed' | 'flaky' | 'unsure' | 'undecided' | 'limit' | 'environment' | 'endpoint' | 'unparseable' | 'usage' | 'interrupted' | 'skipped' | 'expected_failure';
  /** The answer, where the task asked a question. */
  answer: string;
  /** Why it did not succeed; empty if it did. */
  reason: string;
  /** Actions performed. */
  steps: number;
  /** How long it took. */
  seconds: number;
  /** Tokens of all requests. */
  usage: Usage;
  /** Seconds by phase, summed over all steps. */
  timings: Record<string, number>;
  /** The name of the run's folder. */
  run: string | null;
}

/** Another process continues a run that was cut off. */
export interface RunResumed {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'run_resumed';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The number of the format that is written from here on. */
  format: number;
  /** Actions performed so far. */
  steps: number;
  /** The agent at work; empty for the one that begins. */
  agent: string;
  /** Whether the screen and the application were taken over as they were. */
  reattached: boolean;
  /** What the model was given as the result of the call that was cut off; empty for none. */
  message: string;
  /** What the model's new conversation begins with; empty where the old one is continued. */
  opening: string;
  /** How many items of the conversation are kept, where neither of the two is given. */
  kept: number;
}

/** A run has a screen, and begins. */
export interface RunStarted {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'run_started';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The number of the log's format; 1 where it is missing (gui-agent 0.1). */
  format: number;
  /** What should happen: the task, or the name of the scenario or the test. */
  task: string;
  /** The name of the model. */
  model: string;
  /** The command of the application under test; null without one. */
  app: string | null;
  /** The name of the X display; null for the desktop where displays have no name. */
  display: string | null;
  /** Whether the run has a private screen, which ends with it. */
  private: boolean;
  /** The part of the virtual screen that the pictures show, in pixels: left, top, right, bottom. */
  screen: [number, number, number, number];
  /** What the run may use at most. */
  limits: LoggedLimits;
  /** How the agent was set up; null for what cannot be resumed: a scenario, a test in Python. */
  settings: LoggedSettings | null;
}

/** A scenario is about to be played; it has no screen yet. */
export interface ScenarioStarted {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'scenario_started';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The number of the log's format; 1 where it is missing (gui-agent 0.1). */
  format: number;
  /** The scenario file, relative to where scenarios are played. */
  file: string;
  /** The line at which it begins, from 1. */
  line: number;
  /** Its name. */
  title: string;
  /** Its tags. */
  tags: string[];
  /** How its cassette is used: off, auto, only, strict or record. */
  replay: string;
}

/** How the screen came to rest. */
export interface Settle {
  /** Why the waiting ended. */
  reason: string;
  /** How long was waited. */
  seconds: number;
}

/** A command of the scenario has ended. */
export interface ShellFinished {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'shell_finished';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The command. */
  command: string;
  /** Its exit status; negative for a signal; null where it has none. */
  exit: number | null;
  /** The end of its output. */
  stdout: string;
  /** The end of its error output. */
  stderr: string;
  /** The exit status that it should have. */
  expected_exit: number;
  /** The output that it should have, all of it or a part; null for any. */
  expected_stdout: string | null;
  /** Whether all is as expected. */
  ok: boolean;
}

/** A step of the scenario has ended. */
export interface StageFinished {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'stage_finished';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** How it ended. */
  verdict: 'passed' | 'failed' | 'flaky' | 'unsure' | 'undecided' | 'limit' | 'environment' | 'endpoint' | 'unparseable' | 'usage' | 'interrupted' | 'skipped' | 'expected_failure' | 'skipped';
  /** Why it did not pass; empty if it did. */
  reason: string;
  /** How long it took. */
  seconds: number;
  /** Decisions that the model took again, because the recorded ones did not hold. */
  healed: number;
  /** Checks that the model judged again, because the screen differs from the recorded picture. */
  rejudged: number;
}

/** A step of the scenario begins. */
export interface StageStarted {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'stage_started';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The kind of step: do, check, app, setup, ... */
  kind: string;
  /** The step as it is written, its variables filled in. */
  text: string;
  /** The file that it is written in; empty for a test in Python. */
  file: string;
  /** The line, from 1; 0 for a test in Python. */
  line: number;
}

/** A window that an action would have touched. */
export interface TouchedWindow {
  /** Its title. */
  title: string;
  /** Names of the application. */
  applications: string[];
  /** The domain of the page in it; empty for none. */
  domain: string;
}

/** Tokens of some requests, and how many requests there were. */
export interface Usage {
  /** How many requests were sent. */
  requests: number;
  /** Tokens sent, cached ones included. */
  input_tokens: number;
  /** Tokens of those sent that the server had in its cache. */
  cached_tokens: number;
  /** Tokens received. */
  output_tokens: number;
  /** Tokens sent and received, cached ones included. */
  total_tokens: number;
}

/** A value was read from the screen. */
export interface ValueRead {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'value_read';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** The variable that holds it from now on. */
  name: string;
  /** What was to be read. */
  what: string;
  /** The value, as JSON. */
  value: any;
  /** The screen. */
  picture: string;
  /** The recorded picture, where the screen is another one. */
  recorded: string;
  /** Where the value came from. */
  source: '' | 'cassette' | 'reading' | 'healed' | 'model';
}

/** A second channel was asked whether the task is done. */
export interface Verified {
  /** Its place in the log, from 0; -1 until it is written. */
  seq: number;
  /** When it was written (UTC, to the millisecond). */
  time: string;
  /** Seconds since the run began. */
  at: number;
  /** Its kind. */
  event: 'verified';
  /** SHA-256 over the hash before it and the line without it (see `chain`); empty in logs of older versions. */
  hash: string;
  /** Whether it is. */
  ok: boolean;
  /** What was found where it is not. */
  found: string;
}
