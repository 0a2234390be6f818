// The phases of a step, as the terminal and the report have them.

export const PHASES = ['capture', 'encode', 'prompt', 'model', 'act', 'settle'];

/** The sum of a step's phases without the model's.
 *  @param {Record<string, number>} timings */
export function ours(timings) {
  return PHASES.filter((phase) => phase !== 'model').reduce((sum, phase) => sum + (timings[phase] ?? 0), 0);
}
