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

/** The text without invisible characters; the same string when there was none. Linear. */
export function stripInvisible(text: string): string {
  const source = text.includes(ESCAPE) ? text.replace(TERMINAL_SEQUENCE, '') : text;
  const length = source.length;
  let out = '';
  let kept = 0;
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
    if (remove) {
      // NUL and the separators of records stand between names in lists: what they part must not become one word.
      out += source.slice(kept, i) + (code === 0 || (code >= 0x1c && code <= 0x1f) ? ' ' : '');
      kept = i + width;
    } else {
      last = code;
    }
    i += width - 1;
  }
  return kept === 0 ? source : out + source.slice(kept);
}
