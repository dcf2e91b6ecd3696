import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disableTelemetry, enableTelemetry, rotateIdentity } from '@telemetry/consent';
import { memoryReporter } from '@telemetry/reporters';
import type { TelemetryError } from '@telemetry/schema';
import { count, defineEvent, extendStandardCatalog, hashed, local, optional } from '@telemetry/schema';
import { policyOf } from '@telemetry/schema/policy';
import { purgeLog, readLog, readLosses } from '@telemetry/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LoadOptions } from '../src/index.ts';
import { loadTelemetry } from '../src/index.ts';

const worked = defineEvent('work.done', 'Work was done.', {
  minimal: { n: count() },
  standard: { parts: optional(count()) },
  debug: { note: optional(local()), command: optional(hashed()) },
});
const policy = policyOf(extendStandardCatalog({ events: [worked] }));

let home = '';
let telemetryDir = '';
const errors: TelemetryError[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'core-'));
  telemetryDir = join(home, '.my-agent', 'telemetry');
  errors.length = 0;
});

afterEach(() => rmSync(home, { recursive: true }));

function at() {
  return { app: 'my-agent', env: {}, home, isCi: false } as const;
}

async function enable(level: 'minimal' | 'standard' | 'debug' = 'minimal', agreed = policy) {
  await enableTelemetry({ ...at(), policy: agreed, how: 'flag', level, isDebugConfirmed: level === 'debug' });
}

function load(more: Partial<LoadOptions> = {}) {
  return loadTelemetry({ ...at(), events: [worked], onError: (error) => void errors.push(error), ...more });
}

/** Everything in the log, in the order of writing. */
async function logged(): Promise<readonly { readonly payload: { readonly [field: string]: unknown } }[]> {
  const events = [];
  for await (const { line } of readLog({ directory: telemetryDir })) events.push(JSON.parse(line));
  return events;
}

describe('loadTelemetry without consent', () => {
  it('gives the object that does nothing, and leaves no file and no folder', async () => {
    const telemetry = await load();
    telemetry.track(worked, { n: 1 });
    await telemetry.close();
    expect(telemetry.enabled).toBe(false);
    expect(readdirSync(home)).toEqual([]);
    expect(errors).toEqual([]);
  });

  it('writes nothing when the user enabled it and the environment says no', async () => {
    await enable();
    const before = readdirSync(telemetryDir).sort();
    const telemetry = await load({ env: { DO_NOT_TRACK: '1' } });
    telemetry.track(worked, { n: 1 });
    await telemetry.close();
    expect(readdirSync(telemetryDir).sort()).toEqual(before);
  });

  it('stays off and tells the host once when the configuration is damaged', async () => {
    await enable();
    writeFileSync(join(home, '.my-agent', 'config.toml'), '[telemetry]\nenabled = maybe\n');
    const telemetry = await load();
    expect(telemetry.enabled).toBe(false);
    expect(errors.map(({ code }) => code)).toEqual(['CONFIG_SYNTAX']);
  });

  it('cannot be turned on or raised by its host', async () => {
    expect((await load({ config: { enabled: true, level: 'debug' } })).enabled).toBe(false);
    await enable('minimal');
    expect((await load({ config: { enabled: true, level: 'debug' } })).level).toBe('minimal');
    expect((await load({ config: { enabled: false } })).enabled).toBe(false);
  });

  it('refuses a malformed name of an application, which is the host’s own mistake', async () => {
    await expect(load({ app: '../etc' })).rejects.toMatchObject({ code: 'APP_NAME_INVALID' });
  });
});

