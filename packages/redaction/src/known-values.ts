/**
 * A host's known values, compiled: their first two characters select them, so that a text without any costs one table
 * look-up a character.
 */

/** Compiled values: a table of the first two characters, and the values beneath, longest first. */
export interface KnownValues {
  readonly first: Uint8Array;
  readonly values: ReadonlyMap<number, readonly string[]>;
}

/** Two-character slots: codes beyond ASCII share slots, which costs a comparison and loses nothing. */
export function slotOf(text: string, index: number): number {
  return ((text.charCodeAt(index) & 127) << 7) | (text.charCodeAt(index + 1) & 127);
}

/** Values of the same beginning that are tried at one place; a host with more has given us a dictionary. */
const MAX_VALUES = 1_000;
/** Longer values are found by their beginning; what follows is claimed with them. */
const MAX_VALUE_LENGTH = 4_096;

/** Compiles values of 6 and more characters; undefined when none is left. */
export function compileKnownValues(list: readonly string[]): KnownValues | undefined {
  const distinct = [...new Set(list)].filter((value) => value.length >= 6 && value.length <= MAX_VALUE_LENGTH);
  if (distinct.length === 0) return undefined;
  const first = new Uint8Array(128 * 128);
  const values = new Map<number, string[]>();
  for (const value of distinct.slice(0, MAX_VALUES)) {
    const slot = slotOf(value, 0);
    first[slot] = 1;
    const same = values.get(slot);
    if (same === undefined) values.set(slot, [value]);
    else same.push(value);
  }
  for (const same of values.values()) same.sort((a, b) => b.length - a.length);
  return { first, values };
}

/** True when a known value stands somewhere in `text`, at word borders or not. */
export function mayHoldKnownValue(text: string, known: KnownValues): boolean {
  const { first, values } = known;
  const length = text.length - 5;
  for (let i = 0; i < length; i++) {
    const slot = slotOf(text, i);
    if (first[slot] === 0) continue;
    for (const value of values.get(slot) as readonly string[]) if (text.startsWith(value, i)) return true;
  }
  return false;
}
