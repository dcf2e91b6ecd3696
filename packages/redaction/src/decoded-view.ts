/**
 * A text as it reads once decoded: percent-encoding, escapes of JSON and of string literals, HTML entities. The scanners
 * look at it as well, and what they find is mapped back: a secret in a query string or in JSON within JSON is still one.
 */

/** A decoded text; `offsets[i]` is where character `i` stands in the original, with one more entry for the end. */
export interface DecodedView {
  readonly text: string;
  readonly offsets: Int32Array;
}

/** JSON within JSON within a query string. */
export const MAX_DECODED_LEVELS = 3;

const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: ' ',
  colon: ':',
  equals: '=',
  commat: '@',
};
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: ' ',
  f: ' ',
  '"': '"',
  "'": "'",
  '`': '`',
  '/': '/',
  '\\': '\\',
};

/** A sequence of a terminal whose escape is written out: `\u001b[32m`, `\033[1;31m`, `\e[0m`. */
const COLOUR = /\\(?:u001[bB]|x1[bB]|033|e)\[[0-9;]{0,16}[A-Za-z]/y;

/** The value of `count` hex digits at `from`, or -1. */
function hexAt(text: string, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const code = text.charCodeAt(i);
    const digit =
      code >= 48 && code <= 57
        ? code - 48
        : code >= 65 && code <= 70
          ? code - 55
          : code >= 97 && code <= 102
            ? code - 87
            : -1;
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** What the characters at `index` stand for, and how many they are; width 0 where they stand for themselves. */
function decodeAt(text: string, index: number): { readonly char: string; readonly width: number } | undefined {
  const code = text.charCodeAt(index);
  if (code === 37) {
    const value = hexAt(text, index + 1, 2);
    return value < 0 ? undefined : { char: String.fromCharCode(value), width: 3 };
  }
  if (code === 92) {
    const next = text[index + 1] ?? '';
    COLOUR.lastIndex = index;
    const colour = COLOUR.exec(text);
    // A blank, since what follows would stick to the letter that ends it.
    if (colour !== null) return { char: ' ', width: colour[0].length };
    const char = ESCAPES[next];
    if (char !== undefined) return { char, width: 2 };
    if (next !== 'u' && next !== 'x') return undefined;
    const digits = next === 'u' ? 4 : 2;
    const value = hexAt(text, index + 2, digits);
    return value < 0 ? undefined : { char: String.fromCharCode(value), width: digits + 2 };
  }
  if (code !== 38) return undefined;
  const end = text.slice(index, index + 10).indexOf(';');
  if (end < 2) return undefined;
  const name = text.slice(index + 1, index + end);
  if (name[0] === '#') {
    const value =
      name[1] === 'x' || name[1] === 'X'
        ? hexAt(text, index + 3, end - 3)
        : /^#[0-9]{1,6}$/.test(name)
          ? Number(name.slice(1))
          : -1;
    return value < 0 || value > 0xffff ? undefined : { char: String.fromCharCode(value), width: end + 1 };
  }
  const entity = ENTITIES[name];
  return entity === undefined ? undefined : { char: entity, width: end + 1 };
}

/** True when `decodeView` would change the text. */
export function isEncoded(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code === 37 || code === 92 || code === 38) && decodeAt(text, i) !== undefined) return true;
  }
  return false;
}

/** Decodes one level; undefined when there is nothing to decode. Linear. */
export function decodeView(view: DecodedView): DecodedView | undefined {
  const { text } = view;
  let out = '';
  let kept = 0;
  let offsets: number[] | undefined;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 37 && code !== 92 && code !== 38) continue;
    const decoded = decodeAt(text, i);
    if (decoded === undefined) continue;
    offsets ??= [];
    for (let j = kept; j < i; j++) offsets.push(view.offsets[j] as number);
    offsets.push(view.offsets[i] as number);
    out += text.slice(kept, i) + decoded.char;
    kept = i + decoded.width;
    i = kept - 1;
  }
  if (offsets === undefined) return undefined;
  for (let j = kept; j <= text.length; j++) offsets.push(view.offsets[j] as number);
  return { text: out + text.slice(kept), offsets: Int32Array.from(offsets) };
}

/** The view of a text that nothing has been decoded in. */
export function plainView(text: string): DecodedView {
  const offsets = new Int32Array(text.length + 1);
  for (let i = 0; i <= text.length; i++) offsets[i] = i;
  return { text, offsets };
}