describe('loadTelemetry with consent', () => {
  it('writes events into the log of the user, readable by nobody else', async () => {
    await enable('standard');
    const telemetry = await load();
    telemetry.track(worked, { n: 1, parts: 2, note: 'above the level' });
    await telemetry.close();
    expect((await logged()).map(({ payload }) => payload)).toEqual([{ n: 1, parts: 2 }]);
    expect(statSync(join(telemetryDir, 'events.jsonl')).mode & 0o777).toBe(0o600);
    expect(statSync(telemetryDir).mode & 0o777).toBe(0o700);
  });

  it('records only what was agreed, whatever the catalog has come to declare since', async () => {
    const former = defineEvent('work.done', 'Work was done.', { minimal: { n: count() } });
    await enable('debug', policyOf(extendStandardCatalog({ events: [former] })));
    const telemetry = await load();
    telemetry.track(worked, { n: 1, parts: 2, note: 'new field' });
    await telemetry.close();
    expect((await logged()).map(({ payload }) => payload)).toEqual([{ n: 1 }]);
    expect(telemetry.stats.fieldsDropped).toBe(0);
  });

  it('keys what is hashed with the salt of the identity: the same in two processes, another after it was rotated', async () => {
    await enable('debug');
    const record = async () => {
      const telemetry = await load();
      telemetry.track(worked, { n: 1, command: 'make' });
      await telemetry.close();
    };
    await record();
    await record();
    await rotateIdentity(at());
    await record();
    const [first, second, third] = (await logged()).map(({ payload }) => payload['hashed_command']);
    expect(new Set([first, second, third]).size).toBe(2);
  });

  it('stops at the next batch when consent was withdrawn beside it', async () => {
    await enable();
    const telemetry = await load();
    telemetry.track(worked, { n: 1 });
    await telemetry.flush();
    await disableTelemetry({ ...at(), how: 'flag' });
    telemetry.track(worked, { n: 2 });
    await telemetry.flush();
    telemetry.track(worked, { n: 3 });
    await telemetry.close();
    expect((await logged()).map(({ payload }) => payload['n'])).toEqual([1]);
    expect(telemetry.enabled).toBe(false);
  });

  it('records at the new level from the next batch on, and writes nothing of what was recorded above it', async () => {
    await enable('debug');
    const telemetry = await load();
    telemetry.track(worked, { n: 1, parts: 1, note: 'debug' });
    await telemetry.flush();
    await enable('minimal');
    telemetry.track(worked, { n: 2, parts: 2, note: 'debug' });
    await telemetry.flush();
    telemetry.track(worked, { n: 3, parts: 3, note: 'debug' });
    await telemetry.close();
    expect((await logged()).map(({ payload }) => payload)).toEqual([{ n: 1, parts: 1, note: 'debug' }, { n: 3 }]);
    expect(telemetry.stats.reporter.dropped).toEqual({ consent_withdrawn: 1 });
  });

  it('stops at the next turn when consent was withdrawn and the log is one of the host’s own', async () => {
    await enable();
    const config = join(home, '.my-agent', 'config.toml');
    writeFileSync(config, `${readFileSync(config, 'utf8')}local_file = "~/logs/all.jsonl"\n`);
    const telemetry = await load();
    telemetry.track(worked, { n: 1 });
    await telemetry.flush();
    await disableTelemetry({ ...at(), how: 'flag' });
    telemetry.track(worked, { n: 2 });
    await telemetry.close();
    expect(readFileSync(join(home, 'logs', 'all.jsonl'), 'utf8').match(/"n":\d/g)).toEqual(['"n":1']);
    expect(telemetry.enabled).toBe(false);
  });

  it('does not go on under a new and narrower agreement with what the withdrawn one allowed', async () => {
    await enable('debug');
    const telemetry = await load();
    telemetry.track(worked, { n: 1, parts: 1 });
    await telemetry.flush();
    await disableTelemetry({ ...at(), how: 'flag' });
    const less = defineEvent('work.done', 'Work was done.', { minimal: { n: count() } });
    await enable('debug', policyOf(extendStandardCatalog({ events: [less] })));
    for (const n of [2, 3]) {
      telemetry.track(worked, { n, parts: n });
      await telemetry.flush();
    }
    await telemetry.close();
    expect((await logged()).map(({ payload }) => payload)).toEqual([{ n: 1, parts: 1 }]);
  });

  it('hands a remote reporter nothing from the turn on in which consent was withdrawn', async () => {
    const upload = { upload: 'events', uploadLevel: 'minimal', endpoint: 'https://collector.example/' } as const;
    await enableTelemetry({ ...at(), policy, how: 'flag', level: 'minimal', ...upload });
    const remote = memoryReporter({ reach: 'remote' });
    const telemetry = await load({ reporter: remote });
    telemetry.track(worked, { n: 1 });
    await telemetry.flush();
    await disableTelemetry({ ...at(), how: 'flag' });
    for (let n = 2; n < 50; n += 1) telemetry.track(worked, { n });
    await telemetry.close();
    expect(remote.events.map(({ payload }) => payload['n'])).toEqual([1]);
  });

  it('stops for every reporter, and tells, when the identity is damaged', async () => {
    const upload = { upload: 'events', uploadLevel: 'minimal', endpoint: 'https://collector.example/' } as const;
    await enableTelemetry({ ...at(), policy, how: 'flag', level: 'minimal', ...upload });
    const remote = memoryReporter({ reach: 'remote' });
    const telemetry = await load({ reporter: remote });
    writeFileSync(join(telemetryDir, 'identity.json'), '{"damaged');
    telemetry.track(worked, { n: 1 });
    await telemetry.close();
    expect([telemetry.enabled, remote.events.length, (await logged()).length]).toEqual([false, 0, 0]);
    expect(errors.map(({ code }) => code)).toEqual(['IDENTITY_DAMAGED']);
  });

  it('makes no file of losses after a withdrawal, and no folder that was deleted', async () => {
    await enable();
    const telemetry = await load();
    telemetry.track(worked, { n: -1 });
    await Promise.resolve();
    await disableTelemetry({ ...at(), how: 'flag' });
    rmSync(join(home, '.my-agent'), { recursive: true });
    await telemetry.close();
    expect(existsSync(join(home, '.my-agent'))).toBe(false);
  });

  it('adds no listener to the process for each time it is loaded', async () => {
    await enable();
    await (await load()).close();
    const before = process.listenerCount('exit');
    for (let times = 0; times < 12; times += 1) await load();
    expect(process.listenerCount('exit') - before).toBeLessThanOrEqual(1);
  });

  it('starts afresh by its next batch when the log was purged beside it', async () => {
    await enable();
    const telemetry = await load();
    telemetry.track(worked, { n: 1 });
    await telemetry.flush();
    purgeLog({ directory: telemetryDir });
    telemetry.track(worked, { n: 2 });
    await telemetry.close();
    expect((await logged()).map(({ payload }) => payload['n'])).toEqual([2]);
  });

  it('keeps the count of what was lost, once, for whoever asks later', async () => {
    await enable();
    const telemetry = await load();
    telemetry.track(worked, { n: -1 });
    await telemetry.flush();
    telemetry.track(worked, { n: -1 });
    await telemetry.flush();
    await telemetry.close();
    expect(readLosses(join(telemetryDir, 'losses.jsonl'))).toEqual({ invalid_payload: 2 });
  });

  it('adds the rules of the user and of the host to the redaction', async () => {
    await enable('debug');
    const config = join(home, '.my-agent', 'config.toml');
    writeFileSync(config, `${readFileSync(config, 'utf8')}[telemetry.redaction]\npatterns = ["order-[0-9]{4}"]\n`);
    const telemetry = await load({ redaction: { knownValues: ['Nightingale'] } });
    telemetry.track(worked, { n: 1, note: 'for Nightingale, order-1234' });
    await telemetry.close();
    expect(errors).toEqual([]);
    expect((await logged())[0]?.payload['note']).toBe('for [redacted], [redacted]');
  });

  it('stays off and tells the host when a rule of the user could make it slow', async () => {
    await enable('debug');
    const config = join(home, '.my-agent', 'config.toml');
    writeFileSync(config, `${readFileSync(config, 'utf8')}[telemetry.redaction]\npatterns = ["(a+)+$"]\n`);
    expect((await load()).enabled).toBe(false);
    expect(errors.map(({ code }) => code)).toEqual(['REDACTION_PATTERN_UNSAFE']);
  });

  it('writes where local_file says, inside the home', async () => {
    await enable();
    const config = join(home, '.my-agent', 'config.toml');
    writeFileSync(config, `${readFileSync(config, 'utf8')}local_file = "~/logs/<run_id>.jsonl"\n`);
    const telemetry = await load({ context: { runId: 'one/two' } });
    telemetry.track(worked, { n: 1 });
    await telemetry.close();
    expect(errors).toEqual([]);
    expect(readFileSync(join(home, 'logs', 'one', 'two.jsonl'), 'utf8')).toContain('work.done');
  });

  it('does not harm its host when the home cannot be written', async () => {
    await enable();
    rmSync(telemetryDir, { recursive: true });
    writeFileSync(telemetryDir, 'a file stands where the folder should be');
    const telemetry = await load();
    telemetry.track(worked, { n: 1 });
    await telemetry.close();
    expect(telemetry.enabled).toBe(false);
    expect(errors.length).toBeGreaterThan(0);
  });
});

