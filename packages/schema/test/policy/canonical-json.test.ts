import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, MAX_CANONICAL_DEPTH } from '../../src/policy.ts';

describe('canonicalJson', () => {
  it('writes the examples of RFC 8785, sections 3.2.2 and 3.2.3', () => {
    const example = {
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const keys = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, ö: 7 };
    expect(canonicalJson(keys)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}');
  });

  it('gives the same bytes whatever the order of members, and JSON that says the same', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, shuffled(inner)]),
      );
    };
    const hasMinusZero = (text: string) => /-0(?![.\d])/.test(text);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
        fc.pre(!hasMinusZero(JSON.stringify(value, (_, inner) => (Object.is(inner, -0) ? '-0' : inner))));
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it.each([
    ['undefined', undefined],
    ['undefined in an object', { a: undefined }],
    ['undefined in an array', [undefined]],
    ['a hole', Object.assign(new Array(3), { 0: 1, 2: 2 })],
    ['NaN', Number.NaN],
    ['an infinity', [Number.POSITIVE_INFINITY]],
    ['-0', { a: -0 }],
    ['a bigint', 1n],
    ['a symbol', Symbol('x')],
    ['a function', () => 1],
    ['half a surrogate pair', '\ud800'],
    ['half a surrogate pair as a name', { '\udc00': 1 }],
    ['a date', new Date(0)],
    ['a map', new Map()],
    ['a boxed number', Object(1)],
    ['an object of a class', new (class Thing {})()],
    ['an object that inherits', Object.create({ a: 1 })],
    ['an object with symbols', { [Symbol('x')]: 1 }],
    ['toJSON', { toJSON: () => 'x' }],
    ['toJSON on an array', Object.assign([], { toJSON: () => 'x' })],
  ])('refuses %s with a TypeError', (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError);
  });

  it('takes the deepest value that it says, refuses one deeper, and refuses a cycle', () => {
    const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);
    expect(canonicalJson(nested(MAX_CANONICAL_DEPTH))).toHaveLength(2 * MAX_CANONICAL_DEPTH + 1);
    expect(() => canonicalJson(nested(MAX_CANONICAL_DEPTH + 1))).toThrow(TypeError);
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(() => canonicalJson(cycle)).toThrow(TypeError);
  });

  it('reads every member once, so that a value cannot change between check and encoding', () => {
    let reads = 0;
    const sly = {
      get a() {
        reads += 1;
        return reads === 1 ? 'fine' : undefined;
      },
    };
    expect(canonicalJson(sly)).toBe('{"a":"fine"}');
  });

  it('takes __proto__ as a name like any other', () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"a":1}}'))).toBe('{"__proto__":{"a":1},"b":1}');
  });

  it('names no value in its message', () => {
    expect(() => canonicalJson({ password: 'swordfish\ud800' })).toThrow(/^(?!.*(swordfish|password))/);
  });
});
