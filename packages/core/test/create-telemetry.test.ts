import { runInNewContext } from 'node:vm';
import { memoryReporter, noopReporter, teeReporter } from '@telemetry/reporters';
import type { RecordedEvent } from '@telemetry/schema';
import { count, defineCatalog, defineEvent, flag, hashed, local, millis, name, optional } from '@telemetry/schema';
import { describe, expect, it } from 'vitest';
import type { TelemetryOptions } from '../src/index.ts';
import { createTelemetry } from '../src/index.ts';

const indexed = defineEvent('repo.indexed', 'A repository was indexed.', {
  minimal: { success: flag(), duration_ms: millis(), error_type: optional(name('TypeError')) },
  standard: { files: optional(count()) },
  debug: { note: optional(local()), command: optional(hashed()) },
});

const consented = { level: 'debug' } as const;

function start(more: Partial<TelemetryOptions> = {}) {
  const reporter = memoryReporter();
  const telemetry = createTelemetry({
    app: 'my-agent',
    version: '1.2.3',
    events: [indexed],
    reporter,
    config: consented,
    env: {},
    ...more,
  });
  return { telemetry, reporter };
}

function names(events: readonly RecordedEvent[]): readonly string[] {
  return events.map(({ event }) => event);
}

/** Text that the sanitizer replaces; made here, so that no address stands in the repository. */
const mail = `${Math.random().toString(36).slice(2)}@example.org`;

