/**
 * Which texts of a log may stand in a summary as keys: identifiers, and nothing that names a file, a person's address,
 * an event or a run. What is written by others is never trusted to be what its field promises.
 */

import { NAME_PATTERN } from '@telemetry/schema';

/** What a key becomes that may not be shown, and what a full map folds the rest into. */
export const OTHER = 'other';

/** What a missing field of a kind that every event should have becomes. */
export const UNKNOWN = 'unknown';

/** Beginnings of absolute and relative paths and of times (run ids begin with one), steps upwards, URLs, mail addresses, file names within folders. */
const REVEALING =
  /^(?:[/~]|\.{1,2}\/|[A-Za-z]:\/|file:|\d{4}-\d\d-\d\dT)|\.\.\/|:\/\/|^[^@/]+@[^@/]+\.[A-Za-z]{2,}$|\/[^/]*\.[A-Za-z]{1,5}$/;

const UUID = /^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;

/** Most names: `[A-Za-z_][A-Za-z0-9_.-]*`, without a character that a path, an address or a time needs, and shorter than a UUID. */
const SIMPLE_LENGTH = 35;
/** What an ASCII character may be in them: 2 for any place, 1 for all but the first. */
const SIMPLE = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) return 2;
  return /[0-9.-]/.test(character) ? 1 : 0;
});

/** Tells whether a text may be a key. */
export function isIdentifier(text: string): boolean {
  return isSimple(text) || (NAME_PATTERN.test(text) && !REVEALING.test(text) && !UUID.test(text));
}

/** Tells whether a text may be a key that names an actor: these may be UUIDs. */
export function isActorId(text: string): boolean {
  return isSimple(text) || (NAME_PATTERN.test(text) && !REVEALING.test(text));
}

/** By hand, since it is asked several times an event. */
function isSimple(text: string): boolean {
  if (text.length > SIMPLE_LENGTH || SIMPLE[text.charCodeAt(0)] !== 2) return false;
  for (let at = 1; at < text.length; at++) if (!SIMPLE[text.charCodeAt(at)]) return false;
  return true;
}
