import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../src/canonical-json.ts';
import { sampleNumbers } from './support/sample-numbers.ts';

const refused = (code: string) => expect.objectContaining({ name: 'TelemetryError', code });

/** JSON values that the gate takes. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((value) => value + 0),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Number.isInteger(value)),
    fc.string({ unit: 'grapheme' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 4 }),
  ),
})).value;

/** A million numbers take seconds, and machines are slow at times. */
const TIMEOUT_MS = 600_000;

describe('canonicalJson', { timeout: TIMEOUT_MS }, () => {
  it('writes numbers as RFC 8785 publishes it for a million of them, by digest', () => {
    // Published with the test data of RFC 8785's authors for the first 1,000, 10,000, 100,000 and 1,000,000 lines.
    const published = new Map([
      [1_000, 'be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687'],
      [10_000, 'b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892'],
      [100_000, '22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7'],
      [1_000_000, '49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16'],
    ]);
    const digest = createHash('sha256');
    let lines = 0;
    let taken = 0;
    for (const { hex, value } of sampleNumbers()) {
      const text = isTaken(value) ? canonicalJson(value) : canonicalize(value);
      if (isTaken(value)) taken += 1;
      digest.update(`${hex},${text}\n`);
      lines += 1;
      const expected = published.get(lines);
      if (expected !== undefined) expect(digest.copy().digest('hex')).toBe(expected);
      if (lines === 1_000_000) break;
    }
    // The others are -0 and whole numbers beyond 2^53, which the library writes and our gate refuses.
    expect(taken).toBeGreaterThan(500_000);
  });

  it('sorts names by UTF-16 code units and writes strings as the RFC shows', () => {
    // The names of the RFC's own example, in the order that it gives.
    const names = ['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'];
    const shuffled = Object.fromEntries([...names].reverse().map((name) => [name, 0]));
    expect(Object.keys(JSON.parse(canonicalJson(shuffled)) as object).sort()).toEqual([...names].sort());
    const written = [...canonicalJson(shuffled).matchAll(/"((?:[^"\\]|\\.)*)":0/g)].map(
      (match) => JSON.parse(`"${match[1]}"`) as string,
    );
    expect(written).toEqual(names);
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"');
  });

  it('gives the same bytes for the same value, however its members were ordered, and reads back as that value', () => {
    fc.assert(
      fc.property(plain, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses what has code or meaning beside its JSON, each with a code of its own', () => {
    const hole: unknown[] = [1, 2];
    delete hole[0];
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
    const cases: readonly (readonly [unknown, string])[] = [
      [undefined, 'CANONICAL_TYPE'],
      [{ a: undefined }, 'CANONICAL_TYPE'],
      [[undefined], 'CANONICAL_TYPE'],
      [() => 1, 'CANONICAL_TYPE'],
      [{ toJSON: () => 1 }, 'CANONICAL_OBJECT'],
      [{ toJSON: 1 }, 'CANONICAL_OBJECT'],
      [Symbol('s'), 'CANONICAL_TYPE'],
      [1n, 'CANONICAL_TYPE'],
      [Number.NaN, 'CANONICAL_NUMBER'],
      [Number.POSITIVE_INFINITY, 'CANONICAL_NUMBER'],
      [-0, 'CANONICAL_NUMBER'],
      [2 ** 53, 'CANONICAL_NUMBER'],
      [1e300, 'CANONICAL_NUMBER'],
      ['\ud800', 'CANONICAL_STRING'],
      [{ '\udc00': 1 }, 'CANONICAL_STRING'],
      [hole, 'CANONICAL_ARRAY'],
      [Object.assign([1], { extra: 1 }), 'CANONICAL_ARRAY'],
      [new (class extends Array {})(), 'CANONICAL_ARRAY'],
      [new Date(0), 'CANONICAL_OBJECT'],
      [new Map(), 'CANONICAL_OBJECT'],
      [new (class Person {})(), 'CANONICAL_OBJECT'],
      [Buffer.from('a'), 'CANONICAL_OBJECT'],
      [{ [Symbol('s')]: 1 }, 'CANONICAL_OBJECT'],
      [Object.defineProperty({}, 'hidden', { value: 1 }), 'CANONICAL_OBJECT'],
      [cycle, 'CANONICAL_DEPTH'],
      [deep(33), 'CANONICAL_DEPTH'],
    ];
    for (const [value, code] of cases) expect(() => canonicalJson(value)).toThrow(refused(code));
    expect(canonicalJson(deep(32))).toBe(`${'['.repeat(32)}1${']'.repeat(32)}`);
  });

  it('calls no getter, and takes a member called __proto__ as any other', () => {
    let calls = 0;
    const withGetter = {
      get secret() {
        calls += 1;
        return 1;
      },
    };
    const inArray = Object.defineProperty([0], 0, { get: () => ++calls, enumerable: true });
    expect(() => canonicalJson(withGetter)).toThrow(refused('CANONICAL_OBJECT'));
    expect(() => canonicalJson(inArray)).toThrow(refused('CANONICAL_ARRAY'));
    expect(calls).toBe(0);
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":2}}'))).toBe('{"__proto__":{"a":2},"b":1}');
  });

  it('says nothing of the value in its refusals', () => {
    const secret = `value-${Math.random()}`;
    for (const value of [{ [secret]: undefined }, [secret, 1n], { [secret]: `\ud800${secret}` }]) {
      try {
        canonicalJson(value);
        expect.unreachable();
      } catch (error) {
        expect(String(error)).not.toContain(secret);
      }
    }
  });
});

function isTaken(value: number): boolean {
  return !Object.is(value, -0) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
