import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDailySummaries } from '@telemetry/aggregation';
import { consentPaths, enableTelemetry, loadConsent, readIdentity } from '@telemetry/consent';
import { openOutbox } from '@telemetry/reporters/outbox';
import { extendStandardCatalog } from '@telemetry/schema';
import { policyOf } from '@telemetry/schema/policy';
import { purgeTelemetry, sealLog } from '@telemetry/store';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addClosedDays, beginSummaries } from '../src/daily-parts.ts';
import { loadTelemetry } from '../src/index.ts';

const DAY_MS = 86_400_000;
const OTHER_PROCESS = join(import.meta.dirname, 'support/closes-days.ts');
const START = Date.parse('2027-03-01T12:00:00.000Z');
const catalog = extendStandardCatalog();
const endpoint = 'https://collector.example.com/';
const dayOf = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 10);

let home = '';
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'daily-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** One installation whose clock is ours. */
async function install(folder: string, startMs = START) {
  let clock = startMs;
  const location = { app: 'my-agent', home: folder, env: {}, isCi: false, now: () => clock };
  const paths = consentPaths(location);
  const log = { directory: paths.telemetryDir };
  const options = { location, log, now: () => clock };
  const enable = async (upload: 'off' | 'summary') => {
    const policy = policyOf(catalog);
    await enableTelemetry({ ...location, policy, how: 'flag', level: 'standard', upload, endpoint });
    if (upload === 'summary') await beginSummaries(options);
  };
  const record = async (count: number, lateMs = 0) => {
    const telemetry = await loadTelemetry({ ...location, now: () => clock - lateMs, catalog });
    for (let index = 0; index < count; index += 1)
      telemetry.track('agent_execution', { agent_type: 'x', success: true, duration_ms: 5 });
    await telemetry.close();
  };
  const outbox = openOutbox({
    paths,
    header: () => ({ policyDigest: '', eraseKeyHash: 'a'.repeat(64) }),
    now: () => clock,
  });
  /** Makes parts; after `failAfter` of them the disk fails, as a death there would look to the next process. */
  const add = async (failAfter = Number.POSITIVE_INFINITY) => {
    const identity = readIdentity(paths);
    if (identity === undefined) throw new Error('no identity');
    let left = failAfter;
    const failing = {
      addSummary: async (part: Parameters<typeof outbox.addSummary>[0]) => {
        if (left <= 0) throw new Error('the disk fails');
        left -= 1;
        return outbox.addSummary(part);
      },
    };
    const terms = { catalog, level: 'standard', identity, outbox: failing, mayUpload: () => true } as const;
    return addClosedDays(options, terms);
  };
  /** Events of all parts that are in the outbox, by day; a key that occurs twice is an error. */
  const summed = async () => {
    const reader = createDailySummaries(catalog);
    const days: { [day: string]: number } = {};
    const keys = new Set<string>();
    for await (const { text } of outbox.preview()) {
      for (const json of JSON.parse(text).summaries) {
        const { key, events } = reader.decode(json);
        const name = `${key.day}/${key.part}`;
        if (keys.has(name)) throw new Error(`twice: ${name}`);
        keys.add(name);
        days[key.day] = (days[key.day] ?? 0) + events;
      }
    }
    return days;
  };
  return {
    location,
    paths,
    enable,
    record,
    add,
    summed,
    outbox,
    pass: (ms: number) => {
      clock += ms;
    },
    now: () => clock,
  };
}

