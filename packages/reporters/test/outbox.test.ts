import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { EncodedEvent } from '@telemetry/payload';
import type { ReleasedEvent } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSender } from '../src/http/index.ts';
import { openOutbox, readOutboxStatus, readReceipts, readRejected } from '../src/outbox/index.ts';
import { createOwnerMark, isDeadOwner } from '../src/outbox/owner-mark.ts';
import { eventIdsOf } from './support/collector.ts';
import { HEADER, makeOutboxFolder } from './support/outbox-folder.ts';
import { releasedEvent, releasedEvents } from './support/released-events.ts';
import { previewsOf, useOutbox } from './support/use-outbox.ts';

const here = useOutbox();

describe('the spool', () => {
  it('takes released events and nothing else', async () => {
    const outbox = here.open();
    const { anonymous_install_id: _, ...recorded } = releasedEvent(1).event;
    outbox.add({ event: recorded, line: JSON.stringify(recorded) } as unknown as EncodedEvent<ReleasedEvent>);
    expect(outbox.stats.dropped).toEqual({ not_released: 1 });
    expect(await previewsOf(outbox)).toEqual([]);
    await outbox.close();
  });

  it('makes no file before the first event', async () => {
    const outbox = here.open();
    await outbox.close();
    expect(() => here.paths.names()).toThrow();
  });

  it('is readable and writable by its user alone, as are batches and receipts', async () => {
    const outbox = here.open();
    outbox.add(releasedEvent(1));
    await outbox.flush();
    await outbox.cut();
    await createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' }).send();
    outbox.add(releasedEvent(2));
    await outbox.cut();
    await outbox.close();
    const files = [here.paths.outboxDir, here.paths.sentDir].flatMap((folder) =>
      readdirSync(folder).map((name) => join(folder, name)),
    );
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const folder of [here.paths.outboxDir, here.paths.sentDir]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});

describe('a batch', () => {
  it('has at most 100 events and 512 KiB, in the order of recording, each event as the line it was given', async () => {
    const outbox = here.open();
    const big = Array.from({ length: 12 }, (_, index) =>
      releasedEvent(500 + index, { size_bytes: 'x'.repeat(100_000) }),
    );
    const events = [...releasedEvents(230), ...big];
    for (const event of events) outbox.add(event);
    const texts = await previewsOf(outbox);
    const counts = texts.map((text) => eventIdsOf(text).length);
    expect(counts.slice(0, 2)).toEqual([100, 100]);
    expect(Math.max(...counts)).toBe(100);
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(524_288);
    expect(texts.flatMap(eventIdsOf)).toEqual(events.map(({ event }) => event.event_id));
    for (const { line } of events) expect(texts.some((text) => text.includes(line))).toBe(true);
    await outbox.close();
  });

  it('never mixes events of two identities or two policies', async () => {
    let eraseKeyHash = 'a'.repeat(64);
    const outbox = here.open({ header: () => ({ policyDigest: 'sha256:1', eraseKeyHash }) });
    outbox.add(releasedEvent(1));
    eraseKeyHash = 'b'.repeat(64);
    outbox.add(releasedEvent(2));
    const headers = (await previewsOf(outbox)).map((text) => JSON.parse(text).erase_key_hash[0]);
    expect(headers).toEqual(['a', 'b']);
    await outbox.close();
  });

  it('tells of no minute: its time is cut to the hour', async () => {
    const outbox = here.open({ now: () => Date.parse('2026-11-21T12:34:56Z') });
    outbox.add(releasedEvent(1));
    expect(JSON.parse((await previewsOf(outbox))[0] ?? '{}').batch_timestamp).toBe('2026-11-21T12:00:00.000Z');
    await outbox.close();
  });

  it('is immutable: previewed, retried and sent it is the same file, byte for byte', async () => {
    const outbox = here.open();
    outbox.add(releasedEvent(1));
    const before = await previewsOf(outbox);
    const [name = ''] = here.paths.names().filter((each) => each.endsWith('.json.gz'));
    const bytes = readFileSync(join(here.paths.outboxDir, name));
    await outbox.cut();
    expect(await previewsOf(outbox)).toEqual(before);
    here.collector.next(({ response }) => void response.writeHead(500).end());
    const sender = createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' });
    await sender.send();
    expect(readFileSync(join(here.paths.outboxDir, name)).equals(bytes)).toBe(true);
    await sender.send({ isAsked: true });
    expect(readFileSync(join(here.paths.sentDir, name)).equals(bytes)).toBe(true);
    expect([...new Set(here.collector.received.map(({ text }) => text))]).toEqual(before);
    await outbox.close();
  });

  it('carries its id as Idempotency-Key, and nothing that tells more of the client than name and version', async () => {
    const outbox = here.open();
    outbox.add(releasedEvent(1));
    await createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' }).send();
    const headers = Object.fromEntries(Object.entries(here.collector.received[0]?.headers ?? {}));
    expect(headers['idempotency-key']).toBe(here.collector.received[0]?.batchId);
    expect(headers['user-agent']).toMatch(/^telemetry-reporters\/\d+\.\d+$/);
    expect(Object.keys(headers).sort()).toEqual([
      'accept',
      'connection',
      'content-encoding',
      'content-length',
      'content-type',
      'host',
      'idempotency-key',
      'user-agent',
    ]);
    await outbox.close();
  });
});

describe('a damaged outbox', () => {
  it('skips torn and foreign lines of the spool, and still sends the rest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json()), { maxLength: 5 }), async (junk) => {
        const folder = makeOutboxFolder();
        const outbox = openOutbox({ paths: folder, header: HEADER });
        outbox.add(releasedEvent(1));
        await outbox.flush();
        const live = join(folder.outboxDir, 'spool.jsonl');
        writeFileSync(live, `${readFileSync(live, 'utf8')}\n${junk.join('\n')}\n`);
        outbox.add(releasedEvent(2));
        const ids = [];
        for await (const { text } of outbox.preview()) ids.push(...eventIdsOf(text));
        await outbox.close();
        folder.remove();
        expect(ids).toEqual([1, 2].map((index) => releasedEvent(index).event.event_id));
      }),
      { numRuns: 30 },
    );
  });

  it('sets aside a batch file that is none, and sends the others', async () => {
    const outbox = here.open();
    outbox.add(releasedEvent(1));
    await outbox.cut();
    writeFileSync(join(here.paths.outboxDir, `${crypto.randomUUID()}.json.gz`), 'no gzip', { mode: 0o600 });
    const report = await createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' }).send();
    expect(report).toMatchObject({ ended: 'empty', acknowledged: 1 });
    expect(await readRejected(here.paths.rejectedDir)).toMatchObject([{ reason: 'damaged' }]);
    await outbox.close();
  });
});

