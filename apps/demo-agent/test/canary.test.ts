import { NAME_PATTERN } from '@telemetry/schema';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCanary } from '../src/canary.ts';

test('a canary is an identifier of the form of a provider key, whatever chance says', () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (chances) => {
      const canary = createCanary((bound) => (chances.next().value ?? 0) % bound);
      expect(canary).toMatch(/^sk-ant-[a-zA-Z][0-9][a-zA-Z0-9]{39}$/);
      expect(canary).toMatch(NAME_PATTERN);
    }),
  );
});

test('two canaries are never the same', () => {
  expect(new Set(Array.from({ length: 100 }, () => createCanary())).size).toBe(100);
});
