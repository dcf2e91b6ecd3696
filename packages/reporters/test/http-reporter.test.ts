import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeReporter } from '../src/conformance.ts';
import { createSender, httpReporter } from '../src/http/index.ts';
import { openOutbox, readReceipts } from '../src/outbox/index.ts';
import { eventIdsOf } from './support/collector.ts';
import { type CollectorProcess, startCollectorProcess } from './support/collector-process.ts';
import { HEADER, makeOutboxFolder } from './support/outbox-folder.ts';
import { releasedEvents } from './support/released-events.ts';
import { useOutbox } from './support/use-outbox.ts';

describe('in a process beside its collector', () => {
  let collector: CollectorProcess;
  beforeAll(async () => {
    collector = await startCollectorProcess();
  });
  afterAll(() => collector.stop());

  describeReporter('httpReporter', async () => {
    const paths = makeOutboxFolder();
    const before = (await collector.committed()).length;
    const reporter = httpReporter({
      outbox: openOutbox({ paths, header: HEADER }),
      endpoint: collector.endpoint,
      mayUpload: () => 'allowed',
      send: 'auto',
    });
    return {
      reporter,
      delivered: async () => (await collector.committed()).slice(before).flatMap(linesOf),
      dispose: async () => paths.remove(),
    };
  });
});

describe('an outbox', () => {
  const here = useOutbox();

  it('is filled, previewed, sent and acknowledged: the bytes sent are the bytes previewed, and the receipt says so', async () => {
    const outbox = here.open();
    for (const event of releasedEvents(250)) outbox.add(event);
    const previews = [];
    for await (const preview of outbox.preview()) previews.push(preview);
    expect(previews.map(({ text }) => eventIdsOf(text).length)).toEqual([100, 100, 50]);

    const sender = createSender({ outbox, endpoint: here.collector.endpoint, mayUpload: () => 'allowed' });
    expect(await sender.send()).toMatchObject({ ended: 'empty', batches: 3, acknowledged: 250 });
    expect(here.collector.committed.map(({ text }) => text)).toEqual(previews.map(({ text }) => text));
    const receipts = await readReceipts(here.paths.sentDir);
    expect(receipts.map(({ collectorDigest }) => collectorDigest)).toEqual(['matches', 'matches', 'matches']);
    expect(new Set(await Promise.all(receipts.map((receipt) => receipt.payload())))).toEqual(
      new Set(previews.map(({ text }) => text)),
    );
    expect(await outbox.isEmpty()).toBe(true);
    await outbox.close();
  });
});

function linesOf(text: string): readonly string[] {
  return (JSON.parse(text) as { readonly events: readonly object[] }).events.map((event) => JSON.stringify(event));
}
