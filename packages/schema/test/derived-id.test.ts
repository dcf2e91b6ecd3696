import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DERIVED_ID_NAMESPACE, deriveEventId } from '../src/parse.ts';

/** RFC 9562, section 5.5, step by step, as another language would do it. */
function uuidV5(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

describe('deriveEventId', () => {
  it('agrees with the published vector of RFC 9562 by the reference that it is held against', () => {
    expect(uuidV5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('is the UUIDv5 of the line, a line feed and the occurrence number', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 1000 }), (line, occurrence) => {
        expect(deriveEventId(line, occurrence)).toBe(uuidV5(DERIVED_ID_NAMESPACE, `${line}\n${occurrence}`));
      }),
    );
  });

  it('never changes: a reader of tomorrow gives the ids of today', () => {
    expect(DERIVED_ID_NAMESPACE).toBe('5d1f4f0c-8a0e-4c5b-9f43-0e6d1c7a2b94');
    expect(deriveEventId('{}', 1)).toBe(uuidV5('5d1f4f0c-8a0e-4c5b-9f43-0e6d1c7a2b94', '{}\n1'));
  });
});
