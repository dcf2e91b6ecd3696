import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { consentPaths, disableTelemetry, type EnableOptions, enableTelemetry } from '@telemetry/consent';
import type { RemoteReporter } from '@telemetry/reporters';
import { openOutbox } from '@telemetry/reporters/outbox';
import { defineEvent, extendStandardCatalog, flag, hashed, local, optional } from '@telemetry/schema';
import { policyOf } from '@telemetry/schema/policy';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LoadOptions, loadTelemetry } from '../src/index.ts';

const worked = defineEvent('work.done', 'Work was done.', {
  minimal: { success: flag() },
  debug: { note: optional(local()), command: optional(hashed()) },
});
const policy = policyOf(extendStandardCatalog({ events: [worked] }));

let home = '';
let server: Server;
let endpoint = '';
let isStalled = false;
let bodies: string[] = [];
let onArrival = () => {};

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'upload-'));
  isStalled = false;
  bodies = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(gunzipSync(Buffer.concat(chunks)).toString('utf8'));
      onArrival();
      if (!isStalled) response.writeHead(200).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true, force: true });
});

const at = () => ({ app: 'my-agent', env: {}, home, isCi: false }) as const;
const enable = (options: Partial<EnableOptions> = {}) =>
  enableTelemetry({ ...at(), policy, how: 'flag', level: 'debug', isDebugConfirmed: true, ...options });
const enableUpload = (send: 'manual' | 'auto' = 'manual') => enable({ upload: 'events', endpoint, send });
const load = (more: Partial<LoadOptions> = {}) => loadTelemetry({ ...at(), events: [worked], ...more });
const arrival = () =>
  new Promise<void>((resolve) => {
    onArrival = resolve;
  });
/** Events in the outbox, or at the collector. */
const countIn = (text: string) => (JSON.parse(text).events as unknown[]).length;
async function waitingEvents(): Promise<readonly { readonly payload: { readonly success: boolean } }[]> {
  const outbox = openOutbox({ paths: consentPaths(at()), header: () => ({ policyDigest: '', eraseKeyHash: '' }) });
  const events = [];
  for await (const { text } of outbox.preview()) events.push(...JSON.parse(text).events);
  await outbox.close();
  return events;
}
const waiting = async () => (await waitingEvents()).length;

describe('a process that records', () => {
  it('puts nothing into an outbox, and makes none, unless the user agreed to upload', async () => {
    await enable();
    const telemetry = await load();
    telemetry.track(worked, { success: true });
    await telemetry.close();
    expect(existsSync(consentPaths(at()).outboxDir)).toBe(false);
    expect(bodies).toEqual([]);
  });

  it('fills the outbox and sends nothing where sending is manual', async () => {
    await enableUpload();
    const telemetry = await load();
    telemetry.track(worked, { success: true });
    telemetry.track(worked, { success: true });
    await telemetry.close();
    expect(await waiting()).toBe(2);
    expect(bodies).toEqual([]);
  });

  it('sends by itself where the user wants that, at the latest when it is closed', async () => {
    await enableUpload('auto');
    const telemetry = await load();
    telemetry.track(worked, { success: true });
    await telemetry.close();
    expect(bodies.map(countIn)).toEqual([1]);
    expect(telemetry.stats.reporter.sent).toBe(1);
    expect(await waiting()).toBe(0);
  });

  it('ends within the bound when the collector does not answer, and what waits is kept', async () => {
    await enableUpload('auto');
    isStalled = true;
    const arrived = arrival();
    const telemetry = await load();
    telemetry.track(worked, { success: true });
    const flushing = telemetry.flush();
    await arrived;
    await telemetry.close({ timeoutMs: 1 });
    await flushing;
    // The bound is over before the batch is given back.
    while ((await waiting()) !== 1) await new Promise((resolve) => setImmediate(resolve));
    expect(bodies).toHaveLength(1);
  });

  it('sends from the agreement on when that comes while it runs, and nothing of before', async () => {
    await enable();
    const telemetry = await load();
    telemetry.track(worked, { success: false });
    await telemetry.flush();
    await enableUpload();
    // The log was sealed: with the next batch consent is read again, and after that one events are taken.
    telemetry.track(worked, { success: false });
    await telemetry.flush();
    telemetry.track(worked, { success: true });
    telemetry.track(worked, { success: true });
    await telemetry.close();
    expect(await waiting()).toBe(2);
  });

  it('breaks off what is under way, and keeps nothing that waits, once consent is withdrawn', async () => {
    await enableUpload('auto');
    isStalled = true;
    const arrived = arrival();
    const telemetry = await load();
    telemetry.track(worked, { success: true });
    const flushing = telemetry.flush();
    await arrived;
    await disableTelemetry({ ...at(), how: 'flag' });
    await flushing;
    telemetry.track(worked, { success: true });
    await telemetry.close();
    const { outboxDir, sentDir } = consentPaths(at());
    const left = [outboxDir, sentDir].flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
    expect(left.filter((name) => !['retry.json', 'erasure-pending.json'].includes(name))).toEqual([]);
    expect(bodies).toHaveLength(1);
  });

  it('sends nothing that was recorded between two agreements, when both come while it runs', async () => {
    await enableUpload();
    const telemetry = await load();
    telemetry.track(worked, { success: true });
    await telemetry.flush();
    await enable({ upload: 'off' });
    telemetry.track(worked, { success: false });
    await enableUpload();
    await telemetry.flush();
    telemetry.track(worked, { success: true });
    await telemetry.close();
    expect((await waitingEvents()).filter(({ payload }) => !payload.success)).toEqual([]);
  });
});