describe('daily summaries', () => {
  it('hold closed days alone, and nothing of before the consent', async () => {
    const here = await install(home);
    await here.enable('off');
    await here.record(5);
    here.pass(60_000);
    await here.enable('summary');
    await here.record(3);
    expect(await here.add()).toBe(0);
    here.pass(DAY_MS);
    await here.record(2);
    expect(await here.add()).toBe(1);
    expect(await here.summed()).toEqual({ '2027-03-01': 3 });
    here.pass(DAY_MS);
    await here.add();
    expect(await here.summed()).toEqual({ '2027-03-01': 3, '2027-03-02': 2 });
  });

  it('do not wait for a file of the log that was made while the clock was years ahead', async () => {
    // Of this disk, any file is from the future.
    const here = await install(home, START - 20 * 365 * DAY_MS);
    await here.enable('summary');
    await here.record(3);
    expect(await here.add()).toBe(0);
    here.pass(DAY_MS);
    expect(await here.add()).toBe(1);
    expect(await here.summed()).toEqual({ [dayOf(here.now() - DAY_MS)]: 3 });
  });

  it('begin anew after each consent, and take nothing of the time in between', async () => {
    const here = await install(home);
    await here.enable('summary');
    await here.record(2);
    await here.enable('off');
    await here.record(4);
    await here.enable('summary');
    await here.record(1);
    here.pass(2 * DAY_MS);
    await here.add();
    expect(await here.summed()).toEqual({ '2027-03-01': 1 });
  });

  it('go on after a purge, and after the file of cursors was damaged, with what comes then', async () => {
    const here = await install(home);
    await here.enable('summary');
    await here.record(2);
    here.pass(DAY_MS);
    purgeTelemetry(here.paths, { now: here.now });
    await here.record(3);
    here.pass(DAY_MS);
    await here.add();
    expect(await here.summed()).toEqual({ '2027-03-02': 3 });
    writeFileSync(join(here.paths.outboxDir, 'summary-cursors.json'), '{');
    await here.record(2);
    here.pass(DAY_MS);
    await here.record(1);
    here.pass(DAY_MS);
    await here.add();
    expect((await here.summed())['2027-03-04']).toBe(1);
  });

  it('hold each event of a long log once, though it takes many decisions, of files and days that lie in one another', async () => {
    const here = await install(home);
    await here.enable('summary');
    await here.record(1);
    const { telemetryDir } = here.paths;
    const [line = ''] = readFileSync(join(telemetryDir, 'events.jsonl'), 'utf8').trim().split('\n');
    const event = JSON.parse(line);
    const expected: { [day: string]: number } = { '2027-03-01': 1 };
    for (const [file, count] of [15_000, 0, 20_000, 6_000].entries()) {
      const lines = Array.from({ length: count }, (_, at) => {
        const timestamp = new Date(START + (at % 3) * DAY_MS + 1).toISOString();
        expected[timestamp.slice(0, 10)] = (expected[timestamp.slice(0, 10)] ?? 0) + 1;
        return `${JSON.stringify({ ...event, event_id: randomUUID(), timestamp })}\n`;
      });
      writeFileSync(join(telemetryDir, `events-2027-03-0${file + 1}T00-00-00.000Z-0123abcd.jsonl`), lines.join(''), {
        mode: 0o600,
      });
    }
    here.pass(4 * DAY_MS);
    await here.add();
    expect(await here.summed()).toEqual(expected);
    expect(await here.add()).toBe(0);
  });

  it('are nothing when consent has ended by the time that they are decided', async () => {
    const here = await install(home);
    await here.enable('summary');
    await here.record(2);
    here.pass(DAY_MS);
    const identity = readIdentity(here.paths);
    if (identity === undefined) throw new Error('no identity');
    const terms = { catalog, level: 'standard', identity, outbox: here.outbox, mayUpload: () => false } as const;
    const options = { location: here.location, log: { directory: here.paths.telemetryDir }, now: here.now };
    expect(await addClosedDays(options, terms)).toBe(0);
    expect(readFileSync(join(here.paths.outboxDir, 'summary-cursors.json'), 'utf8')).toContain('"pending":[]');
    expect((await loadConsent(here.location)).upload).toBe('summary');
  });

  it('lose nothing when another process decides while this one is about to, and more comes in between', async () => {
    const here = await install(home);
    await here.enable('summary');
    await here.record(3);
    here.pass(DAY_MS);
    const identity = readIdentity(here.paths);
    if (identity === undefined) throw new Error('no identity');
    let isFirst = true;
    const terms = {
      catalog,
      identity,
      outbox: here.outbox,
      mayUpload: () => true,
      // Asked for between the look at the cursors and the decision.
      get level() {
        if (isFirst) execFileSync(process.execPath, [OTHER_PROCESS, home, String(here.now()), String(DAY_MS)]);
        isFirst = false;
        return 'standard' as const;
      },
    };
    const options = { location: here.location, log: { directory: here.paths.telemetryDir }, now: here.now };
    await addClosedDays(options, terms);
    await here.add();
    expect(isFirst).toBe(false);
    expect(await here.summed()).toEqual({ '2027-03-01': 5 });
  });

  it('lose nothing when another process goes further while this one still puts its parts into the outbox', async () => {
    const here = await install(home);
    await here.enable('summary');
    await here.record(3);
    here.pass(DAY_MS);
    // Dies between its decision and the outbox.
    await expect(here.add(0)).rejects.toThrow('the disk fails');
    const identity = readIdentity(here.paths);
    if (identity === undefined) throw new Error('no identity');
    let given = 0;
    const addSummary = async (part: Parameters<typeof here.outbox.addSummary>[0]) => {
      given += 1;
      const outcome = await here.outbox.addSummary(part);
      // What comes late makes a part of its own; what comes later still must not go into a part of that number.
      for (const late of [2, 1]) {
        await here.add();
        await here.record(late, DAY_MS);
        sealLog({ directory: here.paths.telemetryDir, now: here.now });
      }
      return outcome;
    };
    const terms = { catalog, level: 'standard', identity, outbox: { addSummary }, mayUpload: () => true } as const;
    const options = { location: here.location, log: { directory: here.paths.telemetryDir }, now: here.now };
    await addClosedDays(options, { ...terms, mayUpload: () => false });
    expect(given).toBe(1);
    await here.add();
    expect(await here.summed()).toEqual({ '2027-03-01': 6 });
  });

  it('hold each event that was recorded after the consent exactly once, whoever sums up when and wherever it dies', async () => {
    type Step = { readonly kind: 'record' | 'pass' | 'add' | 'together'; readonly size: number };
    const step = fc.record<Step>({
      kind: fc.constantFrom('record', 'record', 'pass', 'add', 'together'),
      size: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
        const folder = mkdtempSync(join(home, 'run-'));
        const here = await install(folder);
        await here.enable('summary');
        const expected: { [day: string]: number } = {};
        for (const { kind, size } of steps) {
          const expectMore = (timeMs: number) => {
            expected[dayOf(timeMs)] = (expected[dayOf(timeMs)] ?? 0) + size;
          };
          // A program whose clock is a day late; nothing is dated before the consent.
          const lateMs = here.now() - DAY_MS >= START ? DAY_MS : 0;
          if (kind === 'record') {
            await here.record(size);
            expectMore(here.now());
          } else if (kind === 'pass') here.pass((size * DAY_MS) / 2);
          else if (kind === 'add') await here.add(size - 1).catch(() => undefined);
          else {
            expectMore(here.now() - lateMs);
            const late = here.record(size, lateMs).then(() => here.add());
            await Promise.allSettled([here.add(), late, here.add(0)]);
          }
        }
        here.pass(2 * DAY_MS);
        await here.add();
        expect(await here.summed()).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });
});