describe('createTelemetry', () => {
  it('records an event in the envelope of version 1.0', () => {
    const { telemetry, reporter } = start({ now: () => Date.UTC(2026, 10, 20, 12, 34, 56, 789) });
    telemetry.scope({ runId: 'a/b', cycle: 2, actor: { kind: 'agent' }, source: 'executor' }).track(indexed, {
      success: true,
      duration_ms: 12,
    });
    const [event] = reporter.events;
    expect(event).toMatchObject({
      schema_version: '1.0',
      timestamp: '2026-11-20T12:34:56.789Z',
      event: 'repo.indexed',
      source: 'executor',
      actor: { kind: 'agent', id: 'unknown' },
      run_id: 'a/b',
      cycle: 2,
      build: { app: 'my-agent', app_version: '1.2.3', runtime: 'node' },
      payload: { success: true, duration_ms: 12 },
    });
    expect(event?.event_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('takes the name of a standard event as well as a definition', () => {
    const { telemetry, reporter } = start();
    telemetry.track('review.decision', { verdict: 'revise' });
    expect(names(reporter.events)).toEqual(['review.decision']);
  });

  it.each([
    ['app', { app: '/home/somebody/client' }],
    ['version', { version: 'version two' }],
    ['gitSha', { gitSha: 'see https://example.org' }],
    ['config.level', { config: { level: 'DEBUG' } }],
    ['config.uploadLevel', { config: { level: 'debug', uploadLevel: 'all' } }],
    ['config.debugUntilMs', { config: { level: 'debug', debugUntilMs: Number.NaN } }],
    ['identity.installId', { identity: { salt: new Uint8Array(32), installId: 'somebody' } }],
  ])('refuses a malformed %s as a mistake of the host, without repeating it', (name, options) => {
    expect(() => start(options as never)).toThrow(TypeError);
    expect(() => start(options as never)).toThrow(new RegExp(`^${name} must be`));
  });

  it('is a frozen constant with empty methods when it is off', () => {
    const { telemetry, reporter } = start({ config: { level: 'off' } });
    const other = start({ env: { DO_NOT_TRACK: '1' } }).telemetry;
    expect(telemetry).toBe(other);
    expect(Object.isFrozen(telemetry)).toBe(true);
    telemetry.scope({ runId: 'x' }).track(indexed, { success: true, duration_ms: 1 });
    expect(telemetry.measure(indexed, {}, () => 42)).toBe(42);
    expect(reporter.events).toEqual([]);
  });

  it.each([
    [{ DO_NOT_TRACK: '1' }, false],
    [{ DO_NOT_TRACK: 'true' }, false],
    [{ DO_NOT_TRACK: '0' }, true],
    [{ DO_NOT_TRACK: '' }, true],
    [{ MY_AGENT_TELEMETRY_DISABLED: '1' }, false],
    [{ OTHER_TELEMETRY_DISABLED: '1' }, true],
  ])('obeys the environment %o', (env, enabled) => {
    expect(start({ env }).telemetry.enabled).toBe(enabled);
  });

  it('flags once what the sanitizer did, with the event and the counts, never the value', () => {
    const { telemetry, reporter } = start();
    telemetry.track(indexed, { success: true, duration_ms: 1, note: `write to ${mail}` });
    expect(names(reporter.events)).toEqual(['repo.indexed', 'risk.flagged']);
    expect(reporter.events[1]?.payload).toEqual({
      reason: 'telemetry_sanitized',
      trigger_event_type: 'repo.indexed',
      fields_redacted_count: 1,
      fields_truncated_count: 0,
    });
    expect(reporter.lines.join()).not.toContain(mail);
  });

  it('never flags a flag', () => {
    const { telemetry, reporter } = start();
    telemetry.scope({ actor: { kind: 'human', id: mail } }).track('risk.flagged', { reason: 'unsafe' });
    expect(names(reporter.events)).toEqual(['risk.flagged']);
  });

  it('counts and flags a payload that does not fit, by the names of its declared fields', () => {
    const { telemetry, reporter } = start();
    telemetry.track(indexed, { success: 'yes', duration_ms: -1 } as never);
    expect(reporter.events.map(({ payload }) => payload)).toEqual([
      { reason: 'invalid_payload', trigger_event_type: 'repo.indexed', fields: ['success', 'duration_ms'] },
    ]);
    expect(telemetry.stats.dropped).toEqual({ invalid_payload: 1 });
  });

  it('says nothing of the name of an unknown event', () => {
    const { telemetry, reporter } = start();
    telemetry.track(mail as never, {} as never);
    expect(reporter.events.map(({ payload }) => payload)).toEqual([{ reason: 'invalid_event_type' }]);
    expect(reporter.lines.join()).not.toContain(mail);
  });

  it('counts what exceeds the budget of an event, and begins anew after a minute', () => {
    let nowMs = 0;
    const few = defineEvent('few.events', 'Few.', { minimal: { n: count() } }, { perMinute: 3 });
    const reporter = memoryReporter();
    const telemetry = createTelemetry({
      app: 'my-agent',
      catalog: defineCatalog({ events: [few] }),
      reporter,
      config: consented,
      env: {},
      now: () => nowMs,
    });
    for (let n = 0; n < 5; n += 1) telemetry.track(few, { n });
    nowMs = 60_000;
    telemetry.track(few, { n: 6 });
    expect(reporter.events.map(({ payload }) => payload['n'])).toEqual([0, 1, 2, 6]);
    expect(telemetry.stats.dropped).toEqual({ over_budget: 2 });
  });

  it('falls back to standard at the instant at which the consent to debug ends', () => {
    let nowMs = 999;
    const { telemetry, reporter } = start({ config: { level: 'debug', debugUntilMs: 1_000 }, now: () => nowMs });
    const payload = { success: true, duration_ms: 1, files: 1, note: 'text' };
    telemetry.track(indexed, payload);
    nowMs = 1_000;
    telemetry.track(indexed, payload);
    expect(telemetry.level).toBe('standard');
    expect(reporter.events.map((event) => Object.keys(event.payload).length)).toEqual([4, 3]);
  });

  it.each([
    ['nothing', undefined],
    ['an event that is no event', 12],
    [
      'an event whose name throws',
      Object.defineProperty({}, 'name', {
        get: () => {
          throw new Error('no');
        },
      }),
    ],
  ])('never throws out of track: %s', (_what, event) => {
    const { telemetry } = start();
    expect(() => telemetry.track(event as never, undefined as never)).not.toThrow();
    expect(() =>
      telemetry
        .scope(undefined as never)
        .scope(event as never)
        .track(indexed, null as never),
    ).not.toThrow();
    expect(Object.values(telemetry.stats.dropped).reduce((sum, lost) => sum + lost, 0)).toBeGreaterThan(0);
  });

  it('counts as closed what comes after close', async () => {
    const { telemetry, reporter } = start();
    await telemetry.close();
    await telemetry.close();
    telemetry.track(indexed, { success: true, duration_ms: 1 });
    expect(reporter.events).toEqual([]);
    expect(telemetry.stats.dropped).toEqual({ closed: 1 });
  });
});

describe('what reaches a remote reporter', () => {
  const identity = { salt: new Uint8Array(32).fill(3), installId: '7d3ce6a4-4f0e-4c57-9d0e-0b3f3c7b5a11' };

  function remoteAt(config: TelemetryOptions['config'], withIdentity = true) {
    const remote = memoryReporter({ reach: 'remote' });
    const local = memoryReporter();
    const { telemetry } = start({
      reporter: teeReporter(local, remote),
      config,
      ...(withIdentity ? { identity } : {}),
    });
    telemetry
      .scope({ runId: 'secret-project', actor: { kind: 'human', id: 'somebody' } })
      .track(indexed, { success: true, duration_ms: 1, files: 3, note: 'quite private', command: 'rm' });
    return { remote, local };
  }

  it('is nothing without consent to upload, and nothing without an identity', () => {
    expect(remoteAt({ level: 'debug' }).remote.events).toEqual([]);
    expect(remoteAt({ level: 'debug', upload: 'summary' }).remote.events).toEqual([]);
    expect(remoteAt({ level: 'debug', upload: 'events' }, false).remote.events).toEqual([]);
  });

  it('is the released event: no local field, no run, no actor, no minute', () => {
    const { remote, local } = remoteAt({ level: 'debug', upload: 'events', uploadLevel: 'standard' });
    expect(Object.keys(remote.events[0]?.payload ?? {})).toEqual(['success', 'duration_ms', 'files']);
    expect(remote.lines.join()).not.toMatch(/secret-project|somebody|quite private|:[1-9]\d:/);
    expect(remote.events[0]?.event_id).toBe(local.events[0]?.event_id);
  });

  it('is never above the level at which is recorded', () => {
    const { remote } = remoteAt({ level: 'minimal', upload: 'events', uploadLevel: 'debug' });
    expect(Object.keys(remote.events[0]?.payload ?? {})).toEqual(['success', 'duration_ms']);
  });
});

describe('measure', () => {
  it('gives back what the work gives, and records success and duration', async () => {
    const { telemetry, reporter } = start();
    expect(telemetry.measure(indexed, {}, () => 1)).toBe(1);
    await expect(
      telemetry.measure(indexed, {}, async (note) => {
        note({ files: 7 });
        return 'done';
      }),
    ).resolves.toBe('done');
    expect(reporter.events.map(({ payload }) => payload)).toEqual([
      { success: true, duration_ms: expect.any(Number) },
      { success: true, duration_ms: expect.any(Number), files: 7 },
    ]);
  });

  it('throws what the work throws, and records the type of the error, never its message', async () => {
    const { telemetry, reporter } = start();
    const failure = new TypeError(`could not write to ${mail}`);
    expect(() =>
      telemetry.measure(indexed, {}, () => {
        throw failure;
      }),
    ).toThrow(failure);
    await expect(telemetry.measure(indexed, {}, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(reporter.events.map(({ payload }) => [payload['success'], payload['error_type']])).toEqual([
      [false, 'TypeError'],
      [false, 'TypeError'],
    ]);
    expect(reporter.lines.join()).not.toContain(mail);
  });

  it('fills in only what the event declares, and overwrites nothing that was noted', () => {
    const { telemetry, reporter } = start();
    telemetry.measure(indexed, { success: false }, () => undefined);
    telemetry.measure('review.decision', { verdict: 'accept' }, () => undefined);
    expect(reporter.events.map(({ payload }) => payload)).toEqual([
      { success: false, duration_ms: expect.any(Number) },
      { verdict: 'accept' },
    ]);
  });

  it('goes on when what is thrown does not let itself be looked at', () => {
    const { telemetry } = start();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    let thrown: unknown;
    try {
      telemetry.measure(indexed, {}, () => {
        throw proxy;
      });
    } catch (error) {
      thrown = error;
    }
    expect(Object.is(thrown, proxy)).toBe(true);
    expect(telemetry.stats.recorded).toBe(1);
  });
});

describe('measure, whatever it is given', () => {
  it('does the work when the event is none, and counts the drop', () => {
    const { telemetry } = start();
    const hostile = new Proxy(
      {},
      {
        get() {
          throw new Error('no');
        },
      },
    );
    expect(telemetry.measure(hostile as never, {} as never, () => 42)).toBe(42);
    expect(telemetry.stats.dropped).toEqual({ internal_error: 1 });
  });

  it('waits for a promise of another realm', async () => {
    const { telemetry, reporter } = start();
    const foreign = runInNewContext('Promise.reject(new TypeError("x"))') as Promise<never>;
    await expect(telemetry.measure(indexed, {}, () => foreign)).rejects.toBeDefined();
    expect(reporter.events[0]?.payload['success']).toBe(false);
  });

  it('does not start the work of a thenable', () => {
    const { telemetry } = start();
    let started = 0;
    const lazy = Object.defineProperty({}, 'then', { value: () => (started += 1) });
    expect(telemetry.measure(indexed, {}, () => lazy)).toBe(lazy);
    expect(started).toBe(0);
  });
});

describe('memory', () => {
  it('does not grow with names that nobody declared, and they share one budget', () => {
    const { telemetry } = start({ now: () => 0 });
    for (let n = 0; n < 2_000; n += 1) telemetry.track(`tool.${n}` as never, {} as never);
    expect(telemetry.stats.dropped).toEqual({ invalid_event_type: 600, over_budget: 1_400 });
  });
});

describe('a scope', () => {
  it('binds context that inner scopes add to and override', () => {
    const { telemetry, reporter } = start({ context: { source: 'runner', tags: { environment: 'ci' } } });
    telemetry
      .scope({ runId: 'outer', tags: { shard: '1' } })
      .scope({ runId: 'inner', cycle: 3 })
      .track(indexed, { success: true, duration_ms: 1 });
    expect(reporter.events[0]).toMatchObject({
      source: 'runner',
      run_id: 'inner',
      cycle: 3,
      tags: { environment: 'ci', shard: '1' },
    });
  });

  it('takes no context of the wrong form', () => {
    const { telemetry, reporter } = start();
    telemetry
      .scope({ cycle: 0.5, actor: { kind: 'robot' }, source: 7, tags: { n: 1 } } as never)
      .track(indexed, { success: true, duration_ms: 1 });
    expect(reporter.events[0]).toMatchObject({ source: 'core', actor: { kind: 'system', id: 'unknown' } });
    expect(reporter.events[0]?.cycle).toBeUndefined();
    expect(reporter.events[0]?.tags).toBeUndefined();
  });
});

describe('with a reporter that does nothing', () => {
  it('counts what was recorded all the same', () => {
    const { telemetry } = start({ reporter: noopReporter() });
    telemetry.track(indexed, { success: true, duration_ms: 1 });
    expect(telemetry.stats).toMatchObject({ recorded: 1, dropped: {} });
  });
});