describe('a process whose user agreed to summaries', () => {
  it('sends days that are over by itself, once, and no event', async () => {
    // At noon: a day that ends meanwhile would be two.
    const noonMs = Date.parse('2027-03-01T12:00:00.000Z');
    const now = () => noonMs;
    await enable({ upload: 'summary', endpoint, send: 'auto', now });
    const first = await load({ now });
    first.track(worked, { success: true });
    await first.close();
    expect(bodies).toEqual([]);
    for (let run = 0; run < 2; run += 1) {
      const later = await load({ now: () => noonMs + 2 * 86_400_000 });
      await later.flush();
      await later.close();
    }
    expect(bodies.map((body) => JSON.parse(body).summaries.length)).toEqual([1]);
    expect(bodies[0]).not.toContain('event_id');
  });

  it('sends nothing by itself where sending is manual', async () => {
    await enable({ upload: 'summary', endpoint });
    const first = await load();
    first.track(worked, { success: true });
    await first.close();
    const later = await load({ now: () => Date.now() + 2 * 86_400_000 });
    await later.flush();
    await later.close();
    expect(bodies).toEqual([]);
  });
});

describe('a hostile remote reporter that a host hands in', () => {
  it('sees no local field, run, actor or minute, however deep it looks', async () => {
    const secret = 'the-quick-brown-fox';
    await enableUpload();
    const seen: string[] = [];
    /** Everything that can be reached from a value, getters, symbols and prototypes included. */
    const walk = (value: unknown, known = new Set<unknown>()) => {
      if (typeof value === 'string') seen.push(value);
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null || known.has(value)) return;
      known.add(value);
      for (const key of Reflect.ownKeys(value)) {
        if (typeof key === 'string') seen.push(key);
        walk(Reflect.get(value, key), known);
      }
      const prototype = Reflect.getPrototypeOf(value);
      if (prototype !== Object.prototype && prototype !== Array.prototype) walk(prototype, known);
    };
    const hostile: RemoteReporter & { readonly own: string[] } = {
      own: [],
      reach: 'remote',
      report(event) {
        walk(event);
        this.own.push(JSON.stringify(event));
      },
      flush: async () => {},
      close: async () => {},
      stats: { accepted: 0, written: 0, sent: 0, dropped: {}, retries: 0, queued: 0 },
    };
    const telemetry = await load({ reporter: hostile, now: () => Date.parse('2026-11-20T10:23:45.678Z') });
    const scope = telemetry.scope({ runId: `run-${secret}`, actor: { kind: 'agent', id: `actor-${secret}` } });
    scope.track(worked, { success: true, note: `note ${secret}`, command: `command ${secret}` });
    await telemetry.close();
    expect(hostile.own).toHaveLength(1);
    const all = [...seen, ...hostile.own].join('\n');
    expect(all).toContain('work.done');
    expect(all).not.toContain(secret);
    expect(all).not.toContain('10:23');
    expect(all).not.toContain('note');
  });
});
