/** Which words may stand in an artifact as names of buckets: short identifiers, and nothing that looks like somebody's data. */

/** What every word becomes that may not be shown, or that nobody declared. */
export const OTHER = 'other';

const WORD = /^[A-Za-z0-9_][A-Za-z0-9_.:-]{0,63}$/;

/** Times and dates, UUIDs and their pieces, long digits (instants, ids), long hex (digests, keys), steps upwards, drives. */
const REVEALING =
  /\d{4}[-_.]\d{2}[-_.]\d{2}|\d{1,2}:\d{2}|[0-9a-f]{8}-[0-9a-f]{4}|\d{9,}|(?=[0-9a-f]*\d)[0-9a-f]{16,}|\.\.|^[A-Za-z]:/i;

/** What is left of the address of a host, in a network (IPv4, IPv6) or of a card. */
const HOST_LIKE =
  /^(?:www\.|(?:\d{1,3}\.){3}\d{1,3}(?![\d.]))|::|(?<![0-9a-z])(?:(?:[0-9a-f]{1,4}:){3,}[0-9a-f]{1,4}|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2})(?![0-9a-z])/i;

/** Tells whether a word may be shown. */
export function isShareableWord(word: string): boolean {
  return WORD.test(word) && !REVEALING.test(word) && !HOST_LIKE.test(word);
}