describe('a lease', () => {
  it('is given back when the receipt cannot be written, and the batch is sent again under its id', async () => {
    const outbox = here.open();
    outbox.add(releasedEvent(1));
    writeFileSync(here.paths.sentDir, 'no folder');
    const sender = createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' });
    await expect(sender.send()).rejects.toMatchObject({ code: 'STORE_FOLDER_REFUSED' });
    rmSync(here.paths.sentDir);
    expect(await sender.send()).toMatchObject({ ended: 'empty', acknowledged: 1 });
    expect(new Set(here.collector.received.map(({ batchId }) => batchId)).size).toBe(1);
    await outbox.close();
  });

  it('is held by one: of two senders on one outbox each batch is sent once', async () => {
    const one = here.open();
    const two = here.open();
    for (const event of releasedEvents(900)) one.add(event);
    await one.cut();
    const send = (outbox: typeof one) =>
      createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' }).send();
    await Promise.all([send(one), send(two)]);
    expect(here.collector.eventIds()).toHaveLength(900);
    expect(new Set(here.collector.eventIds()).size).toBe(900);
    await Promise.all([one.close(), two.close()]);
  });

  it('of a dead process, or one held for over five minutes, is taken over; one of a living process is not', () => {
    const nowMs = Date.now();
    const mine = createOwnerMark(nowMs);
    expect(isDeadOwner(mine, nowMs + 299_000)).toBe(false);
    expect(isDeadOwner(mine, nowMs + 301_000)).toBe(true);
    expect(isDeadOwner(mine, nowMs - 301_000)).toBe(true);
    // No system gives a process so high a number.
    expect(isDeadOwner(mine.replace(/^\d+/, '4999999'), nowMs)).toBe(true);
    expect(isDeadOwner(mine.replace(/^\d+-[0-9a-f]{8}/, '4999999-00000000'), nowMs)).toBe(false);
  });
});

