import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSender, type SenderOptions } from '../src/http/index.ts';
import { type Outbox, openOutbox, readOutboxStatus, readReceipts, readRejected } from '../src/outbox/index.ts';
import {
  answer,
  type Behaviour,
  eventIdsOf,
  respond,
  startCollector,
  status,
  type TestCollector,
} from './support/collector.ts';
import { HEADER, makeOutboxFolder, type OutboxFolder } from './support/outbox-folder.ts';
import { releasedEvents } from './support/released-events.ts';

let paths: OutboxFolder;
let collector: TestCollector;
let outbox: Outbox;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.parse('2026-11-21T12:00:00Z');
  paths = makeOutboxFolder();
  collector = await startCollector();
  outbox = openOutbox({ paths, header: HEADER, now: () => nowMs });
});
afterEach(async () => {
  await outbox.close();
  await collector.close();
  paths.remove();
});

const sender = (options: Partial<SenderOptions> = {}) =>
  createSender({
    outbox,
    endpoint: collector.endpoint,
    mayUpload: () => 'allowed',
    now: () => nowMs,
    random: () => 0.5,
    ...options,
  });

const fill = (count: number): void => {
  for (const event of releasedEvents(count)) outbox.add(event);
};

describe('the answer of a collector', () => {
  it.each([408, 429, 500, 502, 503, 504])(
    '%i: the batch is sent again later, with the same id and the same bytes',
    async (code) => {
      fill(3);
      collector.next(status(code));
      const one = sender();
      expect(await one.send()).toMatchObject({ ended: 'retry_later', reason: `status_${code}`, requests: 1 });
      nowMs += 3_600_000;
      expect(await one.send()).toMatchObject({ ended: 'empty', acknowledged: 3 });
      expect(collector.received.map(({ text }) => text)[0]).toBe(collector.committed[0]?.text);
      expect(one.stats.retries).toBe(1);
    },
  );

  it.each([400, 401, 403, 404, 409, 410, 422])(
    '%i: the batch is set aside with the reason, and never sent again',
    async (code) => {
      fill(3);
      collector.next(status(code));
      const one = sender();
      expect(await one.send()).toMatchObject({ ended: 'empty', rejected: 3, acknowledged: 0 });
      expect(await readRejected(paths.rejectedDir)).toMatchObject([{ reason: `status_${code}`, count: 3 }]);
      nowMs += 7_200_000;
      await one.send();
      expect(collector.received).toHaveLength(1);
      expect((await readOutboxStatus(paths, nowMs)).rejected).toBe(1);
    },
  );

  it('2xx with rejected events: just those are set aside, with their codes, and the rest is acknowledged', async () => {
    fill(3);
    collector.next(({ batch, response, commit }) => {
      const rejected = [{ event_id: eventIdsOf(batch.text)[1], code: 'unknown_event' }];
      respond(response, 202, JSON.stringify({ ...commit(), rejected }));
    });
    expect(await sender().send()).toMatchObject({ ended: 'empty', acknowledged: 2, rejected: 1 });
    const id = '00000000-0000-4000-8000-000000000001';
    expect(await readRejected(paths.rejectedDir)).toMatchObject([{ count: 1, events: { [id]: 'unknown_event' } }]);
    expect(await readReceipts(paths.sentDir)).toMatchObject([{ events: 2, rejected: 1 }]);
  });

  it('413: the batch is cut in halves with ids of their own, down to one event, which is set aside', async () => {
    fill(5);
    const small: Behaviour = (exchange) =>
      eventIdsOf(exchange.batch.text).some((id) => id.endsWith('3'))
        ? respond(exchange.response, 413, '')
        : answer(exchange);
    await collector.close();
    collector = await startCollector(undefined, small);
    expect(await sender().send()).toMatchObject({ ended: 'empty', acknowledged: 4, rejected: 1 });
    expect(collector.eventIds().map((id) => Number(id.at(-1)))).toEqual([0, 1, 2, 4]);
    expect(new Set(collector.received.map(({ batchId }) => batchId)).size).toBe(collector.received.length);
    expect(await readRejected(paths.rejectedDir)).toMatchObject([{ reason: 'too_large', count: 1 }]);
  });

  it.each([301, 302, 303, 307, 308])(
    '%i: the redirect is not followed, and nothing goes to the other origin',
    async (code) => {
      const other = await startCollector();
      fill(1);
      collector.next(status(code, { location: `${other.endpoint}/v1/batch` }));
      expect(await sender().send()).toMatchObject({ ended: 'retry_later', reason: `status_${code}` });
      expect(other.received).toEqual([]);
      await other.close();
    },
  );

  it.each(['<html>log in</html>', '[]', '{"body_sha256"', 'null'])(
    '200 with %j: is no answer of a collector, and the batch is kept',
    async (body) => {
      fill(1);
      collector.next(({ response }) => respond(response, 200, body));
      expect(await sender().send()).toMatchObject({ ended: 'retry_later', reason: 'answer_invalid' });
      expect((await readOutboxStatus(paths, nowMs)).batches).toBe(1);
    },
  );

  it('200 with another digest: other bytes arrived than were sent, and the batch is kept', async () => {
    fill(1);
    collector.next(({ response }) => respond(response, 200, JSON.stringify({ body_sha256: '0'.repeat(64) })));
    expect(await sender().send()).toMatchObject({ ended: 'retry_later', reason: 'digest_differs' });
    expect(await readReceipts(paths.sentDir)).toEqual([]);
  });

  it('204 without a word: is acknowledged, and the receipt says that the collector gave no digest', async () => {
    fill(1);
    collector.next(({ response, commit }) => {
      commit();
      response.writeHead(204).end();
    });
    expect(await sender().send()).toMatchObject({ ended: 'empty', acknowledged: 1 });
    expect(await readReceipts(paths.sentDir)).toMatchObject([{ collectorDigest: 'absent' }]);
  });

  it('keeps the receipt: the collector’s digest of the bytes that were previewed, and the payload for 30 days', async () => {
    fill(2);
    await sender().send();
    const [receipt] = await readReceipts(paths.sentDir);
    expect(receipt).toMatchObject({ collectorDigest: 'matches', events: 2, endpoint: collector.endpoint });
    expect(await receipt?.payload()).toBe(collector.committed[0]?.text);
    nowMs = Date.now() + 31 * 86_400_000;
    await outbox.trim();
    const [later] = await readReceipts(paths.sentDir);
    expect([later?.events, await later?.payload()]).toEqual([2, undefined]);
  });
});

