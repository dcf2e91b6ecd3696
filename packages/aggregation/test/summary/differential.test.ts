import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Summary, Window } from '../../src/index.ts';
import { createSummary } from '../../src/index.ts';
import { arbitraryLog } from '../arbitrary-events.ts';
import { referenceSummary } from '../reference-summary.ts';

const GENERATED = new Date('2026-12-01T00:00:00Z');

/** Quantiles of the summary that are within 1 % of the reference's become the reference's. */
function withExactQuantiles(found: unknown, exact: unknown, path: string): unknown {
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return found;
  return Object.fromEntries(
    Object.entries(found).map(([key, value]) => {
      const other =
        typeof exact === 'object' && exact !== null ? (exact as { [key: string]: unknown })[key] : undefined;
      const isQuantile = /^p\d\d$/.test(key) && typeof value === 'number' && typeof other === 'number';
      if (isQuantile && Math.abs(value - other) <= Math.abs(other) * 0.01) return [key, other];
      return [key, withExactQuantiles(value, other, `${path}.${key}`)];
    }),
  );
}

const windows: fc.Arbitrary<Window> = fc
  .tuple(
    fc.option(
      fc.date({ min: new Date('2026-10-20T00:00:00Z'), max: new Date('2026-11-10T00:00:00Z'), noInvalidDate: true }),
    ),
    fc.date({ min: new Date('2026-11-10T00:00:00Z'), max: new Date('2026-11-28T00:00:00Z'), noInvalidDate: true }),
  )
  .map(([start, end]) => ({ range: null, start, end }));

describe('the summary', () => {
  it('says what a plain reference says, on random logs with gaps and wrong types', () => {
    fc.assert(
      fc.property(
        arbitraryLog,
        windows,
        fc.option(fc.constantFrom('a1', 'unknown'), { nil: undefined }),
        (log, window, actorId) => {
          const builder = createSummary({ window, actorId });
          for (const event of log) builder.add(event);
          const summary = builder.finish({ generatedAt: GENERATED });
          const want = referenceSummary(log, window, actorId);
          const {
            schema_version,
            generated_at,
            range,
            window_start,
            window_end,
            actor_id_filter,
            k,
            suppressed_figures,
            raw_from,
            capped,
            ...found
          }: Summary = summary;
          expect({ range, k, capped, actor_id_filter }).toEqual({
            range: null,
            k: null,
            capped: [],
            actor_id_filter: actorId ?? null,
          });
          expect(withExactQuantiles(found, want, '')).toEqual(want);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
