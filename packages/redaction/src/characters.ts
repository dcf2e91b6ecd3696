/**
 * Removes what cannot be seen: control, zero-width, bidirectional and tag characters and lone surrogates. They split
 * secrets so that no scanner finds them, and they fake what a reader sees. Tab and line ends stay; joiners stay between
 * characters outside ASCII, where scripts and emoji need them and no secret can be.
 */

const ESCAPE = '\u001b';
/** ESC [ … letter and ESC ] … BEL: removed as one, or their parameters would stick to the next word. */
const TERMINAL_SEQUENCE = new RegExp(
  `${ESCAPE}(?:\\[[0-9;?]{0,32}[A-Za-z]|\\][^\u0007${ESCAPE}]{0,256}(?:\u0007|${ESCAPE}\\\\))`,
  'g',
);

/** True for a BMP code that is never shown, joiners and variation selectors aside. */
function isInvisible(code: number): boolean {
  if (code < 0x20) return code !== 9 && code !== 10 && code !== 13;
  if (code < 0x7f) return false;
  if (code < 0xa0 || code === 0xad) return true;
  if (code < 0x34f) return false;
  switch (code) {
    case 0x34f:
    case 0x61c:
    case 0x115f:
    case 0x1160:
    case 0x17b4:
    case 0x17b5:
    case 0x200b:
    case 0x200e:
    case 0x200f:
    case 0x3164:
    case 0xfeff:
    case 0xffa0:
      return true;
  }
  return (
    (code >= 0x180b && code <= 0x180f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    (code >= 0xfff0 && code <= 0xfffb)
  );
}

/** Joiners and variation selectors: invisible alone, meaningful beside characters that are not ASCII. */
function isJoiner(code: number): boolean {
  return code === 0x200c || code === 0x200d || (code >= 0xfe00 && code <= 0xfe0f);
}

/** What stands for a sequence of a terminal until it is removed as one character. */
const SEQUENCE = '\u0001';

function withoutSequences(text: string): string {
  return text.includes(ESCAPE) ? text.replace(TERMINAL_SEQUENCE, SEQUENCE) : text;
}

/** NUL and the separators of records stand between names in lists: what they part must not become one word. */
function isSeparator(code: number): boolean {
  return code === 0 || (code >= 0x1c && code <= 0x1f);
}

/** Calls `onRemoved` for each character of `source` that goes: its index, its width in UTF-16 units, its first unit. */
function eachInvisible(source: string, onRemoved: (index: number, width: number, code: number) => void): void {
  const length = source.length;
  // The last character that stays, since what is removed between must not shield what follows it.
  let last = 0;
  for (let i = 0; i < length; i++) {
    const code = source.charCodeAt(i);
    if (code >= 0x20 && code < 0x7f) {
      last = code;
      continue;
    }
    let width = 1;
    let remove: boolean;
    if (code >= 0xd800 && code <= 0xdfff) {
      const next = source.charCodeAt(i + 1);
      if (code <= 0xdbff && next >= 0xdc00 && next <= 0xdfff) {
        width = 2;
        const point = ((code - 0xd800) << 10) + (next - 0xdc00) + 0x10000;
        remove = point >= 0xe0000 && point <= 0xe0fff;
      } else {
        remove = true;
      }
    } else if (isJoiner(code)) {
      const next = source.charCodeAt(i + 1);
      remove = last < 0x80 && next !== 0x20e3 ? true : code < 0xfe00 && !(next >= 0x80);
    } else {
      remove = isInvisible(code);
    }
    if (remove) onRemoved(i, width, code);
    else last = code;
    i += width - 1;
  }
}

/** The text without invisible characters; the same string when there was none. Linear. */
export function stripInvisible(text: string): string {
  const source = withoutSequences(text);
  let out = '';
  let kept = 0;
  eachInvisible(source, (index, width, code) => {
    out += source.slice(kept, index) + (isSeparator(code) ? ' ' : '');
    kept = index + width;
  });
  return kept === 0 ? source : out + source.slice(kept);
}

/** A text with blanks where `stripInvisible` leaves nothing; `offsets[i]` is where its character `i` stands in that. */
export interface BorderedText {
  readonly text: string;
  readonly offsets: Int32Array;
}

/**
 * `text` with a border where something invisible stands between two words: `abc`, a zero-width space, a token. Stripped, the
 * two would be one word; undefined where nothing is parted so. Linear.
 */
export function borderInvisible(text: string): BorderedText | undefined {
  const source = withoutSequences(text);
  const offsets = new Int32Array(source.length + 1);
  let out = '';
  let kept = 0;
  let removed = 0;
  let parts = false;
  const copy = (to: number): void => {
    out += source.slice(kept, to);
    for (let i = kept; i < to; i++) offsets[i] = i - removed;
  };
  eachInvisible(source, (index, width, code) => {
    copy(index);
    for (let i = index; i < index + width; i++) offsets[i] = index - removed;
    out += ' '.repeat(width);
    removed += isSeparator(code) ? 0 : width;
    kept = index + width;
    if (!isSeparator(code) && source.charCodeAt(kept) > 0x20) parts = true;
  });
  if (!parts) return undefined;
  copy(source.length);
  offsets[source.length] = source.length - removed;
  return { text: out, offsets };
}
