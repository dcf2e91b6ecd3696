import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { EncodedEvent } from '@telemetry/payload';
import type { RecordedEvent, ReleasedEvent } from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import type { LocalReporter, RemoteReporter, TelemetryReporter } from '../src/index.ts';
import { createDelivery, memoryReporter, noopReporter, teeReporter } from '../src/index.ts';

const recorded: EncodedEvent<RecordedEvent> = encode({
  schema_version: '1.0',
  event_id: '00000000-0000-4000-8000-000000000001',
  timestamp: '2026-01-01T00:00:00.000Z',
  event: 'runner.started',
  source: 'runner',
  actor: { kind: 'system', id: 'local only' },
  build: {},
  payload: {},
});
const released: EncodedEvent<ReleasedEvent> = encode({
  ...recorded.event,
  actor: { kind: 'system', id: 'abcdefabcdef' },
  anonymous_install_id: '00000000-0000-4000-8000-000000000002',
});

function encode<Event>(event: Event): EncodedEvent<Event> {
  return { event, line: JSON.stringify(event) };
}

const throwing: LocalReporter = {
  ...noopReporter(),
  report() {
    throw new Error('broken');
  },
  async flush() {
    throw new Error('broken');
  },
  async close() {
    throw new Error('broken');
  },
};

const stalling: LocalReporter = {
  ...noopReporter(),
  close: () => new Promise(() => {}),
};

describe('delivery', () => {
  it('gives recorded events to local reporters and released ones to remote reporters, never the other way', () => {
    const local = memoryReporter();
    const remote = memoryReporter({ reach: 'remote' });
    createDelivery([teeReporter(local, teeReporter(remote))]).deliver(recorded, () => released);
    expect(local.events).toEqual([recorded.event]);
    expect(remote.events).toEqual([released.event]);
  });

  it('gives a remote reporter nothing when nothing may be released', () => {
    const remote = memoryReporter({ reach: 'remote' });
    createDelivery([remote]).deliver(recorded, () => undefined);
    expect(remote.events).toEqual([]);
  });

  it('makes no release where no reporter is remote', () => {
    const delivery = createDelivery([memoryReporter()]);
    delivery.deliver(recorded, () => {
      throw new Error('released');
    });
    expect(delivery.hasRemote).toBe(false);
  });

  it('is not held back by a reporter that throws, and counts what it lost', async () => {
    const local = memoryReporter();
    const delivery = createDelivery([throwing, local]);
    delivery.deliver(recorded, () => released);
    await delivery.flush();
    await delivery.close();
    expect(local.events).toHaveLength(1);
    expect(delivery.stats.dropped).toEqual({ reporter_failed: 1 });
  });

  it('closes the others when one never ends, within the bound', async () => {
    const local = memoryReporter();
    await createDelivery([stalling, local]).close({ timeoutMs: 20 });
    local.report(recorded);
    expect(local.stats.dropped).toEqual({ closed: 1 });
  });

  it('ends a close that stalls at its bound, with nothing else to keep the process alive', () => {
    const program = `import { createDelivery } from ${JSON.stringify(join(import.meta.dirname, '../src/delivery.ts'))};
      const never = () => new Promise(() => {});
      const stalling = { reach: 'local', report() {}, flush: never, close: never, stats: {} };
      await createDelivery([stalling]).close({ timeoutMs: 50 });
      process.stdout.write('goes on');`;
    const ended = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', program], { encoding: 'utf8' });
    expect([ended.status, ended.stdout]).toEqual([0, 'goes on']);
  });

  it('waits as long as a timer can for an endless bound, and takes no bound for the default', async () => {
    const warnings: unknown[] = [];
    const note = (warning: unknown) => void warnings.push(warning);
    process.on('warning', note);
    await createDelivery([memoryReporter()]).close({ timeoutMs: Number.POSITIVE_INFINITY });
    await createDelivery([memoryReporter()]).close(null as never);
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('survives a reporter that is async and rejects, and one whose stats throw', async () => {
    const rejecting = { ...noopReporter(), report: async () => Promise.reject(new Error('x')) };
    const opaque: LocalReporter = {
      ...noopReporter(),
      get stats(): never {
        throw new Error('no stats');
      },
    };
    const delivery = createDelivery([rejecting, opaque]);
    delivery.deliver(recorded, () => released);
    await new Promise((resolve) => setImmediate(resolve));
    expect(delivery.stats.dropped).toEqual({ reporter_failed: 1 });
  });

  it('refuses a reporter whose reach is not known', () => {
    const strange = { ...noopReporter(), reach: 'everywhere' } as unknown as TelemetryReporter;
    expect(() => createDelivery([strange])).toThrow(TypeError);
    expect(() => teeReporter(strange)).toThrow(TypeError);
  });

  it('sums the stats of all reporters', () => {
    const delivery = createDelivery([memoryReporter(), memoryReporter()]);
    delivery.deliver(recorded, () => released);
    expect(delivery.stats).toMatchObject({ accepted: 2, written: 2 });
  });
});

describe('a reporter of one’s own', () => {
  it('takes ten lines, and can get nothing but what may leave', () => {
    const lines: string[] = [];
    const own: RemoteReporter = {
      reach: 'remote',
      report: ({ line }) => void lines.push(line),
      flush: async () => {},
      close: async () => {},
      get stats() {
        return { accepted: lines.length, written: 0, sent: lines.length, dropped: {}, retries: 0, queued: 0 };
      },
    };
    createDelivery([own]).deliver(recorded, () => released);
    expect(lines).toEqual([released.line]);
    expect(lines.join()).not.toContain('local only');
  });
});

describe('noopReporter', () => {
  it('is one frozen object that counts nothing', () => {
    expect(noopReporter()).toBe(noopReporter());
    expect(Object.isFrozen(noopReporter())).toBe(true);
    noopReporter().report(recorded);
    expect(noopReporter().stats.accepted).toBe(0);
  });
});