describe('waiting after failures', () => {
  it.each([
    ['120', 120_000],
    ['Sat, 21 Nov 2026 12:10:00 GMT', 600_000],
    ['Saturday, 21-Nov-26 12:10:00 GMT', 600_000],
    ['Sat Nov 21 12:10:00 2026', 600_000],
    ['31536000', 86_400_000],
    ['999999999999999999999', 86_400_000],
  ])('obeys Retry-After %j', async (value, waitMs) => {
    fill(1);
    collector.next(status(429, { 'retry-after': value }));
    const report = await sender().send();
    expect(Date.parse(report.notBefore ?? '') - nowMs).toBe(waitMs);
  });

  it.each(['0', '-5', '5.5', '5, 10', '1e9', 'soon', '2026-11-22', 'Sat, 21 Nov 2020 12:10:00 GMT'])(
    'waits by itself when Retry-After is %j: nobody can have it ask without a pause',
    async (value) => {
      fill(1);
      collector.next(status(429, { 'retry-after': value }), status(429, { 'retry-after': value }));
      const report = await sender().send();
      expect(Date.parse(report.notBefore ?? '') - nowMs).toBeGreaterThanOrEqual(1_000);
      expect(await sender().send()).toMatchObject({ ended: 'waiting', requests: 0 });
    },
  );

  it('makes no request before the collector’s instant, in this process or another, even when the user asks', async () => {
    fill(1);
    collector.next(status(503, { 'retry-after': '60' }));
    await sender().send();
    nowMs += 59_000;
    expect(await sender().send({ isAsked: true })).toMatchObject({
      ended: 'waiting',
      requests: 0,
      reason: 'status_503',
    });
    nowMs += 1_001;
    expect(await sender().send()).toMatchObject({ ended: 'empty', acknowledged: 1 });
    expect(paths.names()).not.toContain('retry.json');
  });

  it('waits exponentially with full jitter from 1 s to 1 h, and opens the circuit after five failures in a row', async () => {
    fill(1);
    const waits: number[] = [];
    const circuit: boolean[] = [];
    for (let attempt = 0; attempt < 14; attempt += 1) {
      collector.next(status(500));
      const report = await sender({ random: () => 1 - Number.EPSILON }).send();
      waits.push(Date.parse(report.notBefore ?? '') - nowMs);
      circuit.push(report.isCircuitOpen);
      nowMs += waits.at(-1) ?? 0;
    }
    expect(waits.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(Math.max(...waits)).toBe(3_600_000);
    expect(circuit.indexOf(true)).toBe(4);
    expect(waits.slice(4).every((wait) => wait >= 900_000)).toBe(true);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      collector.next(status(500));
      const report = await sender({ random: () => 0 }).send();
      expect(Date.parse(report.notBefore ?? '') - nowMs).toBeGreaterThanOrEqual(1_000);
      nowMs = Date.parse(report.notBefore ?? '');
    }
  });

  it('passes over our own wait when the user asks, and over a wait that a wrong clock wrote', async () => {
    fill(1);
    collector.next(status(500));
    await sender().send();
    expect(await sender().send()).toMatchObject({ ended: 'waiting' });
    expect(await sender().send({ isAsked: true })).toMatchObject({ ended: 'empty' });
    fill(1);
    collector.next(status(500));
    await sender().send();
    nowMs -= 10 * 86_400_000;
    expect(await sender().send()).toMatchObject({ ended: 'empty' });
  });
});

