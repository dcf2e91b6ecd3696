/** Texts of a log by their bytes: few are ever said, and each is made once and not once a line. Plain ASCII only. */

/** Gives the same text for the same bytes while it is remembered. */
export interface TextTable {
  /** The text of the bytes from `from` up to `to`, of which `hashByte` has made `hash`. */
  textOf(bytes: Buffer, from: number, to: number, hash: number): string;
}

/** Texts remembered: more than any vocabulary has; one that falls on the place of another takes it. A power of two. */
const PLACES = 4096;

/** Takes one more byte into a hash; begin with 0. */
export function hashByte(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** A table without texts. */
export function createTextTable(): TextTable {
  const texts = new Array<string>(PLACES).fill('');
  return {
    textOf: (bytes, from, to, hash) => {
      const place = (hash ^ (hash >>> 12)) & (PLACES - 1);
      const known = texts[place] as string;
      if (isTextOf(known, bytes, from, to)) return known;
      const text = bytes.toString('latin1', from, to);
      texts[place] = text;
      return text;
    },
  };
}

function isTextOf(text: string, bytes: Buffer, from: number, to: number): boolean {
  const { length } = text;
  if (length !== to - from) return false;
  for (let at = 0; at < length; at++) if (text.charCodeAt(at) !== bytes[from + at]) return false;
  return true;
}
