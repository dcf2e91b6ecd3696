import { describe, expect, it } from 'vitest';
import type { Field, Treatment } from '../src/index.ts';
import {
  bucketed,
  bytes,
  count,
  DIGEST_PATTERN,
  days,
  delta,
  digest,
  fingerprint,
  flag,
  hashed,
  instant,
  integer,
  list,
  local,
  mean,
  millis,
  minutes,
  NAME_PATTERN,
  name,
  oneOf,
  perSecond,
  rating,
  ratio,
  recordedName,
  seconds,
  tokens,
  treatmentOf,
  usd,
  weeks,
} from '../src/index.ts';

describe('units', () => {
  it.each([
    [millis(), 'milliseconds', undefined, 0],
    [seconds(), 'seconds', undefined, 0],
    [minutes(), 'minutes', undefined, 0],
    [days(), 'days', true, 0],
    [weeks(), 'weeks', true, 0],
    [bytes(), 'bytes', true, 0],
    [count(), 'count', true, 0],
    [mean(), 'count', undefined, 0],
    [tokens(), 'tokens', true, 0],
    [perSecond(), 'per_second', undefined, 0],
    [usd(), 'usd', undefined, 0],
    [ratio(), 'ratio', undefined, 0],
    [rating(1, 5), 'rating', true, 1],
    [delta(), 'delta', undefined, undefined],
    [integer(), 'none', true, undefined],
  ] as const)('%j is declared by one word', (field, unit, isInteger, min) => {
    expect([field.unit, field.integer, field.min]).toEqual([unit, isInteger, min]);
  });
});

describe('treatments', () => {
  const table: readonly (readonly [Field, Treatment, string])[] = [
    [flag(), 'as_is', 'x'],
    [count(), 'as_is', 'x'],
    [bucketed(count()), 'bucket', 'x'],
    [oneOf('a'), 'as_is', 'x'],
    [name('a'), 'vocabulary', 'x'],
    [hashed(), 'keyed_at_record', 'hashed_x'],
    [list(hashed()), 'keyed_at_record', 'hashed_x'],
    [digest(), 'keyed_at_release', 'x'],
    [fingerprint(), 'as_is', 'x'],
    [local(), 'stays_local', 'x'],
    [list(local()), 'stays_local', 'x'],
    [instant(), 'hour', 'x'],
  ];
  it.each(table)('%j is treated as %s and recorded as %s', (field, treatment, recorded) => {
    expect([treatmentOf(field), recordedName('x', field)]).toEqual([treatment, recorded]);
  });
});

describe('patterns', () => {
  it('lets identifiers fit and text not', () => {
    for (const fine of ['gpt-4.1', '@scope/tool', 'a:b', 'x'.repeat(64)]) expect(NAME_PATTERN.test(fine)).toBe(true);
    for (const wrong of ['', 'two words', 'x'.repeat(65), 'é', 'a\n', '~/x', 'a=b', '[redacted]']) {
      expect(NAME_PATTERN.test(wrong)).toBe(false);
    }
  });

  it('lets lower-case SHA-256 and its first characters fit as a digest', () => {
    for (const fine of ['a'.repeat(12), 'a'.repeat(64), `sha256:${'0'.repeat(64)}`])
      expect(DIGEST_PATTERN.test(fine)).toBe(true);
    for (const wrong of ['a'.repeat(11), 'a'.repeat(65), 'A'.repeat(64), 'g'.repeat(64), `${'a'.repeat(64)}\n`]) {
      expect(DIGEST_PATTERN.test(wrong)).toBe(false);
    }
  });
});

describe('vocabularies', () => {
  it('are sorted, whatever the order of declaration, so that two builds give one digest', () => {
    expect(name('b', 'a')).toEqual(name('a', 'b'));
  });
});
