/** Event ids of lines that carry none: UUIDv5, so that the same line read twice is the same event. */

import { hash } from 'node:crypto';

/** The namespace of derived ids, drawn at random once. Never change it: every derived id would change. */
export const DERIVED_ID_NAMESPACE = '5d1f4f0c-8a0e-4c5b-9f43-0e6d1c7a2b94';

/** The 16 bytes of the namespace, as one character each. */
const NAMESPACE_BYTES = Buffer.from(DERIVED_ID_NAMESPACE.replaceAll('-', ''), 'hex');

/**
 * The id of a line: UUIDv5 over the line's UTF-8 bytes without its ending, a line feed, and its occurrence number in decimal.
 * No line holds a line feed, so no two pairs share their bytes.
 *
 * @param occurrence how often an equal line was met so far in its stream, itself included: 1 for the first
 * Source: RFC 9562, section 5.5.
 */
export function deriveEventId(line: string, occurrence: number): string {
  const name = Buffer.from(`${line}\n${occurrence}`);
  const hex = hash('sha1', Buffer.concat([NAMESPACE_BYTES, name]), 'hex');
  const variant = ((Number.parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}
