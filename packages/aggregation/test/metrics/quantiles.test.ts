import type { RecordedEvent } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reader } from '../../src/index.ts';
import { quantiles } from '../../src/index.ts';
import { makeEvent, resultOf } from '../make-event.ts';

const value: Reader<number> = { read: (event) => event.payload['value'] as number | undefined };
const holding = (values: readonly number[]): RecordedEvent[] =>
  values.map((one) => makeEvent('x', { payload: { value: one } }));
const steps = Object.fromEntries(Array.from({ length: 101 }, (_, percent) => [`p${percent}`, percent / 100]));

function expectWithinOnePercent(values: readonly number[]): void {
  const result = resultOf(quantiles(value, steps), holding(values));
  const sorted = values.toSorted((a, b) => a - b);
  for (let percent = 0; percent <= 100; percent++) {
    const exact = sorted[Math.max(1, Math.ceil((values.length * percent) / 100)) - 1] ?? Number.NaN;
    const found = result[`p${percent}`] ?? Number.NaN;
    expect(Math.abs(found - exact), `p${percent}: ${found} for ${exact}`).toBeLessThanOrEqual(Math.abs(exact) * 0.01);
  }
}

describe('quantiles', () => {
  it('are within 1 % of exact at every percent, for values of every size and sign', () => {
    const normal = fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((x) => x === 0 || Math.abs(x) >= 2 ** -1022);
    fc.assert(fc.property(fc.array(normal, { minLength: 1, maxLength: 200 }), expectWithinOnePercent));
    fc.assert(fc.property(fc.array(fc.nat(5000), { minLength: 1, maxLength: 400 }), expectWithinOnePercent));
  });

  it('are within 1 % at the edges of buckets', () => {
    const edges = [1, 2, 4, 1000].flatMap((base) => Array.from({ length: 130 }, (_, n) => base * (1 + n / 64)));
    for (const edge of edges)
      expectWithinOnePercent([edge * 0.5, edge * (1 - 2 ** -52), edge, edge * (1 + 2 ** -52), edge * 2]);
  });

  it('are exact at both ends, and everywhere for whole numbers under 256', () => {
    const result = resultOf(quantiles(value, { p0: 0, p50: 0.5, p100: 1 }), holding([1234567, 3, 9.87654321]));
    expect(result).toMatchObject({ p0: 3, p100: 1234567 });
    const whole = fc.integer({ min: -255, max: 255 });
    fc.assert(
      fc.property(
        fc.array(whole, { minLength: 1, maxLength: 300 }),
        fc.integer({ min: 0, max: 100 }),
        (values, percent) => {
          const exact = values.toSorted((a, b) => a - b)[Math.max(1, Math.ceil((values.length * percent) / 100)) - 1];
          expect(resultOf(quantiles(value, { q: percent / 100 }), holding(values)).q).toBe((exact ?? 0) + 0);
        },
      ),
    );
  });

  it('are short to write', () => {
    const found = resultOf(quantiles(value, { p50: 0.5 }), holding([1, 98765.4321, 1e9])).p50;
    expect(String(found).replace(/0+$/, '').length).toBeLessThanOrEqual(4);
  });

  it('know no negative zero', () => {
    expect(Object.is(resultOf(quantiles(value, { p50: 0.5 }), holding([-0, -0, -0])).p50, 0)).toBe(true);
  });

  it('refuse states whose buckets hold no number or lie outside their ends', () => {
    const metric = quantiles(value, { p50: 0.5 });
    const state = holding([1, 2]).reduce((so, event) => metric.add(so, event), metric.empty());
    const good = metric.encode(state);
    expect(metric.encode(metric.decode(good))).toEqual(good);
    const infinite = 0x7ff << 7;
    for (const bad of [
      5,
      [],
      [1, 2, []],
      [1, 2, [[1, 0]]],
      [1, 2, [[infinite, 1]]],
      [1, 2, [[-1, 1]]],
      [
        2,
        1,
        [
          [130944, 1],
          [131072, 1],
        ],
      ],
      [1, 1, [[131072, 1]]],
    ]) {
      expect(() => metric.decode(bad), JSON.stringify(bad)).toThrow(expect.objectContaining({ code: 'STATE_INVALID' }));
    }
  });
});