describe('consent', () => {
  it('is read again before each request: nothing is sent from the withdrawal on, and what waits is deleted and counted', async () => {
    fill(250);
    const said = ['allowed', 'withdrawn'] as const;
    let asked = 0;
    const report = await sender({ mayUpload: () => said[Math.min(asked++, 1)] ?? 'withdrawn' }).send();
    expect(report).toMatchObject({ ended: 'withdrawn', acknowledged: 100, requests: 1 });
    expect(collector.received).toHaveLength(1);
    expect(paths.names()).toEqual([]);
    expect(outbox.stats.dropped).toEqual({ consent_withdrawn: 150 });
  });

  it('that is paused, or cannot be read, sends nothing and keeps what waits', async () => {
    fill(1);
    expect(await sender({ mayUpload: () => 'paused' }).send()).toMatchObject({ ended: 'paused' });
    const unreadable = () => Promise.reject(new Error('unreadable'));
    expect(await sender({ mayUpload: unreadable }).send()).toMatchObject({ ended: 'paused' });
    expect(collector.received).toEqual([]);
    expect((await readOutboxStatus(paths, nowMs)).batches).toBe(1);
  });

  it('withdrawn by another process ends the request that is under way, and leaves nothing behind', async () => {
    fill(1);
    const arrived = new Promise<void>((resolve) => collector.next(() => resolve()));
    const sending = sender({ schedule: (callback) => arm(callback) }).send();
    await arrived;
    const other = openOutbox({ paths, header: HEADER });
    await other.withdraw();
    await other.close();
    expect(await sending).toMatchObject({ ended: 'empty', acknowledged: 0 });
    expect(paths.names()).toEqual([]);
    expect(await readReceipts(paths.sentDir)).toEqual([]);
  });
});

/** A timer of one turn of the loop: conditions are looked at as often as may be. */
function arm(callback: () => void): () => void {
  const handle = setImmediate(callback);
  return () => clearImmediate(handle);
}
