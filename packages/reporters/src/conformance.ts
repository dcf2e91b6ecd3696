/**
 * The promises of a reporter as a suite of tests. Whoever writes a reporter runs the same one as ours:
 * `describeReporter('my reporter', async () => ({ reporter, delivered }))`, within vitest.
 */

import type { EncodedEvent } from '@telemetry/payload';
import type { RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import { handlesLeftBy } from './handles-left.ts';
import type { LocalReporter, RemoteReporter } from './reporter.ts';

/** A reporter to be tested, and the way to see what came out at its other end. */
export interface ReporterUnderTest {
  readonly reporter: LocalReporter | RemoteReporter;
  /** The JSON lines that have arrived, oldest first. Absent for a reporter that keeps nothing. */
  delivered?(): Promise<readonly string[]>;
  /** Removes what the test made. */
  dispose?(): Promise<void>;
}

/** Events of one burst: more than any batch holds. */
const BURST = 1_000;

/** Declares the suite. `make` is called once a test. */
export function describeReporter(name: string, make: () => Promise<ReporterUnderTest>): void {
  const withReporter = (test: (made: ReporterUnderTest) => Promise<void>) => async () => {
    const made = await make();
    try {
      await test(made);
    } finally {
      await made.reporter.close();
      await made.dispose?.();
    }
  };

  describe(`${name} keeps the promises of a reporter`, () => {
    it(
      'declares its reach',
      withReporter(async ({ reporter }) => {
        expect(['local', 'remote']).toContain(reporter.reach);
      }),
    );

    it(
      'has delivered every accepted event, in order and as the line it was given, when flush resolves',
      withReporter(async (made) => {
        const lines = reportBurst(made.reporter, BURST);
        await made.reporter.flush();
        expect(made.delivered === undefined ? lines : await made.delivered()).toEqual(lines);
        expect(made.reporter.stats.queued).toBe(0);
      }),
    );

    it(
      'accounts for every accepted event as written, sent, dropped or queued, at any moment',
      withReporter(async ({ reporter }) => {
        expectBalance(reporter);
        reportBurst(reporter, BURST);
        expectBalance(reporter);
        await reporter.flush();
        expectBalance(reporter);
        await reporter.close();
        reportBurst(reporter, 1);
        expectBalance(reporter);
      }),
    );

    it(
      'never throws out of report, before or after close',
      withReporter(async ({ reporter }) => {
        expect(() => reportBurst(reporter, 1)).not.toThrow();
        await reporter.close();
        expect(() => reportBurst(reporter, 1)).not.toThrow();
      }),
    );

    it(
      'delivers nothing that was reported after close',
      withReporter(async (made) => {
        const lines = reportBurst(made.reporter, 3);
        await made.reporter.close();
        reportBurst(made.reporter, 3);
        await made.reporter.flush();
        expect(made.delivered === undefined ? lines : await made.delivered()).toEqual(lines);
      }),
    );

    it(
      'may be flushed and closed twice, at once, and without any event',
      withReporter(async ({ reporter }) => {
        await Promise.all([reporter.flush(), reporter.flush()]);
        await Promise.all([reporter.close(), reporter.close({ timeoutMs: 10 })]);
        await reporter.close();
        await expect(reporter.flush()).resolves.toBeUndefined();
      }),
    );

    it(
      'gives snapshots of its stats that do not change afterwards',
      withReporter(async ({ reporter }) => {
        const before = reporter.stats;
        const copy = JSON.stringify(before);
        reportBurst(reporter, 5);
        await reporter.flush();
        expect(JSON.stringify(before)).toBe(copy);
      }),
    );

    it('holds no timer and no handle that keeps the process alive after close', async () => {
      expect(await handlesLeftBy(make, ({ reporter }) => void reportBurst(reporter, 5))).toEqual([]);
    });
  });
}

/** Reports events of the reporter's own projection, and answers their lines. */
function reportBurst(reporter: LocalReporter | RemoteReporter, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    if (reporter.reach === 'local') {
      const sample = encode<RecordedEvent>(sampleEvent(index));
      reporter.report(sample);
      return sample.line;
    }
    const sample = encode<ReleasedEvent>({
      ...sampleEvent(index),
      anonymous_install_id: '00000000-0000-4000-8000-000000000000',
    });
    reporter.report(sample);
    return sample.line;
  });
}

function encode<Event>(event: Event): EncodedEvent<Event> {
  return { event, line: JSON.stringify(event) };
}

function sampleEvent(index: number) {
  return {
    schema_version: '1.0',
    event_id: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    timestamp: '2026-01-01T00:00:00.000Z',
    event: 'runner.started',
    source: 'runner',
    actor: { kind: 'system', id: 'unknown' },
    build: { app: 'conformance' },
    payload: {},
  } as const;
}

function expectBalance(reporter: LocalReporter | RemoteReporter): void {
  const { accepted, written, sent, queued, dropped } = reporter.stats;
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  expect(written + sent + queued + lost).toBe(accepted);
}
