import type { RecordedEvent } from '@telemetry/schema';
import { declaredFields, recordedName, STANDARD_EVENTS } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSummary, parseRange, renderSummary, SUMMARY_FORMATS } from '../../src/index.ts';
import { makeEvent } from '../make-event.ts';

const GENERATED = new Date('2026-11-20T12:00:00Z');
const RUN = '2025-10-06T12-30-00Z/refactor-config-loader';
const EVENT = '9b2f0f5e-4f0e-4c57-9d0e-0b3f3c7b5a11';

/** Texts that must not be seen, each with a piece by which it is found. */
const planted = fc.constantFrom(
  RUN,
  EVENT,
  '/home/canary/project',
  'canary said hello',
  'canary@example.org',
  './canary/file.ts',
  'src/canary.ts',
  'https://canary.example.org',
);

/** Every field of every standard event holds it, whatever its type, and so does the envelope. */
function pollute(text: string): RecordedEvent[] {
  return STANDARD_EVENTS.flatMap((definition) => {
    const names = declaredFields(definition).map(({ name, field }) => recordedName(name, field));
    return [text, [text], [{ action_type: text, component: text, timestamp_offset: text }], { [text]: text }].map(
      (value) =>
        makeEvent(definition.name, {
          event_id: EVENT,
          run_id: RUN,
          source: text,
          actor: { kind: text as 'agent', id: text },
          cycle: text as unknown as number,
          payload: Object.fromEntries(names.map((name) => [name, value])),
          tags: { [text]: text },
        }),
    );
  });
}

describe('no summary', () => {
  it('holds an event id, a run id, a path or free text, in any form, wherever they stood', () => {
    fc.assert(
      fc.property(planted, (text) => {
        const builder = createSummary({ window: parseRange('7d', GENERATED), actorId: undefined });
        for (const event of [...pollute(text), makeEvent(text)]) builder.add(event);
        const summary = builder.finish({ generatedAt: GENERATED });
        expect(summary.events_considered).toBeGreaterThan(100);
        for (const format of SUMMARY_FORMATS) {
          const shown = renderSummary(summary, format);
          for (const piece of ['canary', EVENT, 'refactor-config-loader']) expect(shown).not.toContain(piece);
        }
        // The state that is kept knows no run either.
        expect(builder.encode()).not.toContain('refactor-config-loader');
      }),
    );
  });

  it('is stopped by an event that is no envelope at all', () => {
    const builder = createSummary({ window: parseRange('7d', GENERATED) });
    const timestamp = '2026-11-20T00:00:00Z';
    const hostile = [
      { timestamp },
      { timestamp, event: 'quest.completed', payload: null, actor: null },
      { timestamp, event: 5, payload: 'x', actor: 5, source: [] },
    ];
    for (const event of hostile) expect(builder.add(event as unknown as RecordedEvent)).toBe(true);
    expect(builder.finish({ generatedAt: GENERATED })).toMatchObject({
      events_considered: 3,
      events_by_type: { unknown: 2, 'quest.completed': 1 },
      events_by_actor_id: { unknown: 3 },
    });
  });
});
