import type { EncodedEvent } from '@telemetry/payload';
import type { ReleasedEvent } from '@telemetry/schema';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  checkCollector,
  eraseInstall,
  type HttpAnswer,
  type HttpReporter,
  type HttpRequest,
} from '../src/http/index.ts';
import { judgeAnswer, parseRetryAfter } from '../src/http/judge-answer.ts';
import type { RemoteReporter } from '../src/index.ts';
import { startCollector } from './support/collector.ts';

const ERASE_KEY = 'e'.repeat(64);
const INSTALL = '00000000-0000-4000-8000-000000000001';

function collectorThat(answer: HttpAnswer) {
  const asked: HttpRequest[] = [];
  const transport = async (request: HttpRequest): Promise<HttpAnswer> => {
    asked.push(request);
    return answer;
  };
  return { asked, transport };
}

const answered = (status: number): HttpAnswer => ({ kind: 'answered', status, retryAfter: undefined, body: '' });

describe('the erasure of an installation', () => {
  it('shows the erase key to the collector, and names the installation', async () => {
    const { asked, transport } = collectorThat(answered(204));
    const endpoint = 'https://collector.example/base';
    expect(await eraseInstall({ endpoint, installId: INSTALL, eraseKey: ERASE_KEY, transport })).toEqual({
      kind: 'erased',
    });
    expect(asked[0]).toMatchObject({ method: 'DELETE', headers: { authorization: `Bearer ${ERASE_KEY}` } });
    expect(asked[0]?.url.href).toBe(`https://collector.example/base/v1/installs/${INSTALL}`);
  });

  it.each([
    [200, 'erased'],
    [404, 'erased'],
    [410, 'erased'],
    [403, 'refused'],
    [429, 'retry'],
    [500, 'retry'],
    [302, 'retry'],
  ])('answered by %i is %s', async (status, kind) => {
    const { transport } = collectorThat(answered(status));
    const outcome = await eraseInstall({
      endpoint: 'https://c.example',
      installId: INSTALL,
      eraseKey: ERASE_KEY,
      transport,
    });
    expect(outcome.kind).toBe(kind);
  });

  it('is to be asked for again when nobody answers', async () => {
    const { transport } = collectorThat({ kind: 'failed', code: 'ECONNREFUSED' });
    const request = { endpoint: 'https://c.example', installId: INSTALL, eraseKey: ERASE_KEY, transport };
    expect(await eraseInstall(request)).toEqual({ kind: 'retry', reason: 'ECONNREFUSED' });
  });
});

describe('the check of a collector', () => {
  it('asks whether it is there, and sends nothing of anybody', async () => {
    const collector = await startCollector();
    expect(await checkCollector({ endpoint: collector.endpoint })).toEqual({
      isReachable: true,
      status: 200,
      reason: undefined,
    });
    await collector.close();
    expect(await checkCollector({ endpoint: collector.endpoint })).toMatchObject({
      isReachable: false,
      reason: 'ECONNREFUSED',
    });
  });
});

describe('an answer', () => {
  it('whatever it says, leads to one of four ends and never to an exception, and none but 2xx acknowledges', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 599 }),
        fc.option(fc.string(), { nil: undefined }),
        fc.oneof(fc.string(), fc.json()),
        (status, retryAfter, body) => {
          const verdict = judgeAnswer({ kind: 'answered', status, retryAfter, body }, 'a'.repeat(64), 0);
          expect(['acknowledged', 'retry', 'too_large', 'rejected']).toContain(verdict.kind);
          if (verdict.kind === 'acknowledged') expect([status >= 200, status < 300]).toEqual([true, true]);
          if (verdict.kind === 'rejected') expect([status >= 400, status < 500]).toEqual([true, true]);
        },
      ),
    );
  });

  it('makes nobody wait for less than a second or for more than a day', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (text) => {
          const waitMs = parseRetryAfter(text, Date.now());
          expect(waitMs === undefined || (waitMs >= 1_000 && waitMs <= 86_400_000)).toBe(true);
        },
      ),
    );
  });

  it('puts no word of the collector into a code but a short one', () => {
    const rejected = [{ event_id: 'x', code: `<b>${'long '.repeat(100)}` }, { event_id: 'y' }, null, 7];
    const verdict = judgeAnswer(
      { kind: 'answered', status: 200, retryAfter: undefined, body: JSON.stringify({ rejected }) },
      '',
      0,
    );
    expect(verdict).toMatchObject({ rejected: { x: 'unspecified', y: 'unspecified' } });
  });
});

describe('a remote reporter', () => {
  it('can be handed the released event alone, by its type', () => {
    expectTypeOf<Parameters<RemoteReporter['report']>[0]>().toEqualTypeOf<EncodedEvent<ReleasedEvent>>();
    expectTypeOf<HttpReporter>().toExtend<RemoteReporter>();
  });
});
