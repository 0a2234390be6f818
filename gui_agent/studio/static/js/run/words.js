// Actions and phases in words, as the terminal and the report have them.

export const PHASES = ['capture', 'encode', 'prompt', 'model', 'act', 'settle'];

/** An action of the log as a user reads it: "type 'Milk'", "left_click the Add button". */
export function actionWords(action) {
  if (!action) return '';
  if (action.action === 'type') return `type '${action.content}'`;
  if (action.action === 'key') return `key ${action.keys}${action.presses > 1 ? ` ×${action.presses}` : ''}`;
  if (action.action === 'scroll') return `scroll ${action.direction} ${action.step ?? 5} ${action.element_info ?? ''}`.trim();
  if (action.action === 'wait') return `wait ${action.seconds ?? 5} s`;
  return `${action.action} ${action.element_info ?? ''}`.trim();
}

/** What an agent said when it handed over. */
export function saidWords(said) {
  if (!said) return '';
  if (said.kind === 'plan') return said.goals.map((goal) => goal.goal).join('; ');
  return said.missing || said.what || said.summary || said.note || '';
}

/** A model's words without the notes that it wrote for itself at their end. */
export function withoutMemory(text) {
  return (text ?? '').split('\nMemory: ')[0].replace(/^Memory: .*$/m, '').trim();
}

/** The sum of a step's phases without the model's. */
export function ours(timings) {
  return PHASES.filter((phase) => phase !== 'model').reduce((sum, phase) => sum + (timings[phase] ?? 0), 0);
}
