import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type HttpReporterOptions, type HttpTransport, httpReporter } from '../src/http/index.ts';
import { createDelivery, memoryReporter, teeReporter } from '../src/index.ts';
import { readOutboxStatus } from '../src/outbox/index.ts';
import { status } from './support/collector.ts';
import { releasedEvent, releasedEvents } from './support/released-events.ts';
import { useOutbox } from './support/use-outbox.ts';

const here = useOutbox();

/** Timers that go off when the test says so. */
function timers() {
  const waiting = new Map<() => void, number>();
  return {
    waits: () => [...waiting.values()].sort((a, b) => a - b),
    schedule: (callback: () => void, delayMs: number) => {
      waiting.set(callback, delayMs);
      return () => void waiting.delete(callback);
    },
    /** Lets those go off that wait for no longer. */
    fire(maxDelayMs: number): void {
      for (const [callback, delayMs] of waiting) {
        if (delayMs > maxDelayMs) continue;
        waiting.delete(callback);
        callback();
      }
    },
  };
}

const reporterWith = (options: Partial<HttpReporterOptions> = {}) =>
  httpReporter({
    outbox: here.open(),
    endpoint: here.collector.endpoint,
    mayUpload: () => 'allowed',
    send: 'auto',
    ...options,
  });

const silent: HttpTransport = ({ signal }) =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'failed', code: 'aborted' }));
  });

describe('httpReporter', () => {
  it('sends at 100 events, and what is fewer within 60 s', async () => {
    const clock = timers();
    const reporter = reporterWith({ schedule: clock.schedule });
    reporter.report(releasedEvent(0));
    expect(clock.waits()).toEqual([60_000]);
    for (let index = 1; index < 100; index += 1) reporter.report(releasedEvent(index));
    expect(clock.waits()).toEqual([0]);
    clock.fire(0);
    await expect.poll(() => here.collector.eventIds().length).toBe(100);
    await reporter.close();
  });

  it('sends at 512 KiB', async () => {
    const clock = timers();
    const reporter = reporterWith({ schedule: clock.schedule });
    for (let index = 0; index < 4; index += 1) reporter.report(releasedEvent(index, { x: 'x'.repeat(150_000) }));
    expect(clock.waits()).toEqual([0]);
    await reporter.close();
  });

  it('with manual sending makes no request, whatever happens, and fills the outbox', async () => {
    const reporter = reporterWith({ send: 'manual' });
    for (const event of releasedEvents(300)) reporter.report(event);
    await reporter.flush();
    expect(reporter.stats).toMatchObject({ accepted: 300, written: 300, sent: 0, queued: 0 });
    await reporter.close();
    expect(here.collector.received).toEqual([]);
    expect((await readOutboxStatus(here.paths)).spoolBytes).toBeGreaterThan(0);
  });

  it('flushes by one attempt: what fails waits in the outbox, and flush does not wait for it', async () => {
    const reporter = reporterWith();
    here.collector.next(status(503, { 'retry-after': '3600' }));
    reporter.report(releasedEvent(1));
    await reporter.flush();
    expect(reporter.stats).toMatchObject({ accepted: 1, sent: 0, queued: 1, lastError: 'status_503' });
    await reporter.close();
    expect(reporter.stats.queued).toBe(1);
  });

  it('closes within its bound when nobody answers, gives the batch back, and the next process sends it', async () => {
    const reporter = reporterWith({ transport: silent });
    reporter.report(releasedEvent(1));
    await reporter.close({ timeoutMs: 50 });
    expect(here.paths.names().some((name) => name.endsWith('.lease'))).toBe(false);
    const next = reporterWith();
    next.report(releasedEvent(2));
    await next.close();
    expect([...here.collector.eventIds()].sort()).toEqual([1, 2].map((index) => releasedEvent(index).event.event_id));
  });

  it('ends with its host although a request never ends, and the next process sends what was under way', async () => {
    const { outboxDir, rejectedDir, sentDir } = here.paths;
    const task = JSON.stringify({ outboxDir, rejectedDir, sentDir });
    const child = spawn(process.execPath, [join(import.meta.dirname, 'support/stuck-host-child.ts'), task], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    const [code] = await once(child, 'close');
    expect([code, text]).toEqual([0, 'closed']);
    const next = reporterWith();
    next.report(releasedEvent(2));
    await next.close();
    expect([...here.collector.eventIds()].sort()).toEqual([1, 2].map((index) => releasedEvent(index).event.event_id));
  });

  it('has one request under way at a time, however often it is asked to send', async () => {
    let underWay = 0;
    let most = 0;
    const reporter = reporterWith({
      transport: async ({ body }) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        return { kind: 'answered', status: body === undefined ? 400 : 200, retryAfter: undefined, body: '' };
      },
    });
    for (const event of releasedEvents(500)) reporter.report(event);
    await Promise.all([reporter.flush(), reporter.send(), reporter.send(), reporter.flush()]);
    expect(most).toBe(1);
    await reporter.close();
  });

  it('counts what it saw lost: rejected, too large, withdrawn', async () => {
    const reporter = reporterWith();
    here.collector.next(status(400));
    reporter.report(releasedEvent(1));
    await reporter.flush();
    here.collector.next(status(413));
    reporter.report(releasedEvent(2));
    await reporter.flush();
    expect(reporter.stats).toMatchObject({ accepted: 2, dropped: { rejected: 1, too_large: 1 }, queued: 0 });
    await reporter.close();
  });
});

describe('a tee', () => {
  it('is held back by no member that throws or whose collector never answers', async () => {
    const memory = memoryReporter({ reach: 'remote' });
    const throwing = {
      ...memoryReporter({ reach: 'remote' }),
      report: () => {
        throw new Error('broken');
      },
    };
    const stalled = reporterWith({ transport: silent });
    const delivery = createDelivery([teeReporter(throwing, stalled, memory)]);
    const event = releasedEvent(1);
    delivery.deliver({ event: { ...event.event, anonymous_install_id: undefined as never }, line: '{}' }, () => event);
    expect(memory.events).toEqual([event.event]);
    await delivery.close({ timeoutMs: 50 });
    expect(delivery.stats.dropped).toMatchObject({ reporter_failed: 1 });
    const { batches, spoolBytes } = await readOutboxStatus(here.paths);
    expect(batches > 0 || spoolBytes > 0).toBe(true);
  });
});