describe('a process that records', () => {
  const program = (lines: string, more: { readonly [name: string]: string } = {}) => {
    const file = join(home, 'host.ts');
    mkdirSync(home, { recursive: true });
    writeFileSync(
      file,
      `import { loadTelemetry } from ${JSON.stringify(join(import.meta.dirname, '../src/index.ts'))};
       import { defineEvent, count } from ${JSON.stringify(join(import.meta.dirname, '../../schema/src/index.ts'))};
       const worked = defineEvent('work.done', 'Work was done.', { minimal: { n: count() } });
       const telemetry = await loadTelemetry({ app: 'my-agent', events: [worked] });
       ${lines}`,
    );
    return spawnSync(process.execPath, [file], {
      encoding: 'utf8',
      timeout: 30_000,
      env: { PATH: process.env['PATH'], TELEMETRY_HOME: home, CI: '0', ...more },
    });
  };

  it.each([
    ['comes to its end', 'for (let n = 0; n < 10; n += 1) telemetry.track(worked, { n });', 0],
    ['calls process.exit', 'for (let n = 0; n < 10; n += 1) telemetry.track(worked, { n }); process.exit(3);', 3],
    ['throws', 'for (let n = 0; n < 10; n += 1) telemetry.track(worked, { n }); throw new Error("x");', 1],
  ])('loses nothing and ends by itself when it %s', async (_what, lines, status) => {
    await enable('minimal', policyOf(extendStandardCatalog({ events: [worked] })));
    const ended = program(lines);
    expect(ended.status).toBe(status);
    expect((await logged()).map(({ payload }) => payload['n'])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('keeps the count of what it could not write until its end', async () => {
    await enable('minimal', policyOf(extendStandardCatalog({ events: [worked] })));
    mkdirSync(join(telemetryDir, 'events.jsonl'));
    program('for (let n = 0; n < 10; n += 1) telemetry.track(worked, { n });');
    expect(readLosses(join(telemetryDir, 'losses.jsonl'))).toEqual({ write_failed: 10 });
  });

  it('has not loaded crypto when the environment turns telemetry off', () => {
    const ended = program(
      `telemetry.track(worked, { n: 1 });
       const builtin = process.moduleLoadList.filter((name) => name === 'NativeModule crypto');
       process.stdout.write(JSON.stringify(builtin));`,
      { DO_NOT_TRACK: '1' },
    );
    expect([ended.stderr, ended.stdout]).toEqual(['', '[]']);
    expect(existsSync(telemetryDir)).toBe(false);
  });
});
