// Foreign text made safe to show, as `record/visible.py` does it for terminals: what cannot be seen, and what turns the direction
// of reading, is written out.

const PICTURE = '[\\p{Extended_Pictographic}\\u{1f3fb}-\\u{1f3ff}]';
const JOINED = '[\\u0600-\\u08ff\\u0900-\\u0dff\\u0f00-\\u109f\\u1780-\\u17ff\\u1800-\\u18af\\ufb50-\\ufdff\\ufe70-\\ufefc]';
const DANGEROUS = /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u2028\u2029\u2800\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]/u;
const WRITING = new RegExp(
  `(?<=${PICTURE})\\ufe0f?\\u200d(?=${PICTURE})|(?<=${PICTURE})[\\ufe0e\\ufe0f]|(?<=[0-9#*])\\ufe0f(?=\\u20e3)|(?<=${JOINED})[\\u200c\\u200d](?=${JOINED})`, 'gu');
const PILE = /(?<=\p{Mn}{4})\p{Mn}/gu;

/** The text with each dangerous character written out: \x1b, \u202e, \u{e0041}. */
export function visible(text) {
  const whole = String(text).replaceAll('\r\n', '\n');
  if (/^[\x20-\x7e\n\t]*$/.test(whole)) return whole;
  const spared = new Set();
  for (const found of whole.matchAll(WRITING)) for (let place = found.index; place < found.index + found[0].length; place += 1) spared.add(place);
  const piled = new Set([...whole.matchAll(PILE)].map((found) => found.index));
  let place = 0;
  let shown = '';
  for (const character of whole) {
    shown += !spared.has(place) && (DANGEROUS.test(character) || piled.has(place)) ? spelled(character) : character;
    place += character.length;
  }
  return shown;
}

function spelled(character) {
  const code = character.codePointAt(0);
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
