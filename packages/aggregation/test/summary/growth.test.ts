import type { RecordedEvent } from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import { createSummary, createSummaryFold } from '../../src/index.ts';
import { makeEvent } from '../make-event.ts';

const END = new Date('2026-11-20T23:59:59.999Z');

/** Events of one day that repeat forty agents, five runs and a hundred durations. */
function repeated(count: number): RecordedEvent[] {
  return Array.from({ length: count }, (_, n) =>
    makeEvent('agent_execution', {
      event_id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
      timestamp: `2026-11-20T10:00:${String(n % 60).padStart(2, '0')}.000Z`,
      run_id: `run-${n % 5}`,
      actor: { kind: 'agent', id: `worker-${n % 7}` },
      payload: { agent_type: `agent-${n % 40}`, success: n % 3 === 0, duration_ms: n % 100, cost: (n % 10) / 100 },
    }),
  );
}

describe('the state of a summary', () => {
  it('grows with what is different and not with how many events there are', () => {
    const window = { range: null, start: null, end: END };
    const sizes = [400, 20_000].map((count) => {
      const builder = createSummary({ window });
      const fold = createSummaryFold({ window });
      const folded = repeated(count).reduce((so, event) => {
        builder.add(event);
        return fold.add(so, event);
      }, fold.empty());
      return [builder.encode().length, fold.encode(folded).length] as const;
    });
    const [[few, fewFolded] = [0, 0], [many, manyFolded] = [0, 0]] = sizes;
    // Counts take more digits, and some buckets are hit for the first time.
    expect(many).toBeLessThan(few * 1.8);
    expect(manyFolded).toBeLessThan(fewFolded * 1.8);
  });
});
