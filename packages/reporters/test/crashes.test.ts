import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createSender, type HttpTransport } from '../src/http/index.ts';
import { openOutbox } from '../src/outbox/index.ts';
import { eventIdsOf } from './support/collector.ts';
import { dieDuring } from './support/dying-disk.ts';
import { HEADER, makeOutboxFolder, type OutboxFolder } from './support/outbox-folder.ts';
import { releasedEvents } from './support/released-events.ts';

/** The clock of a life; the next one is later by more than a file may be held. */
const LIFE_MS = 600_000;

/** A collector in memory: what it commits, by batch id and then by event id. */
function collectorInMemory(answer: (ids: readonly string[]) => { readonly status: number; readonly body?: object }) {
  const batches = new Map<string, readonly string[]>();
  const transport: HttpTransport = async ({ body = Buffer.alloc(0) }) => {
    const text = gunzipSync(body).toString('utf8');
    const ids = eventIdsOf(text);
    const { status, body: said = {} } = answer(ids);
    if (status === 200) batches.set(String(JSON.parse(text).batch_id), ids);
    return { kind: 'answered', status, retryAfter: undefined, body: JSON.stringify(said) };
  };
  return { batches, transport };
}

async function live(paths: OutboxFolder, transport: HttpTransport, nowMs: number, events: number): Promise<void> {
  const outbox = openOutbox({ paths, header: HEADER, now: () => nowMs });
  for (const event of releasedEvents(events)) outbox.add(event);
  const endpoint = 'http://127.0.0.1:9';
  const sender = createSender({ outbox, endpoint, mayUpload: () => 'allowed', transport, now: () => nowMs });
  await sender.send({ isAsked: true });
  await outbox.trim();
  await outbox.close();
}

function setAside(paths: OutboxFolder): readonly string[] {
  let names: readonly string[] = [];
  try {
    names = readdirSync(paths.rejectedDir).filter((name) => name.endsWith('.gz'));
  } catch {
    return [];
  }
  return names.flatMap((name) => eventIdsOf(gunzipSync(readFileSync(join(paths.rejectedDir, name))).toString('utf8')));
}

/** Lets a process die at each of its calls in turn, another one finish, and judges what the collector has. */
async function dieEverywhere(
  answer: (ids: readonly string[]) => { readonly status: number; readonly body?: object },
  events: number,
): Promise<number> {
  for (let dieAt = 1; ; dieAt += 1) {
    const paths = makeOutboxFolder();
    const { batches, transport } = collectorInMemory(answer);
    const start = Date.parse('2026-11-21T12:00:00Z');
    const hasDied = await dieDuring(dieAt, () => live(paths, transport, start, events));
    // Twice: what the first finds half-done, the second finds finished.
    await live(paths, transport, start + LIFE_MS, 0);
    await live(paths, transport, start + 2 * LIFE_MS, 0);
    const arrived = [...batches.values()].flat();
    const all = [...arrived, ...setAside(paths).filter((id) => !arrived.includes(id))].sort();
    expect([dieAt, all]).toEqual([dieAt, releasedEvents(events).map(({ event }) => event.event_id)]);
    expect([dieAt, leftIn(paths)]).toEqual([dieAt, []]);
    paths.remove();
    if (!hasDied) return dieAt;
  }
}

/** What still holds something to be sent. */
function leftIn(paths: OutboxFolder): readonly string[] {
  return paths
    .names()
    .filter((name) => /\.(gz|lease|half|cutting)$/.test(name) || /^spool-[^.]*\.\d{3}Z-.{8}\.jsonl$/.test(name));
}

describe('a process that dies at any call of the file system', () => {
  it('while it cuts and sends loses no event, and puts none into two batches', async () => {
    expect(await dieEverywhere(() => ({ status: 200 }), 250)).toBeGreaterThan(50);
  });

  it('while it halves a batch loses no event, and puts none into two batches', async () => {
    const answer = (ids: readonly string[]) => ({ status: ids.length > 2 ? 413 : 200 });
    expect(await dieEverywhere(answer, 3)).toBeGreaterThan(40);
  });

  it('while it sets aside what is refused loses nothing of it', async () => {
    const answer = (ids: readonly string[]) => ({
      status: 200,
      body: { rejected: ids.slice(0, 1).map((id) => ({ event_id: id, code: 'unknown_event' })) },
    });
    expect(await dieEverywhere(answer, 2)).toBeGreaterThan(20);
  });
});
