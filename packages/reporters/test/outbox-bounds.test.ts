import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSender } from '../src/http/index.ts';
import { eventIdsOf } from './support/collector.ts';
import { releasedEvent, releasedEvents } from './support/released-events.ts';
import { previewsOf, useOutbox } from './support/use-outbox.ts';

const DAY_MS = 86_400_000;
const here = useOutbox();

describe('the bounds of the outbox', () => {
  it('drop the oldest first when it is full, and count what went as outbox_full', async () => {
    const outbox = here.open({ limits: { maxBytes: 20_000 } });
    for (const event of releasedEvents(100)) outbox.add(event);
    await outbox.cut();
    for (let index = 100; index < 160; index += 1) outbox.add(releasedEvent(index));
    await outbox.flush();
    await outbox.trim();
    expect(outbox.stats.dropped).toEqual({ outbox_full: 100 });
    expect((await previewsOf(outbox)).flatMap(eventIdsOf)).toHaveLength(60);
    await outbox.close();
  });

  it('drop what is older than 30 days, batches and spool, and count it as expired', async () => {
    let nowMs = Date.now();
    const outbox = here.open({ now: () => nowMs });
    outbox.add(releasedEvent(1));
    await outbox.cut();
    outbox.add(releasedEvent(2));
    await outbox.flush();
    nowMs += 31 * DAY_MS;
    // A sealed segment as a process that died long ago leaves it.
    const sealed = join(here.paths.outboxDir, 'spool-2026-01-01T00-00-00.000Z-00000001.jsonl');
    writeFileSync(sealed, readFileSync(join(here.paths.outboxDir, 'spool.jsonl')), { mode: 0o600 });
    utimesSync(sealed, 0, 0);
    await outbox.trim();
    expect(outbox.stats.dropped).toEqual({ expired: 2 });
    await outbox.close();
  });

  it('hold for what was rejected, too', async () => {
    let nowMs = Date.now();
    const outbox = here.open({ now: () => nowMs });
    outbox.add(releasedEvent(1));
    here.collector.next(({ response }) => void response.writeHead(400).end());
    await createSender({
      outbox,
      endpoint: here.collector.endpoint,
      mayUpload: () => 'allowed',
      now: () => nowMs,
    }).send();
    nowMs += 31 * DAY_MS;
    await outbox.trim();
    expect(readdirSync(here.paths.rejectedDir)).toEqual([]);
    await outbox.close();
  });

  it('let a segment go that was cut and that no slow writer can add to any more', async () => {
    let nowMs = Date.now();
    const outbox = here.open({ now: () => nowMs });
    outbox.add(releasedEvent(1));
    await outbox.cut();
    expect(here.paths.names().filter((name) => name.endsWith('.done'))).toHaveLength(1);
    nowMs += 61_000;
    await outbox.cut();
    expect(here.paths.names().filter((name) => name.endsWith('.done'))).toEqual([]);
    await outbox.close();
  });

  it('never lose what a slow writer adds to a segment that was cut already', async () => {
    const outbox = here.open();
    outbox.add(releasedEvent(1));
    await outbox.cut();
    const [done = ''] = here.paths.names().filter((name) => name.endsWith('.done'));
    const path = join(here.paths.outboxDir, done);
    const line = readFileSync(path, 'utf8')
      .trim()
      .replaceAll(releasedEvent(1).event.event_id, releasedEvent(2).event.event_id);
    writeFileSync(path, `\n${line}\n`, { flag: 'a' });
    const ids = (await previewsOf(outbox)).flatMap(eventIdsOf);
    expect(ids).toEqual([1, 2].map((index) => releasedEvent(index).event.event_id));
    await outbox.close();
  });
});