describe('a summary', () => {
  it('of a day is sent once, however often and by whomever it is added', async () => {
    const one = here.open();
    const two = here.open();
    const day = { key: '2026-11-20', summary: { summary_version: 1, events: 12 } };
    expect(await one.addSummary(day)).toBe('added');
    expect(await two.addSummary(day)).toBe('present');
    const sender = createSender({ outbox: two, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' });
    expect(await sender.send()).toMatchObject({ ended: 'empty', acknowledged: 1 });
    expect(await one.addSummary(day)).toBe('present');
    expect(await one.addSummary({ ...day, key: '2026-11-21' })).toBe('added');
    const { summaries, events } = JSON.parse(here.collector.committed[0]?.text ?? '{}');
    expect([summaries, events]).toEqual([[day.summary], undefined]);
    expect(await readReceipts(here.paths.sentDir)).toMatchObject([{ summaries: 1, events: 0 }]);
    await Promise.all([one.close(), two.close()]);
  });
});

describe('a withdrawal', () => {
  it('deletes all that waits, rejected or cut or in the spool, and keeps the erase keys', async () => {
    const outbox = here.open();
    for (const event of releasedEvents(3)) outbox.add(event);
    await outbox.cut();
    outbox.add(releasedEvent(9));
    await outbox.flush();
    mkdirSync(here.paths.rejectedDir, { mode: 0o700 });
    writeFileSync(join(here.paths.rejectedDir, 'x'), '');
    writeFileSync(join(here.paths.outboxDir, 'erasure-pending.json'), '{}');
    await outbox.withdraw();
    expect(here.paths.names()).toEqual(['erasure-pending.json']);
    expect(outbox.stats.dropped).toEqual({ consent_withdrawn: 4 });
    await outbox.close();
  });

  it('stops a spool whose host says so, and nothing more is written', async () => {
    let verdict: 'continue' | 'stop' = 'continue';
    const outbox = here.open({ onSealed: () => verdict });
    outbox.add(releasedEvent(1));
    await outbox.flush();
    verdict = 'stop';
    await outbox.withdraw();
    outbox.add(releasedEvent(2));
    await outbox.flush();
    expect(here.paths.names()).toEqual([]);
    expect(outbox.stats.dropped).toEqual({ consent_withdrawn: 2 });
    await outbox.close();
  });
});

describe('the status of an outbox', () => {
  it('is read without opening it: what waits, what was rejected, what was sent last', async () => {
    expect(await readOutboxStatus(here.paths)).toMatchObject({
      batches: 0,
      rejected: 0,
      lastSent: undefined,
      retry: undefined,
    });
    const outbox = here.open();
    outbox.add(releasedEvent(1));
    await createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' }).send();
    outbox.add(releasedEvent(2));
    await outbox.flush();
    const status = await readOutboxStatus(here.paths);
    expect(status.lastSent).toMatchObject({ events: 1, collectorDigest: 'matches' });
    expect(status.spoolBytes).toBeGreaterThan(0);
    await outbox.close();
  });

  it('leaves in the payload of a receipt what was sent, and no id in the receipt itself', async () => {
    const outbox = here.open();
    outbox.add(releasedEvent(1));
    await createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' }).send();
    const [payload = '', receipt = ''] = readdirSync(here.paths.sentDir).sort().reverse();
    expect(gunzipSync(readFileSync(join(here.paths.sentDir, payload))).toString()).toBe(
      here.collector.committed[0]?.text,
    );
    expect(readFileSync(join(here.paths.sentDir, receipt), 'utf8')).not.toContain(
      releasedEvent(1).event.anonymous_install_id,
    );
    await outbox.close();
  });
});
